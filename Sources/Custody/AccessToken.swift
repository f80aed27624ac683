import Crypto
import Fiscal

/// A bearer token: shown once, kept as a hash.
public struct AccessToken: Sendable {
    /// The text that is handed out: `rst_` and 43 characters, 256 bits of chance.
    public let text: String

    /// Makes a new token.
    public init() {
        text = "rst_" + Self.base64URL(Custody.randomBytes(32))
    }

    /// What is kept of a token: its SHA-256.
    ///
    /// A fast hash is right for 256 bits of chance.
    public static func hash(_ text: String) -> [UInt8] {
        [UInt8](SHA256.hash(data: Array(text.utf8)))
    }

    /// Whether two hashes are the same, in a time that does not tell where they differ.
    public static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            (buffer, bits) = (buffer << 8 | Int(byte), bits + 8)
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[buffer >> bits & 63])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension AccessToken: CustomStringConvertible, CustomReflectable {
    /// Nothing of the token.
    public var description: String { "AccessToken" }
    /// Nothing of the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
