import Fiscal

/// Text inside an address.
enum URLText {
    /// The text with every byte escaped but letters, digits, `-`, `.`, `_` and `~`.
    static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(UnicodeScalar(byte))
            default: escaped += "%" + Hex.text([byte]).uppercased()
            }
        }
        return escaped
    }

    /// A path and its query, both sides of each parameter escaped.
    static func path(_ path: String, _ query: KeyValuePairs<String, String>) -> String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(escaped($0.key))=\(escaped($0.value))" }.joined(separator: "&")
    }
}
