extension FiscalLine {
    /// Turns a sold line into the lines that KRA is sent.
    ///
    /// A discount is named only where it is a whole percent that gives it exactly; otherwise it is folded into the unit
    /// price, if need be in two lines one cent apart (reference §5.4). A quantity that KRA's two decimals cannot say, or
    /// a folded one with a fraction, becomes one piece at the line's price (§5.5, §10). A free line gives none (§5.3).
    static func lines(
        name: String, quantity: Quantity, unitPrice: Money, discount: Money, rate: TaxRate, convention: AmountConvention
    ) -> [FiscalLine] {
        let amounts = Amounts(rate: rate, convention: convention)
        let total = quantity.cost(at: unitPrice) - discount
        guard total > .zero else { return [] }
        if let plain = amounts.plain(name: name, quantity: quantity, unitPrice: unitPrice, discount: discount) {
            return [plain]
        }
        return amounts.folded(name: name, quantity: quantity, total: total)
    }

    /// The arithmetic of one rate under one convention.
    struct Amounts {
        let rate: TaxRate
        let convention: AmountConvention

        /// The line with its discount named, or nil where only folding is exact.
        func plain(name: String, quantity: Quantity, unitPrice: Money, discount: Money) -> FiscalLine? {
            guard quantity.fitsTwoDecimals, unitPrice > .zero else { return nil }
            let gross = quantity.cost(at: unitPrice)
            guard let percent = Self.wholePercent(discount, of: gross) else { return nil }
            guard convention == .exclusive else {
                return line(name, quantity, unitPrice, gross, percent, discount, total: gross - discount)
            }
            let total = gross - discount
            let netPrice = rate.net(ofGross: unitPrice)
            let supply = quantity.cost(at: netPrice)
            let netDiscount = supply.part(Int64(percent), of: 100)
            guard netPrice > .zero, supply - netDiscount == rate.net(ofGross: total) else { return nil }
            return line(name, quantity, netPrice, supply, percent, netDiscount, total: total)
        }

        /// The line with its discount inside the price: one line, two a cent apart, or one piece.
        func folded(name: String, quantity: Quantity, total: Money) -> [FiscalLine] {
            let pieces = quantity.thousandths / 1_000
            guard quantity.isWhole, convention != .exclusive, total.minor >= pieces else {
                return [onePiece(name: name, quantity: quantity, total: total)]
            }
            let price = Money(minor: total.minor / pieces)
            let dearer = total.minor % pieces
            return [(pieces - dearer, price), (dearer, Money(minor: price.minor + 1))]
                .filter { $0.0 > 0 }
                .map { count, price in
                    let part = Quantity(thousandths: count * 1_000)
                    let amount = part.cost(at: price)
                    return line(name, part, price, amount, 0, .zero, total: amount)
                }
        }

        func onePiece(name: String, quantity: Quantity, total: Money) -> FiscalLine {
            let price = convention == .exclusive ? rate.net(ofGross: total) : total
            let named = quantity == .one ? name : "\(quantity) x \(name)"
            return line(named, .one, price, price, 0, .zero, total: total)
        }

        func line(
            _ name: String, _ quantity: Quantity, _ price: Money, _ supply: Money, _ percent: Int, _ discount: Money,
            total: Money
        ) -> FiscalLine {
            let net = rate.net(ofGross: total)
            return FiscalLine(
                name: name, quantity: quantity, unitPrice: price, supply: supply, discountPercent: percent,
                discount: discount, taxable: convention == .gross ? total : net, tax: total - net, total: total)
        }

        /// The whole percent of `gross` that gives exactly this discount.
        private static func wholePercent(_ discount: Money, of gross: Money) -> Int? {
            guard discount > .zero else { return 0 }
            let percent = Rounding.halfUp(discount.minor, times: 100, over: gross.minor)
            return percent < 100 && gross.part(percent, of: 100) == discount ? Int(percent) : nil
        }
    }
}
