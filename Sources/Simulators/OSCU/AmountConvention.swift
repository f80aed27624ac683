/// What the amounts of a line mean.
///
/// Source: kra-oscu.md, sections 5.1 and 5.2; the letters there are I, G and X.
public enum AmountConvention: String, Sendable, CaseIterable {
    /// I: prices and totals with VAT, the taxable amount without.
    case inclusive
    /// G: prices, totals and taxable amounts all with VAT.
    case gross
    /// X: prices and taxable amounts without VAT, totals with it.
    case exclusive
}
