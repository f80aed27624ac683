/// The body of `POST /v1/spool/verify`; it may be an empty object.
public struct VerifyRequest: Codable, Sendable, Hashable {
    /// An earlier checkpoint that the spool must extend.
    public var since: StatusReply.Checkpoint?

    /// Makes a request.
    public init(since: StatusReply.Checkpoint? = nil) {
        self.since = since
    }
}
