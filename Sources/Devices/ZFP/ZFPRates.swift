/// The answer to `62`: the VAT rates of A to E, as the unit was set up with them (reference §3.6.1).
public struct ZFPRates: Sendable, Equatable, CustomStringConvertible {
    /// Hundredths of a percent, A first.
    private let hundredths: [Int]

    /// Reads `##.##%` five times; nil for anything else.
    ///
    /// Padding and separator are not known (§10.2), so that the numbers before the percent signs count.
    public init?(_ answer: DeviceAnswer) {
        guard answer.status.isEmpty else { return nil }
        let words = String(decoding: answer.data, as: UTF8.self).split(separator: "%").map { part in
            part.filter { $0.isASCII && ($0.isNumber || $0 == ".") }
        }
        let rates = words.filter { !$0.isEmpty }.map(Self.hundredths)
        guard rates.count == 5, !rates.contains(nil) else { return nil }
        hundredths = rates.compactMap { $0 }
    }

    /// `16.00` as 1600; nil for anything but at most two digits, a point and two digits.
    private static func hundredths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2 else { return nil }
        return Int(parts[0] + parts[1])
    }

    /// The letters of a rate in hundredths of a percent, the first first; empty where the unit has none such.
    public func letters(of rate: Int) -> [Character] {
        zip("ABCDE", hundredths).filter { $0.1 == rate }.map(\.0)
    }

    /// `A 16.00 %, B 8.00 %, …`.
    public var description: String {
        zip("ABCDE", hundredths).map { letter, rate in
            let cents = rate % 100
            return "\(letter) \(rate / 100).\(cents < 10 ? "0" : "")\(cents) %"
        }.joined(separator: ", ")
    }
}
