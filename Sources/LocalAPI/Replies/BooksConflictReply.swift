/// A document of ours that stands otherwise in a company's books than it was posted.
public struct BooksConflictReply: Codable, Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// The document's number in the books.
    public var number: String
    /// What is otherwise: `amounts`, `deleted`, `voided`, `payment`, `number`.
    public var kind: String
    /// How far it is: `seen`, `asked`, `ours`, `settled`.
    public var state: String
    /// The provider's id of what stands there, or stood.
    public var externalID: String
    /// What was posted.
    public var ours: [String: String]
    /// What stands there.
    public var theirs: [String: String]
    /// When it was seen, RFC 3339.
    public var seenAt: String
    /// Who said what is to be done: `rule`, `person`; nil until somebody did.
    @OrNull public var answeredBy: String?
    /// What came of it: `theirs`, `ours`, `mended`, `posted_again`; nil until it is over.
    @OrNull public var outcome: String?
    /// When it was over, RFC 3339.
    @OrNull public var settledAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, number, kind, state, ours, theirs, outcome
        case externalID = "external_id"
        case seenAt = "seen_at"
        case answeredBy = "answered_by"
        case settledAt = "settled_at"
    }

    /// Makes a conflict; the times are RFC 3339.
    public init(
        id: Int64, number: String, kind: String, state: String, externalID: String, ours: [String: String],
        theirs: [String: String], seenAt: String, answeredBy: String?, outcome: String?, settledAt: String?
    ) {
        (self.id, self.number, self.kind, self.state) = (id, number, kind, state)
        (self.externalID, self.ours, self.theirs, self.seenAt) = (externalID, ours, theirs, seenAt)
        self.answeredBy = answeredBy
        self.outcome = outcome
        self.settledAt = settledAt
    }
}

/// A page of a company's conflicts, the newest first; the answer to `GET /v1/connections/{lane}/conflicts`.
public struct BooksConflictListReply: Codable, Sendable, Hashable {
    /// The conflicts.
    public var conflicts: [BooksConflictReply]
    /// Where the next page begins; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case conflicts
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(conflicts: [BooksConflictReply], nextCursor: String?) {
        self.conflicts = conflicts
        self.nextCursor = nextCursor
    }
}
