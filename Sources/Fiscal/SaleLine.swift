/// One line as the till sold it and as paper shows it.
public struct SaleLine: Hashable, Sendable, Codable {
    /// The line's place on the slip, from 1.
    public let number: Int
    /// The till's own code of the item.
    public let sku: String
    /// What the slip calls it.
    public let name: String
    /// How much was sold, above zero.
    public let quantity: Quantity
    /// The price of one with VAT, before discount.
    public let unitPrice: Money
    /// The tax letter.
    public let tax: TaxLetter
    /// What KRA knows of it.
    public let item: Item
    /// The line's own discount and its share of the basket's.
    public let discount: Money
    /// What the customer pays for the line; quantity × price, less the discount.
    public let total: Money
    /// On a credit note, the number of the original's line that is taken back; nil on a sale.
    public var creditedLine: Int?
    /// The line as KRA is sent it; empty for a free item, two where a discount does not divide (reference §5.4).
    public let fiscal: [FiscalLine]

    /// Quantity × unit price, before any discount.
    public var beforeDiscount: Money { quantity.cost(at: unitPrice) }
}

/// A line in the amounts that KRA is sent (reference §5.1, §5.2).
public struct FiscalLine: Hashable, Sendable, Codable {
    /// The item's name, with the weighed quantity where the line was folded to one piece.
    public let name: String
    /// The quantity, at most two decimals.
    public let quantity: Quantity
    /// The unit price in the convention's sense.
    public internal(set) var unitPrice: Money
    /// Quantity × unit price.
    public internal(set) var supply: Money
    /// The discount in whole percent, 0 where it was folded into the price.
    public let discountPercent: Int
    /// The discount, 0 where it was folded into the price.
    public let discount: Money
    /// The taxable amount in the convention's sense.
    public internal(set) var taxable: Money
    /// The VAT inside the total.
    public internal(set) var tax: Money
    /// What the customer pays.
    public internal(set) var total: Money
}
