/// A comparison of our documents of some days with a company's.
public struct BooksReconciliationReply: Codable, Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// The company's lane.
    public var lane: String
    /// The first day.
    public var from: String
    /// The last day.
    public var to: String
    /// `running`, `done` or `failed`.
    public var state: String
    /// Why it failed.
    @OrNull public var reason: String?
    /// When it was begun, RFC 3339.
    public var begunAt: String
    /// When it ended, RFC 3339.
    @OrNull public var finishedAt: String?
    /// Documents of the company's that were read so far; nil once it ended.
    @OrNull public var read: Int?
    /// Counts and sums by day and type.
    public var days: [Day]
    /// The differences.
    public var findings: [Finding]

    /// What both sides have of a day and a type.
    public struct Day: Codable, Sendable, Hashable {
        /// The day.
        public var day: String
        /// What the documents are there.
        public var type: String
        /// Ours.
        public var ours: Sums
        /// Theirs.
        public var theirs: Sums

        /// Makes a day.
        public init(day: String, type: String, ours: Sums, theirs: Sums) {
            (self.day, self.type, self.ours, self.theirs) = (day, type, ours, theirs)
        }
    }

    /// What documents come to.
    public struct Sums: Codable, Sendable, Hashable {
        /// How many.
        public var count: Int
        /// Their totals.
        public var total: String
        /// Their VAT.
        public var tax: String

        /// Makes sums.
        public init(count: Int, total: String, tax: String) {
            (self.count, self.total, self.tax) = (count, total, tax)
        }
    }

    /// One difference.
    public struct Finding: Codable, Sendable, Hashable {
        /// What differs: `missing`, `stranger`, `total`, `tax`, `several`, `deleted`, `voided`, `changed`.
        public var kind: String
        /// The document's number.
        @OrNull public var number: String?
        /// Its day.
        @OrNull public var day: String?
        /// The provider's id.
        @OrNull public var externalID: String?
        /// What we have.
        @OrNull public var ours: String?
        /// What is there.
        @OrNull public var theirs: String?
        /// Whether no earlier comparison found it.
        public var isNew: Bool

        private enum CodingKeys: String, CodingKey {
            case kind, number, day, ours, theirs
            case externalID = "external_id"
            case isNew = "new"
        }

        /// Makes a difference.
        public init(
            kind: String, number: String?, day: String?, externalID: String?, ours: String?, theirs: String?,
            isNew: Bool
        ) {
            (self.kind, self.isNew) = (kind, isNew)
            self.number = number
            self.day = day
            self.externalID = externalID
            self.ours = ours
            self.theirs = theirs
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, lane, from, to, state, reason, read, days, findings
        case begunAt = "begun_at"
        case finishedAt = "finished_at"
    }

    /// Makes a comparison; the times are RFC 3339.
    public init(
        id: Int64, lane: String, from: String, to: String, state: String, reason: String?, begunAt: String,
        finishedAt: String?, read: Int?, days: [Day], findings: [Finding]
    ) {
        (self.id, self.lane, self.from, self.to, self.state) = (id, lane, from, to, state)
        (self.begunAt, self.days, self.findings) = (begunAt, days, findings)
        self.reason = reason
        self.finishedAt = finishedAt
        self.read = read
    }
}

/// A page of a company's comparisons, the newest first; the answer to `GET /v1/connections/{lane}/reconciliations`.
public struct BooksReconciliationListReply: Codable, Sendable, Hashable {
    /// The comparisons.
    public var reconciliations: [BooksReconciliationReply]
    /// Where the next page begins; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case reconciliations
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(reconciliations: [BooksReconciliationReply], nextCursor: String?) {
        self.reconciliations = reconciliations
        self.nextCursor = nextCursor
    }
}

/// Which days to compare; the body of `POST /v1/connections/{lane}/reconciliations`.
public struct ReconciliationRequest: Codable, Sendable, Hashable {
    /// The first day; the seventh before the last where it is left out.
    public var from: String?
    /// The last day; today where it is left out.
    public var to: String?

    /// Makes a request.
    public init(from: String? = nil, to: String? = nil) {
        (self.from, self.to) = (from, to)
    }
}
