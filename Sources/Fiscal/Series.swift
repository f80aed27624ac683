/// A series of temporary numbers: none at first, three letters after a restore (`spool/CONTRACT.md`).
public enum Series {
    /// Consonants that no one takes for a digit or another letter.
    public static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)

    /// Whether a text can name a series.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy(alphabet.contains)
    }

    /// A random series that is not among those that were begun; nil where all 8,000 were.
    public static func random(
        besides begun: Set<String>, using random: inout some RandomNumberGenerator
    ) -> String? {
        let all = alphabet.flatMap { first in
            alphabet.flatMap { second in alphabet.map { String(decoding: [first, second, $0], as: UTF8.self) } }
        }
        return all.filter { !begun.contains($0) }.randomElement(using: &random)
    }

    /// The temporary number of a till: `T1-000041`, or `T1-KQB000001` in a series.
    public static func number(till: String, series: String, _ count: Int64) -> String {
        let digits = String(count)
        return "\(till)-\(series)" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
