/// What was put into a company's books; the answer to `GET /v1/connections/{lane}/tally`.
public struct BooksTallyReply: Codable, Sendable, Hashable {
    /// Documents by how they stand.
    public struct Documents: Codable, Sendable, Hashable {
        /// Their days still collect sales.
        public var open: Int
        /// To be posted.
        public var ready: Int
        /// Posted, with all that belongs to them.
        public var done: Int
        /// Waiting for a person.
        public var parked: Int
        /// Given up by a person.
        public var abandoned: Int

        /// Makes counts.
        public init(open: Int, ready: Int, done: Int, parked: Int, abandoned: Int) {
            (self.open, self.ready, self.done) = (open, ready, done)
            (self.parked, self.abandoned) = (parked, abandoned)
        }
    }

    /// The company's lane.
    public var lane: String
    /// How the lane stands: `running`, `waiting`, `paused`, `broken`, or `removed` with its company.
    public var state: String
    /// Why it does not run.
    @OrNull public var reason: String?
    /// Documents by how they stand.
    public var documents: Documents
    /// Days that still collect though they are over, such as for a sale that KRA has not answered.
    public var daysOverdue: Int
    /// Sales that no document has yet.
    public var unplaced: Int
    /// The first day of these books, `yyyy-mm-dd`; nil where that cannot be read.
    @OrNull public var from: String?
    /// Sales that the lane leaves out: from before that day, or gone to these books in files.
    public var leftOut: Int
    /// Those among them that left in files.
    public var leftOutExported: Int
    /// Documents that were posted before their fiscal receipts were there, and wait for what these bring.
    public var receiptsDue: Int
    /// Exchanges that are in the log.
    public var exchanges: Int
    /// Those among them that went wrong.
    public var failures: Int
    /// The mean time of an exchange, in milliseconds.
    public var meanMilliseconds: Int64

    private enum CodingKeys: String, CodingKey {
        case lane, state, reason, documents, unplaced, from, exchanges, failures
        case leftOut = "left_out"
        case leftOutExported = "left_out_exported"
        case receiptsDue = "receipts_due"
        case daysOverdue = "days_overdue"
        case meanMilliseconds = "mean_ms"
    }

    /// Makes a tally.
    public init(
        lane: String, state: String, reason: String?, documents: Documents, daysOverdue: Int, unplaced: Int,
        exchanges: Int, failures: Int, meanMilliseconds: Int64, from: String? = nil, leftOut: Int = 0,
        leftOutExported: Int = 0, receiptsDue: Int = 0
    ) {
        (self.lane, self.state, self.documents, self.daysOverdue) = (lane, state, documents, daysOverdue)
        (self.unplaced, self.exchanges, self.failures) = (unplaced, exchanges, failures)
        self.meanMilliseconds = meanMilliseconds
        self.reason = reason
        (self.leftOut, self.leftOutExported, self.receiptsDue) = (leftOut, leftOutExported, receiptsDue)
        self.from = from
    }

    /// What can be posted and is not yet: today's sums, which are posted once the day is over, left out.
    public var left: Int { documents.ready + daysOverdue + unplaced }
}
