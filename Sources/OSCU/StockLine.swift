public import Fiscal

/// One line of a stock movement, in the amounts that are sent.
public struct StockLine: Sendable, Hashable {
    /// The registered item code.
    public let itemCode: String
    /// Class, type and units.
    public let item: Item
    /// The name.
    public let name: String
    /// How much, at most two decimals, above zero.
    public let quantity: Quantity
    /// The unit price in the convention's sense.
    public let unitPrice: Money
    /// Quantity × unit price.
    public let supply: Money
    /// The discount.
    public let discount: Money
    /// The taxable amount in the convention's sense.
    public let taxable: Money
    /// The VAT.
    public let tax: Money
    /// The total, above zero.
    public let total: Money
    /// The tax letter.
    public let taxLetter: TaxLetter

    /// Makes a line.
    public init(
        itemCode: String, item: Item, name: String, quantity: Quantity, unitPrice: Money, supply: Money,
        discount: Money, taxable: Money, tax: Money, total: Money, taxLetter: TaxLetter
    ) {
        self.itemCode = itemCode
        self.item = item
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.supply = supply
        self.discount = discount
        self.taxable = taxable
        self.tax = tax
        self.total = total
        self.taxLetter = taxLetter
    }
}
