import Crypto
import Fiscal

/// Names one intention: the key under which it is written, and the marker that what was written bears.
///
/// Whoever keeps the records makes the key once and keeps it with them; a changed body needs another generation.
public enum RecordKey {
    /// 40 hexadecimal digits: the beginning of SHA-256 over `device|operation|company|localID|vGENERATION`.
    ///
    /// Source: accounting-apis §1.3, which has a test vector.
    public static func make(
        device: String, operation: String, company: String, localID: String, generation: Int
    ) -> String {
        digest("\(device)|\(operation)|\(company)|\(localID)|v\(generation)")
    }

    /// What tells our records from others: `risiti:` and the key's first twelve digits.
    ///
    /// It is made of the first generation's key and stays: what an earlier generation made is found by a later one.
    public static func marker(of key: String) -> String { markerPrefix + key.prefix(12) }

    /// Whether a text bears a marker, whole: not the beginning of a longer one.
    static func isBorne(_ marker: String, by text: String?) -> Bool {
        guard let text, !marker.isEmpty else { return false }
        return text.ranges(of: marker).contains { range in
            guard range.upperBound < text.endIndex else { return true }
            let next = text[range.upperBound]
            return !next.isLetter && !next.isNumber && next != "/" && next != "-"
        }
    }

    /// What every marker begins with.
    static let markerPrefix = "risiti:"

    /// The first 40 hexadecimal digits of a text's SHA-256.
    static func digest(_ text: String) -> String {
        String(Hex.text(SHA256.hash(data: Array(text.utf8))).prefix(40))
    }
}
