/// One exchange with a company, secrets removed.
public struct SyncLogEntryReply: Codable, Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// The company's lane.
    public var lane: String
    /// When it was begun, RFC 3339.
    public var at: String
    /// What it was about, such as `document 00-T1-000041`.
    public var what: String
    /// Our own key of what it was about.
    @OrNull public var about: String?
    /// The method.
    public var method: String
    /// Path and query.
    public var path: String
    /// The status; nil where no answer came.
    @OrNull public var status: Int?
    /// How long it took, in milliseconds.
    public var tookMilliseconds: Int64
    /// Which sending of the same it was, from 1.
    public var attempt: Int
    /// The provider's id of what was made, or its own number of the exchange.
    @OrNull public var externalID: String?
    /// What went wrong: a code, and behind a colon a sentence where there is one.
    @OrNull public var error: String?
    /// The request's body; nil in a list, and where there was none.
    @OrNull public var request: String?
    /// The answer's body; nil in a list.
    @OrNull public var response: String?

    private enum CodingKeys: String, CodingKey {
        case id, lane, at, what, about, method, path, status, attempt, error, request, response
        case tookMilliseconds = "took_ms"
        case externalID = "external_id"
    }

    /// Makes an entry without its bodies; the time is RFC 3339.
    public init(
        id: Int64, lane: String, at: String, what: String, about: String?, method: String, path: String, status: Int?,
        tookMilliseconds: Int64, attempt: Int, externalID: String?, error: String?
    ) {
        (self.id, self.lane, self.at, self.what) = (id, lane, at, what)
        (self.method, self.path, self.tookMilliseconds, self.attempt) = (method, path, tookMilliseconds, attempt)
        self.about = about
        self.status = status
        self.externalID = externalID
        self.error = error
    }
}

/// A page of the sync log, the newest first; the answer to `GET /v1/sync-log`.
public struct SyncLogReply: Codable, Sendable, Hashable {
    /// The exchanges.
    public var entries: [SyncLogEntryReply]
    /// Where the next page begins; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case entries
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(entries: [SyncLogEntryReply], nextCursor: String?) {
        self.entries = entries
        self.nextCursor = nextCursor
    }
}
