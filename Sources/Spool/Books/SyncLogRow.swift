public import Fiscal

/// One exchange with a company, secrets removed.
public struct SyncLogRow: Sendable, Hashable {
    /// Its number; 0 until it is kept.
    public let id: Int64
    /// The company's lane.
    public let lane: String
    /// When it was begun.
    public let at: Timestamp
    /// What was done: `document`, `lookup`, `question`.
    public let what: String
    /// Our own key of what it was about.
    public let localKey: String?
    /// The method.
    public let method: String
    /// Path and query.
    public let path: String
    /// The request's body, cut to ``longestText``; nil where there was none, or it is a file.
    public let request: String?
    /// The status; nil where no answer came.
    public let status: Int?
    /// The answer's body, cut to ``longestText``.
    public let response: String?
    /// How long it took, in milliseconds.
    public let tookMilliseconds: Int64
    /// Which sending of the same it was, from 1.
    public let attempt: Int
    /// The provider's id of what was made; its own number of the exchange where nothing was.
    public var externalID: String?
    /// What went wrong: a code, and behind a colon a sentence where there is one: `HTTP 429`, `refused: …` or `refused in
    /// part: 1 of 50: …` where the status says that all is well; the line's failure where no answer came.
    public let error: String?

    /// Whether the company did what it was asked, or some of it.
    public var isAnswered: Bool { status.map { $0 < 400 } ?? false }

    /// The longest text that is kept of a body, in characters.
    public static let longestText = 16_000

    /// Makes a row.
    public init(
        id: Int64 = 0, lane: String, at: Timestamp, what: String, localKey: String?, method: String, path: String,
        request: String?, status: Int?, response: String?, tookMilliseconds: Int64, attempt: Int,
        externalID: String? = nil, error: String? = nil
    ) {
        (self.id, self.lane, self.at, self.what, self.localKey) = (id, lane, at, what, localKey)
        (self.method, self.path, self.status) = (method, path, status)
        self.request = request.map { String($0.prefix(Self.longestText)) }
        self.response = response.map { String($0.prefix(Self.longestText)) }
        (self.tookMilliseconds, self.attempt) = (tookMilliseconds, attempt)
        (self.externalID, self.error) = (externalID, error)
    }
}

/// What was put into a company's books.
public struct BooksTally: Sendable, Hashable {
    /// Documents by how they stand.
    public let documents: [BooksDocumentRow.State: Int]
    /// Sales that no document has yet.
    public let unplaced: Int
    /// Sales from before the books begin, or gone to them in files: the lane posts none of them.
    public let leftOut: Int
    /// Those among them that left in files.
    public let leftOutExported: Int
    /// Documents that were posted before their fiscal receipts were there, and wait for them.
    public let receiptsDue: Int
    /// Exchanges that are in the log.
    public let exchanges: Int
    /// Those among them that went wrong.
    public let failures: Int
    /// The mean time of an exchange, in milliseconds.
    public let meanMilliseconds: Int64
}
