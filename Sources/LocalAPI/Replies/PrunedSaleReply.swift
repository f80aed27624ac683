/// What is left of a sale whose document was given up after the legal period.
public struct PrunedSaleReply: Codable, Sendable, Hashable {
    /// The agent's own id, 26 characters.
    public var id: String
    /// The number on the temporary slip.
    public var temporaryNumber: String
    /// Its place in the journal, from 1.
    public var sequence: Int64
    /// When the agent accepted it, RFC 3339.
    public var acceptedAt: String
    /// What it came to, shillings as text.
    public var total: String
    /// KRA's number of it.
    @OrNull public var invoiceNumber: Int64?

    private enum CodingKeys: String, CodingKey {
        case id, sequence, total
        case temporaryNumber = "temporary_number"
        case acceptedAt = "accepted_at"
        case invoiceNumber = "invoice_number"
    }

    /// Makes a line; the time is RFC 3339.
    public init(
        id: String, temporaryNumber: String, sequence: Int64, acceptedAt: String, total: String, invoiceNumber: Int64?
    ) {
        self.id = id
        self.temporaryNumber = temporaryNumber
        self.sequence = sequence
        self.acceptedAt = acceptedAt
        self.total = total
        self.invoiceNumber = invoiceNumber
    }
}
