public import Fiscal

extension StockMovement {
    /// Stock that a sale needs and KRA's ledger lacks.
    public struct Shortfall: Sendable, Hashable {
        /// The registered item code.
        public let itemCode: String
        /// Class, type and units.
        public let item: Item
        /// The name.
        public let name: String
        /// How much is to be declared, at most two decimals.
        public let quantity: Quantity
        /// The price of one with VAT.
        public let unitPrice: Money
        /// The tax letter.
        public let taxLetter: TaxLetter

        /// Makes a shortfall.
        public init(
            itemCode: String, item: Item, name: String, quantity: Quantity, unitPrice: Money, taxLetter: TaxLetter
        ) {
            self.itemCode = itemCode
            self.item = item
            self.name = name
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.taxLetter = taxLetter
        }
    }

    /// The goods lines of a document, in the quantities and prices of its fiscal lines.
    ///
    /// A movement has no original whose sums it must meet: each line's VAT is that of its own price, also where a credit
    /// note carries the last cents of its sale.
    /// Services have no stock; free lines are no fiscal lines, and KRA takes no line of zero (reference §5.3).
    public static func lines(of document: Document, itemCodes: (SaleLine) -> String) -> [StockLine] {
        document.sale.lines.filter(\.item.type.hasStock).flatMap { line in
            let code = itemCodes(line)
            let rate = document.sale.rates[line.tax]
            return line.fiscal.filter { $0.total > .zero }.map { part in
                let sums = rate.sums(ofPaid: part.supply - part.discount, document.sale.convention)
                return StockLine(
                    itemCode: code, item: line.item, name: part.name, quantity: part.quantity,
                    unitPrice: part.unitPrice, supply: part.supply, discount: part.discount, taxable: sums.taxable,
                    tax: sums.tax, total: sums.total, taxLetter: line.tax)
            }
        }
    }

    /// The movement that a document's goods make: out for a sale, in for a credit note; nil where no goods moved.
    public static func moving(
        _ document: Document, number: Int64, occurredAt: Timestamp, itemCodes: (SaleLine) -> String
    ) -> StockMovement? {
        let lines = lines(of: document, itemCodes: itemCodes)
        guard !lines.isEmpty else { return nil }
        return StockMovement(
            number: number, kind: document.sale.isCreditNote ? .returned : .sale, occurredAt: occurredAt,
            remark: document.temporaryNumber, lines: lines)
    }

    /// The movement that declares shortfalls, at quantity × unit price; one that comes to nothing is left out (§5.3).
    public static func opening(
        _ shortfalls: [Shortfall], number: Int64, occurredAt: Timestamp, remark: String = "opening stock",
        rates: TaxTable, convention: AmountConvention
    ) -> StockMovement {
        StockMovement(
            number: number, kind: .opening, occurredAt: occurredAt, remark: remark,
            lines: shortfalls.map { $0.line(rate: rates[$0.taxLetter], convention: convention) }
                .filter { $0.total > .zero })
    }
}

extension StockMovement.Shortfall {
    fileprivate func line(rate: TaxRate, convention: AmountConvention) -> StockLine {
        let price = convention == .exclusive ? rate.net(ofGross: unitPrice) : unitPrice
        let supply = quantity.cost(at: price)
        let sums = rate.sums(ofPaid: supply, convention)
        return StockLine(
            itemCode: itemCode, item: item, name: name, quantity: quantity, unitPrice: price, supply: supply,
            discount: .zero, taxable: sums.taxable, tax: sums.tax, total: sums.total, taxLetter: taxLetter)
    }
}

extension TaxRate {
    /// Taxable amount, VAT and total of what is paid at the convention's prices.
    fileprivate func sums(
        ofPaid paid: Money, _ convention: AmountConvention
    ) -> (taxable: Money, tax: Money, total: Money) {
        guard convention == .exclusive else {
            let net = self.net(ofGross: paid)
            return (convention == .gross ? paid : net, paid - net, paid)
        }
        let tax = paid.part(hundredths, of: 10_000)
        return (paid, tax, paid + tax)
    }
}
