import Fiscal

/// What the text of a refusal tells beyond its code: the only place where "expected N, found M" stands (reference §4.4).
///
/// Wording and case are not relied on, only the words that name the rule and the numbers behind them.
struct RejectionText {
    private let text: String

    init(_ text: String) {
        self.text = text.lowercased()
    }

    /// The verdict, or nil where the text is not one that is known.
    var verdict: OSCUVerdict? {
        if names("rsdqty") { return balance ?? .missingFirst }
        if names(Self.missing) { return .missingFirst }
        if let number { return number }
        if names(Self.device) || Self.words(text).contains("missing tin") || lacksPIN { return .deviceProblem }
        if names("validating item tax type") { return .again(after: Self.restAfterTaxType, limit: 3) }
        if names("taxrt"), names(["mismatch", "failed", "expected"]) { return .configuration }
        if names(Self.refused) || (names("invalid") && names("expected")) { return .refused }
        return nil
    }

    /// "Minutes between" (reference §4.4).
    private static let restAfterTaxType = Duration.seconds(120)

    private static let missing = [
        "not exist in your stock", "stock io is empty", "insufficient stock", "orginvcno does not exist",
    ]
    private static let device = ["unique result", "testsessionapilog", "apigee_app_id"]
    private static let refused = [
        "expected a value for", "missing rfddt", "invalid rfdrsncd", "cannot be null", "cannot be empty",
        "may not be empty", "item classification code", "qtyunitcd", "packaging unit", "pkgunitcd", "cannot invoke",
        "invalid taxblamt", "invalid pkg", "invalid dcamt", "invalid splyam",
    ]
    private static let sequences = ["invcno", "invc no", "invoice no", "invoice number", "sarno", "sar no", "sequence"]

    /// "tin cannot be Null", but not "custTin cannot be Null".
    private var lacksPIN: Bool { " \(text)".contains(" tin cannot be") }

    private var balance: OSCUVerdict? {
        guard let expected = number(after: "expected"), let value = OSCUValue.number(expected.text).hundredths else {
            return nil
        }
        return .expectedBalance(hundredths: value)
    }

    private var number: OSCUVerdict? {
        guard names(Self.sequences), !names(["orginvcno", "orgsarno"]), let expected = number(after: "expected"),
            let value = OSCUValue.number(expected.text).whole
        else { return nil }
        var found = number(after: "found")
        if found == nil || found?.place == expected.place { found = number(before: "expected") }
        return .expectedNumber(value, found: found.flatMap { OSCUValue.number($0.text).whole })
    }

    private func names(_ word: String) -> Bool { text.contains(word) }
    private func names(_ words: [String]) -> Bool { words.contains(where: text.contains) }

    /// The text with every run of white space made one space.
    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: - Numbers

    private struct Number {
        let text: String
        let place: Int
    }

    private func number(after word: String) -> Number? {
        guard let range = text.firstRange(of: word) else { return nil }
        let start = text.utf8.distance(from: text.startIndex, to: range.upperBound)
        return numbers.first { $0.place >= start }
    }

    private func number(before word: String) -> Number? {
        guard let range = text.firstRange(of: word) else { return nil }
        let end = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return numbers.last { $0.place < end }
    }

    /// Every decimal in the text with its place; a minus counts only where no letter or digit stands before it.
    private var numbers: [Number] {
        let bytes = Array(text.utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var result: [Number] = []
        var place = 0
        while place < bytes.count {
            guard digits.contains(bytes[place]) else {
                place += 1
                continue
            }
            let start = place
            while place < bytes.count, digits.contains(bytes[place]) { place += 1 }
            if place + 1 < bytes.count, bytes[place] == UInt8(ascii: "."), digits.contains(bytes[place + 1]) {
                place += 1
                while place < bytes.count, digits.contains(bytes[place]) { place += 1 }
            }
            let isNegative =
                start > 0 && bytes[start - 1] == UInt8(ascii: "-")
                && (start == 1 || [UInt8(ascii: " "), UInt8(ascii: ":")].contains(bytes[start - 2]))
            let digits = String(decoding: bytes[start..<place], as: UTF8.self)
            result.append(Number(text: isNegative ? "-" + digits : digits, place: start))
        }
        return result
    }
}
