/// The fields of one kind of object, each with its rule.
///
/// Written as in the reference: a name, its type and `R` for required, `itemCd C20 R`; `N13.2` is a number with two
/// decimals, `DT` a date-time, `D` a date, `YN` a flag, `PIN` a PIN, `OBJECT` and `LIST` what they say.
struct FieldTable: Sendable {
    /// The rules in the order they are checked.
    let rules: [FieldRule]

    init(_ table: String) {
        rules = table.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { entry in
            let words = entry.split(separator: " ")
            precondition(words.count >= 2, "a field needs a name and a type")
            return FieldRule(
                name: String(words[0]), shape: Self.shape(words[1]), required: words.last == "R")
        }
    }

    /// Checks every field of one object; `line` is the line it belongs to, when it does.
    func check(_ object: ExactJSON, line: Int? = nil, strict: Bool) throws(OSCURefusal) {
        for rule in rules {
            try rule.check(object, line: line, strict: strict)
        }
    }

    private static func shape(_ word: Substring) -> FieldRule.Shape {
        switch word {
        case "DT": return .dateTime
        case "D": return .day
        case "YN": return .yesOrNo
        case "PIN": return .pin
        case "OBJECT": return .object
        case "LIST": return .list
        default:
            let numbers = word.dropFirst().split(separator: ".").compactMap { Int($0) }
            precondition(!numbers.isEmpty, "a type needs a length")
            guard word.first == "N" else { return .text(numbers[0]) }
            return .number(digits: numbers[0], decimals: numbers.count > 1 ? numbers[1] : 0)
        }
    }
}
