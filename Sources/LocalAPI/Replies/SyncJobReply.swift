/// What a person asked to be posted, and how far it is; the answer to `POST /v1/connections/{lane}/sync`.
public struct SyncJobReply: Codable, Sendable, Hashable {
    /// How many of its documents are where, or were at its end; a sale that had no document when it was asked for counts
    /// as one.
    public struct Progress: Codable, Sendable, Hashable {
        /// Posted, with all that belongs to them.
        public var posted: Int
        /// To be posted without a person.
        public var toGo: Int
        /// Waiting for a person, here or at KRA.
        public var waiting: Int
        /// Given up by a person, or not for these books.
        public var givenUp: Int
        /// Sums whose day is not over; they hold up no job.
        public var collecting: Int
        /// Those that were in the books before it was asked.
        public var already: Int

        private enum CodingKeys: String, CodingKey {
            case posted, waiting, collecting, already
            case toGo = "to_go"
            case givenUp = "given_up"
        }

        /// Makes a progress.
        public init(posted: Int, toGo: Int, waiting: Int, givenUp: Int, collecting: Int, already: Int) {
            (self.posted, self.toGo, self.waiting) = (posted, toGo, waiting)
            (self.givenUp, self.collecting, self.already) = (givenUp, collecting, already)
        }

        /// All that it is about.
        public var all: Int { posted + toGo + waiting + givenUp + collecting }
    }

    /// What of it rests for something that passes by itself.
    public struct Rest: Codable, Sendable, Hashable {
        /// How many documents.
        public var documents: Int
        /// Why the first of them does, in plain words.
        public var reason: String
        /// When that one is looked at next, RFC 3339.
        public var until: String

        /// Makes a rest.
        public init(documents: Int, reason: String, until: String) {
            (self.documents, self.reason, self.until) = (documents, reason, until)
        }
    }

    /// Sales that stay out because they left for the company's program in files.
    public struct LeftOut: Codable, Sendable, Hashable {
        /// One of them.
        public struct Sale: Codable, Sendable, Hashable {
            /// Its temporary number.
            public var temporaryNumber: String
            /// The export that it left in.
            public var export: Int64
            /// Whether a person said that this export is in the books.
            public var imported: Bool

            private enum CodingKeys: String, CodingKey {
                case export, imported
                case temporaryNumber = "temporary_number"
            }

            /// Makes a sale.
            public init(temporaryNumber: String, export: Int64, imported: Bool) {
                (self.temporaryNumber, self.export, self.imported) = (temporaryNumber, export, imported)
            }
        }

        /// How many there are.
        public var count: Int
        /// The first of them, at most ``most``.
        public var sales: [Sale]

        /// Sales that are named.
        public static let most = 100

        /// Makes a list.
        public init(count: Int, sales: [Sale]) { (self.count, self.sales) = (count, sales) }
    }

    /// Its number.
    public var id: Int64
    /// The company's lane.
    public var lane: String
    /// `running`, `done` or `cancelled`.
    public var state: String
    /// Who asked.
    public var askedBy: String
    /// When, RFC 3339.
    public var askedAt: String
    /// When it was done or cancelled, RFC 3339.
    @OrNull public var finishedAt: String?
    /// Why it was cancelled, where no person did it.
    @OrNull public var reason: String?
    /// What was asked, exactly as it was.
    public var selection: SyncRequest
    /// The job whose rest it takes up.
    @OrNull public var retries: Int64?
    /// How far it is.
    public var progress: Progress
    /// How the lane stands: `running`, `waiting`, `paused`, `broken`, or `removed` with its company.
    public var laneState: String
    /// Why the lane does not run.
    @OrNull public var laneReason: String?
    /// What of it rests; nil where nothing does, or it ended.
    @OrNull public var rest: Rest?
    /// What of the selection stays out; nil where nothing does, and in every answer but that to the asking.
    @OrNull public var leftOut: LeftOut?

    private enum CodingKeys: String, CodingKey {
        case leftOut = "left_out"
        case id, lane, state, reason, selection, retries, progress, rest
        case askedBy = "asked_by"
        case askedAt = "asked_at"
        case finishedAt = "finished_at"
        case laneState = "lane_state"
        case laneReason = "lane_reason"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        id: Int64, lane: String, state: String, askedBy: String, askedAt: String, finishedAt: String?,
        selection: SyncRequest, retries: Int64?, progress: Progress, laneState: String, laneReason: String?,
        reason: String? = nil, rest: Rest? = nil, leftOut: LeftOut? = nil
    ) {
        self.leftOut = leftOut
        (self.id, self.lane, self.state, self.askedBy, self.askedAt) = (id, lane, state, askedBy, askedAt)
        (self.selection, self.progress, self.laneState) = (selection, progress, laneState)
        self.finishedAt = finishedAt
        self.retries = retries
        self.laneReason = laneReason
        self.reason = reason
        self.rest = rest
    }
}

/// A page of sync jobs, the newest first; the answer to `GET /v1/sync-jobs`.
public struct SyncJobListReply: Codable, Sendable, Hashable {
    /// The jobs.
    public var jobs: [SyncJobReply]
    /// Where the next page begins; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case jobs
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(jobs: [SyncJobReply], nextCursor: String?) {
        self.jobs = jobs
        self.nextCursor = nextCursor
    }
}

/// A job with its documents, the newest first: what `risiti books jobs show` shows.
public struct SyncJobDetail: Codable, Sendable, Hashable {
    /// The job.
    public var job: SyncJobReply
    /// Its documents; sales that have none yet are left out.
    public var documents: [BooksDocumentReply]

    /// Makes a detail.
    public init(job: SyncJobReply, documents: [BooksDocumentReply]) {
        (self.job, self.documents) = (job, documents)
    }
}
