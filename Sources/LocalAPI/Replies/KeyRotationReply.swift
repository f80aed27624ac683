/// A device key that was replaced; the answer to `POST /v1/keys/rotate`.
public struct KeyRotationReply: Codable, Sendable, Hashable {
    /// The public key from here on, hexadecimal.
    public var key: String
    /// The public key before, hexadecimal.
    public var before: String
    /// The journal's entry that hands over.
    public var sequence: Int64
    /// When it was written, RFC 3339.
    public var at: String

    /// Makes an outcome.
    public init(key: String, before: String, sequence: Int64, at: String) {
        self.key = key
        self.before = before
        self.sequence = sequence
        self.at = at
    }
}
