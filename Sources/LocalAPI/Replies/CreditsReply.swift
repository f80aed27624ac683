public import Fiscal

/// What a credit note says of the sale that it takes back.
public struct CreditsReply: Codable, Sendable, Hashable {
    /// The original's id.
    public var id: String
    /// The original's temporary number.
    public var temporaryNumber: String
    /// Why, one of Fiscal's credit reasons such as `refund`.
    public var reason: String

    private enum CodingKeys: String, CodingKey {
        case id
        case temporaryNumber = "temporary_number"
        case reason
    }

    /// The reference as the API words it.
    public init(_ reference: CreditReference) {
        id = reference.documentID
        temporaryNumber = reference.temporaryNumber
        reason = reference.reason.rawValue
    }
}
