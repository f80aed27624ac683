/// The answer to a sale, and the sale as it stands today.
public struct SaleReply: Codable, Sendable, Hashable {
    /// Where more is to be had.
    public struct Links: Codable, Sendable, Hashable {
        /// The sale itself, a path.
        public var `self`: String
        /// Its receipt, a path.
        public var receipt: String

        /// The links of the sale with that id.
        public init(id: String) {
            self.`self` = "/v1/sales/\(id)"
            self.receipt = "/v1/sales/\(id)/receipt"
        }
    }

    /// The agent's own id, 26 characters.
    public var id: String
    /// How far it has come.
    public var state: SaleState
    /// The number on the temporary slip: `T1-000041`.
    public var temporaryNumber: String
    /// Its place in the journal, from 1.
    public var sequence: Int64
    /// When the agent accepted it, RFC 3339.
    public var acceptedAt: String
    /// The till's own time, RFC 3339, where it gave one.
    @OrNull public var soldAt: String?
    /// The sums.
    public var totals: TotalsReply
    /// The seal over the entry.
    public var seal: SealReply
    /// KRA's answer, once there is one.
    @OrNull public var fiscal: FiscalReply?
    /// On a credit note, the sale that it takes back.
    @OrNull public var credits: CreditsReply?
    /// How often it was printed, copies counted.
    public var printed: Int?
    /// The task that holds it up, where there is one.
    @OrNull public var task: Int64?
    /// Where more is to be had.
    public var links: Links

    private enum CodingKeys: String, CodingKey {
        case id, state, sequence, totals, seal, fiscal, credits, printed, task, links
        case temporaryNumber = "temporary_number"
        case acceptedAt = "accepted_at"
        case soldAt = "sold_at"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        id: String, state: SaleState, temporaryNumber: String, sequence: Int64, acceptedAt: String, soldAt: String?,
        totals: TotalsReply, seal: SealReply, fiscal: FiscalReply? = nil, credits: CreditsReply? = nil,
        printed: Int? = nil, task: Int64? = nil
    ) {
        self.id = id
        self.state = state
        self.temporaryNumber = temporaryNumber
        self.sequence = sequence
        self.acceptedAt = acceptedAt
        self.soldAt = soldAt
        self.totals = totals
        self.seal = seal
        self.fiscal = fiscal
        self.credits = credits
        self.printed = printed
        self.task = task
        links = Links(id: id)
    }
}
