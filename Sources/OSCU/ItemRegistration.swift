public import Fiscal

/// An item as KRA is told of it.
public struct ItemRegistration: Sendable, Hashable {
    /// The item code, such as `KE2NTNO0000001`.
    public let code: String
    /// Class, type, units and origin.
    public let item: Item
    /// The name, cut to 200 characters.
    public let name: String
    /// The tax letter.
    public let tax: TaxLetter
    /// The default price with VAT.
    public let price: Money
    /// The barcode, at most 20 characters.
    public let barcode: String?

    /// Makes a registration.
    public init(code: String, item: Item, name: String, tax: TaxLetter, price: Money, barcode: String? = nil) {
        self.code = code
        self.item = item
        self.name = name
        self.tax = tax
        self.price = price
        self.barcode = barcode
    }
}
