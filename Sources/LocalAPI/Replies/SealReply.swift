public import Fiscal

/// The seal of an entry, as lower-case hexadecimal.
public struct SealReply: Codable, Sendable, Hashable {
    /// SHA-256 of the previous hash and the entry's bytes; 64 digits.
    public var hash: String
    /// The Ed25519 signature of the hash; 128 digits.
    public var signature: String
    /// The device's public key; 64 digits.
    public var key: String

    /// Makes a seal from its texts.
    public init(hash: String, signature: String, key: String) {
        self.hash = hash
        self.signature = signature
        self.key = key
    }

    /// The seal as the API words it.
    public init(_ seal: Seal) {
        self.init(hash: Hex.text(seal.hash), signature: Hex.text(seal.signature), key: Hex.text(seal.key))
    }
}
