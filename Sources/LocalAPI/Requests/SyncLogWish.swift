/// Which exchanges of the sync log are wanted; the query of `GET /v1/sync-log` and `/v1/sync-log/statistics`.
public struct SyncLogWish: Sendable, Hashable {
    /// The company's lane; nil for all.
    public var lane: String?
    /// Only what went wrong.
    public var failuresOnly = false
    /// Our own key of what it was about.
    public var about: String?
    /// What was done, such as `payment`.
    public var subject: String?
    /// A status such as `429`, a class such as `5xx`, or `none`.
    public var status: String?
    /// A day, or a time by RFC 3339, from which.
    public var from: String?
    /// A day, whose end counts, or a time, until which.
    public var to: String?

    /// Makes a wish for all of a lane.
    public init(lane: String? = nil) { self.lane = lane }

    var query: [(String, String?)] {
        [
            ("lane", lane), ("failures", failuresOnly ? "true" : nil), ("about", about), ("subject", subject),
            ("status", status), ("from", from), ("to", to),
        ]
    }
}
