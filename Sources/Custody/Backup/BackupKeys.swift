import Crypto
import Fiscal
public import Foundation

/// Whom a backup is sealed for: the public half of a key pair whose private half lies elsewhere.
public struct BackupRecipient: Sendable, Hashable, CustomStringConvertible {
    let key: [UInt8]

    static let prefix = "risiti-recipient-"

    /// Reads `risiti-recipient-…`; the last eight digits catch a slip of the pen.
    public init(_ text: String) throws(CustodyError) {
        guard let key = KeyText.read(text, prefix: Self.prefix) else {
            throw CustodyError(
                .sealed, "\"\(text.prefix(80))\" is no recipient; it is \(Self.prefix) and 72 hexadecimal digits")
        }
        self.key = key
    }

    init(key: [UInt8]) {
        self.key = key
    }

    /// The text that a person copies.
    public var description: String { KeyText.write(key, prefix: Self.prefix) }
}

/// The private half that opens what was sealed for its recipient.
public struct BackupIdentity: Sendable {
    let key: Curve25519.KeyAgreement.PrivateKey

    static let prefix = "risiti-identity-"

    /// Makes a new key pair.
    public init() {
        key = Curve25519.KeyAgreement.PrivateKey()
    }

    /// Reads `risiti-identity-…`, white space around it aside.
    public init(_ text: String) throws(CustodyError) {
        let text = text.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        guard let bytes = KeyText.read(text, prefix: Self.prefix),
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        else {
            throw CustodyError(.sealed, "this is no identity; it is \(Self.prefix) and 72 hexadecimal digits")
        }
        self.key = key
    }

    /// Writes the private half to a new file that only its owner may read.
    ///
    /// - Throws: ``CustodyError`` `file` where there is one of that name, or it cannot be written.
    public func write(to file: URL) throws(CustodyError) {
        guard !FileManager.default.fileExists(atPath: file.path) else {
            throw CustodyError(.file, "\(file.lastPathComponent) is there already; nothing was written over")
        }
        _ = try KeyFile(url: file).readOrMake(Array("\(secretText)\n".utf8))
    }

    /// The public half.
    public var recipient: BackupRecipient { BackupRecipient(key: [UInt8](key.publicKey.rawRepresentation)) }

    /// The private half as text: the one way out of this value, for whoever keeps it.
    public var secretText: String { KeyText.write([UInt8](key.rawRepresentation), prefix: Self.prefix) }
}

extension BackupIdentity: CustomStringConvertible, CustomReflectable {
    /// The public half alone.
    public var description: String { "BackupIdentity(\(recipient))" }
    /// The public half alone.
    public var customMirror: Mirror { Mirror(self, children: ["recipient": "\(recipient)"]) }
}

/// Keys as text: a prefix, 64 hexadecimal digits, and eight of their SHA-256.
private enum KeyText {
    static func write(_ key: [UInt8], prefix: String) -> String {
        prefix + Hex.text(key) + Hex.text(SHA256.hash(data: Array(prefix.utf8) + key).prefix(4))
    }

    static func read(_ text: String, prefix: String) -> [UInt8]? {
        guard text.hasPrefix(prefix), let bytes = Hex.bytes(text.dropFirst(prefix.count)), bytes.count == 36 else {
            return nil
        }
        let key = Array(bytes.prefix(32))
        return write(key, prefix: prefix) == text.lowercased() ? key : nil
    }
}
