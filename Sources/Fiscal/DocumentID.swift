/// The agent's own id of a document: 26 characters that sort by time, so that KRA's `remark` can carry it.
public enum DocumentID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Makes an id: 48 bits of time, 80 bits of chance, in Crockford's base 32.
    public static func make(at time: Timestamp, random: inout some RandomNumberGenerator) -> String {
        let high = UInt64(bitPattern: time.milliseconds) & 0xFFFF_FFFF_FFFF
        var characters = (0..<10).map { alphabet[Int(high >> UInt64(45 - 5 * $0)) & 31] }
        var chance: UInt64 = 0
        for place in 0..<16 {
            if place.isMultiple(of: 12) { chance = random.next() }
            characters.append(alphabet[Int(chance & 31)])
            chance >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Makes an id that sorts behind another, also within one millisecond.
    public static func make(
        at time: Timestamp, after last: String?, random: inout some RandomNumberGenerator
    ) -> String {
        let id = make(at: time, random: &random)
        guard let last, id <= last else { return id }
        return next(last)
    }

    /// The id that is one more, as a number of 26 digits.
    private static func next(_ id: String) -> String {
        var digits = Array(id.utf8)
        for place in digits.indices.reversed() {
            let value = alphabet.firstIndex(of: digits[place]) ?? 0
            digits[place] = alphabet[(value + 1) & 31]
            if value < 31 { break }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Whether a text has the shape of an id.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy(alphabet.contains)
    }
}
