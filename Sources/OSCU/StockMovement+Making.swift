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

    /// The goods lines of a document, in the amounts and quantities of its fiscal lines.
    ///
    /// Services have no stock; free lines are no fiscal lines, and KRA takes no line of zero (reference §5.3).
    public static func lines(of document: Document, itemCodes: (SaleLine) -> String) -> [StockLine] {
        document.sale.lines.filter(\.item.type.hasStock).flatMap { line in
            let code = itemCodes(line)
            return line.fiscal.filter { $0.total > .zero }.map { part in
                StockLine(
                    itemCode: code, item: line.item, name: part.name, quantity: part.quantity,
                    unitPrice: part.unitPrice, supply: part.supply, discount: part.discount, taxable: part.taxable,
                    tax: part.tax, total: part.total, taxLetter: line.tax)
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
        guard convention == .exclusive else {
            let total = quantity.cost(at: unitPrice)
            let net = rate.net(ofGross: total)
            return line(
                price: unitPrice, supply: total, taxable: convention == .gross ? total : net, tax: total - net,
                total: total)
        }
        let price = rate.net(ofGross: unitPrice)
        let supply = quantity.cost(at: price)
        let tax = supply.part(rate.hundredths, of: 10_000)
        return line(price: price, supply: supply, taxable: supply, tax: tax, total: supply + tax)
    }

    private func line(price: Money, supply: Money, taxable: Money, tax: Money, total: Money) -> StockLine {
        StockLine(
            itemCode: itemCode, item: item, name: name, quantity: quantity, unitPrice: price, supply: supply,
            discount: .zero, taxable: taxable, tax: tax, total: total, taxLetter: taxLetter)
    }
}
