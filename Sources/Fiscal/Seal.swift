/// The hash and signature over an entry's canonical bytes.
public struct Seal: Hashable, Sendable {
    /// SHA-256 of the previous hash followed by the bytes; 32 bytes.
    public let hash: [UInt8]
    /// Ed25519 signature of the hash by the device key; 64 bytes.
    public let signature: [UInt8]
    /// The device's public key; 32 bytes.
    public let key: [UInt8]

    /// Makes a seal.
    public init(hash: [UInt8], signature: [UInt8], key: [UInt8]) {
        self.hash = hash
        self.signature = signature
        self.key = key
    }

    /// The hash before the first entry: 32 zero bytes.
    public static let genesis = [UInt8](repeating: 0, count: 32)
}

/// A document as sealed in the journal.
public struct Entry: Hashable, Sendable {
    /// The document.
    public let document: Document
    /// Its seal.
    public let seal: Seal

    /// Makes an entry.
    public init(document: Document, seal: Seal) {
        self.document = document
        self.seal = seal
    }
}
