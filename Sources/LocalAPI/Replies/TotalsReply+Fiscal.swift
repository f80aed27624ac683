public import Fiscal

extension TotalsReply {
    /// The sums as the API words them.
    public init(_ totals: Totals) {
        self.init(
            taxable: totals.taxable.description, tax: totals.tax.description, total: totals.total.description,
            byTax: Dictionary(
                uniqueKeysWithValues: totals.byTax.map { letter, part in
                    (letter.rawValue, Part(taxable: part.taxable.description, tax: part.tax.description))
                }))
    }
}
