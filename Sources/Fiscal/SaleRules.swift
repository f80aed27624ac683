/// What a draft is checked against.
public struct SaleRules: Sendable {
    /// The VAT rates of the day.
    public var rates: TaxTable
    /// What amounts mean to KRA.
    public var convention: AmountConvention
    /// The items that the agent knows by sku, for lines that leave `item` out.
    public var knownItems: [String: Item]

    /// Makes rules.
    public init(rates: TaxTable, convention: AmountConvention, knownItems: [String: Item] = [:]) {
        self.rates = rates
        self.convention = convention
        self.knownItems = knownItems
    }

    /// Lines in one sale: KRA's `itemSeq` has three digits (reference §4.3).
    public static let lineLimit = 999
    /// Payments in one sale.
    public static let paymentLimit = 20
    /// Characters of a name that KRA stores (`itemNm` is C(200)); the folded quantity needs a few of them.
    public static let nameLimit = 180
}
