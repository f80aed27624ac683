/// The sums of a sale; amounts are shillings as text with two decimals.
public struct TotalsReply: Codable, Sendable, Hashable {
    /// One tax letter's share.
    public struct Part: Codable, Sendable, Hashable {
        /// The taxable amount.
        public var taxable: String
        /// The VAT.
        public var tax: String

        /// Makes a share.
        public init(taxable: String, tax: String) {
            self.taxable = taxable
            self.tax = tax
        }
    }

    /// The sum of the taxable amounts.
    public var taxable: String
    /// The sum of the VAT.
    public var tax: String
    /// What is paid.
    public var total: String
    /// The share of each tax letter that the sale uses, `A` to `E`.
    public var byTax: [String: Part]

    private enum CodingKeys: String, CodingKey {
        case taxable, tax, total
        case byTax = "by_tax"
    }

    /// Makes sums.
    public init(taxable: String, tax: String, total: String, byTax: [String: Part]) {
        self.taxable = taxable
        self.tax = tax
        self.total = total
        self.byTax = byTax
    }
}
