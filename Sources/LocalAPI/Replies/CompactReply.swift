/// What compacting gave back; the answer to `POST /v1/spool/compact`.
public struct CompactReply: Codable, Sendable, Hashable {
    /// The file and its log before, in bytes.
    public var before: Int64
    /// The file and its log after, in bytes.
    public var after: Int64
    /// Bytes inside the file that hold nothing and are used again by later sales.
    public var unused: Int64

    private enum CodingKeys: String, CodingKey {
        case before = "before_bytes"
        case after = "after_bytes"
        case unused = "unused_bytes"
    }

    /// Makes an answer, all in bytes.
    public init(before: Int64, after: Int64, unused: Int64) {
        self.before = before
        self.after = after
        self.unused = unused
    }
}
