/// What a sale comes to: sums over its fiscal lines, so that the slip and KRA agree to the cent (reference §10).
public struct Totals: Hashable, Sendable {
    /// One tax letter's share.
    public struct Part: Hashable, Sendable {
        /// The taxable amount.
        public var taxable = Money.zero
        /// The VAT.
        public var tax = Money.zero
        /// What is paid.
        public var total = Money.zero
    }

    /// The share of each letter that the sale uses.
    public private(set) var byTax: [TaxLetter: Part] = [:]
    /// Quantity × price of all lines.
    public private(set) var beforeDiscount = Money.zero
    /// All discounts.
    public private(set) var discount = Money.zero

    /// Adds up lines.
    public init(_ lines: [SaleLine]) {
        for line in lines {
            beforeDiscount = beforeDiscount + line.beforeDiscount
            discount = discount + line.discount
            for part in line.fiscal {
                byTax[line.tax, default: Part()].add(part)
            }
        }
    }

    /// The sum of the taxable amounts.
    public var taxable: Money { byTax.values.reduce(.zero) { $0 + $1.taxable } }
    /// The sum of the VAT.
    public var tax: Money { byTax.values.reduce(.zero) { $0 + $1.tax } }
    /// What is paid.
    public var total: Money { byTax.values.reduce(.zero) { $0 + $1.total } }

    /// One letter's share, zero where it is not used.
    public subscript(letter: TaxLetter) -> Part { byTax[letter] ?? Part() }
}

extension Totals.Part {
    fileprivate mutating func add(_ line: FiscalLine) {
        taxable = taxable + line.taxable
        tax = tax + line.tax
        total = total + line.total
    }
}
