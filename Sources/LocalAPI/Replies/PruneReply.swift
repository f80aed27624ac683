/// What a pruning took, or would take; the answer to `POST /v1/spool/prune`.
public struct PruneReply: Codable, Sendable, Hashable {
    /// Whether nothing was changed.
    public var isDryRun: Bool
    /// Sales that give up their documents.
    public var sales: Int64
    /// The last of them; nil where there is none.
    @OrNull public var through: Int64?
    /// What they take up, in bytes.
    public var bytes: Int64
    /// Why it reaches no further, in words.
    @OrNull public var stoppedBy: String?

    private enum CodingKeys: String, CodingKey {
        case sales, through, bytes
        case isDryRun = "dry_run"
        case stoppedBy = "stopped_by"
    }

    /// Makes an outcome.
    public init(isDryRun: Bool, sales: Int64, through: Int64?, bytes: Int64, stoppedBy: String?) {
        self.isDryRun = isDryRun
        self.sales = sales
        self.through = through
        self.bytes = bytes
        self.stoppedBy = stoppedBy
    }
}
