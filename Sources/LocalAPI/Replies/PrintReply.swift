/// A print job.
public struct PrintReply: Codable, Sendable, Hashable {
    /// The job's number.
    public var job: Int64
    /// How far it has come: `waiting`, `printing`, `done` or `failed`.
    public var state: String
    /// What the paper says it is: `original`, `temporary`, `copy` or `reprint`.
    public var designation: String
    /// The sale.
    @OrNull public var saleID: String?

    private enum CodingKeys: String, CodingKey {
        case job, state, designation
        case saleID = "sale_id"
    }

    /// Makes a reply.
    public init(job: Int64, state: String, designation: String, saleID: String?) {
        self.job = job
        self.state = state
        self.designation = designation
        self.saleID = saleID
    }
}
