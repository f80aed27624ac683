public import Fiscal

/// Where a company's grant is kept; the border to the spool.
public protocol GrantShelf: Sendable {
    /// What is kept.
    func load() async throws -> KeptGrant

    /// Writes down that a refresh is about to be sent; it is on the disk when this comes back.
    func noteRefresh() async throws

    /// Keeps a grant and strikes the note of its refresh, both or neither.
    func keep(_ grant: Grant) async throws

    /// Says that a person has to connect the company again, and why.
    func noteNeedsReconnect(_ fault: BooksFault) async throws
}

/// What a shelf holds.
public struct KeptGrant: Sendable {
    /// Who asked for it; nil where there is none.
    public let app: OAuthApp?
    /// The grant; nil where there is none.
    public let grant: Grant?
    /// Whether a refresh was noted and nothing is known of its answer.
    public let hasUnansweredRefresh: Bool
    /// Whether a person has to connect the company again.
    public let needsReconnect: Bool

    /// Makes what a shelf holds.
    public init(app: OAuthApp?, grant: Grant?, hasUnansweredRefresh: Bool, needsReconnect: Bool) {
        (self.app, self.grant) = (app, grant)
        (self.hasUnansweredRefresh, self.needsReconnect) = (hasUnansweredRefresh, needsReconnect)
    }
}

/// The clocks and the waiting of a keeper.
public struct GrantClock: Sendable {
    /// The wall clock, which may lie.
    public let now: @Sendable () -> Timestamp
    /// The time since the machine was started, which never steps.
    public let sinceBoot: @Sendable () -> Duration
    /// How long after so many failures, 1 the first, a refresh token is sent again.
    public let wait: @Sendable (_ failures: Int) -> Duration

    /// Makes clocks.
    public init(
        now: @escaping @Sendable () -> Timestamp, sinceBoot: @escaping @Sendable () -> Duration,
        wait: @escaping @Sendable (_ failures: Int) -> Duration
    ) {
        (self.now, self.sinceBoot, self.wait) = (now, sinceBoot, wait)
    }
}
