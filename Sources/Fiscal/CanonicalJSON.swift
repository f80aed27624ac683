import Foundation

/// The one encoding of what is sealed: JSON in UTF-8, keys in byte order, no white space (`spool/CONTRACT.md`).
public enum CanonicalJSON {
    /// The canonical bytes of a value.
    public static func bytes(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// The canonical bytes of a text; ids and numbers, which need no escaping, are quoted as they stand.
    static func bytes(of text: String) throws -> [UInt8] {
        guard text.utf8.allSatisfy(isPlain) else { return try bytes(of: [text]).dropFirst().dropLast() + [] }
        return [0x22] + text.utf8 + [0x22]
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
