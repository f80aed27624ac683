/// What is left to credit of one line of a sale.
struct CreditLeft: Sendable {
    /// The quantity.
    var qty = ExactDecimal.zero
    /// The supply amount.
    var splyAmt = ExactDecimal.zero
    /// The discount.
    var dcAmt = ExactDecimal.zero
    /// The taxable amount.
    var taxblAmt = ExactDecimal.zero
    /// The tax.
    var taxAmt = ExactDecimal.zero
    /// The total.
    var totAmt = ExactDecimal.zero

    /// Adds a line of the sale.
    mutating func add(_ line: InvoiceLine) {
        qty = qty + line.qty
        splyAmt = splyAmt + line.splyAmt
        dcAmt = dcAmt + line.dcAmt
        taxblAmt = taxblAmt + line.taxblAmt
        taxAmt = taxAmt + line.taxAmt
        totAmt = totAmt + line.totAmt
    }

    /// Takes a line of a credit note away.
    mutating func subtract(_ line: InvoiceLine) {
        qty = qty - line.qty
        splyAmt = splyAmt - line.splyAmt
        dcAmt = dcAmt - line.dcAmt
        taxblAmt = taxblAmt - line.taxblAmt
        taxAmt = taxAmt - line.taxAmt
        totAmt = totAmt - line.totAmt
    }
}
