/// A sale or credit note that has passed every check; nothing else can be sealed.
///
/// Made by ``SaleDraft/checked(in:)`` or ``Sale/credited(_:as:after:till:cashier:soldAt:)``.
public struct Sale: Hashable, Sendable, Codable {
    /// The till, 1 to 8 letters and digits.
    public let till: String
    /// Who sold, 1 to 20 characters.
    public let cashier: String
    /// The till's own time, where it gave one.
    public let soldAt: Timestamp?
    /// Whether this was entered later from a handwritten book.
    public let late: Bool
    /// The lines, 1 to 999.
    public let lines: [SaleLine]
    /// The payments; they add up to the total or more, the rest being change.
    public let payments: [Payment]
    /// The buyer, where one is named.
    public let buyer: Buyer?
    /// The sale that a credit note refers to; nil for a sale.
    public let credits: CreditReference?
    /// What the amounts mean to KRA.
    public let convention: AmountConvention
    /// The rates at the time of the sale.
    public let rates: TaxTable

    /// The sums over the lines.
    public var totals: Totals { Totals(lines) }
    /// Whether this is a credit note.
    public var isCreditNote: Bool { credits != nil }
}

/// What a credit note says of the sale that it takes back.
public struct CreditReference: Hashable, Sendable, Codable {
    /// The original's document id.
    public let documentID: String
    /// The original's temporary number.
    public let temporaryNumber: String
    /// Why, 1 to 100 characters.
    public let reason: CreditReason

    /// Makes a reference.
    public init(documentID: String, temporaryNumber: String, reason: CreditReason) {
        self.documentID = documentID
        self.temporaryNumber = temporaryNumber
        self.reason = reason
    }
}

/// Why a sale is taken back (code class 32, reference §3).
public enum CreditReason: String, Codable, Sendable, CaseIterable {
    /// Fewer pieces than billed.
    case missingQuantity = "missing_quantity"
    /// Something was left out of the bill.
    case missingData = "missing_data"
    /// Damaged goods.
    case damaged
    /// Spoilt goods.
    case wasted
    /// Raw material ran short.
    case rawMaterialShortage = "raw_material_shortage"
    /// Money back.
    case refund
}
