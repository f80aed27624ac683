/// The body of `POST /v1/spool/prune`.
public struct PruneRequest: Codable, Sendable, Hashable {
    /// Only sales accepted before then, RFC 3339.
    public var before: String
    /// Whether to tell only what would be taken.
    public var isDryRun: Bool

    private enum CodingKeys: String, CodingKey {
        case before
        case isDryRun = "dry_run"
    }

    /// Makes a request; the time is RFC 3339.
    public init(before: String, isDryRun: Bool) {
        self.before = before
        self.isDryRun = isDryRun
    }
}
