extension SaleDraft {
    /// The sale that this draft describes.
    ///
    /// - Throws: ``SaleFaults`` with every fault of the draft, after `faults` that its reader found already.
    public func checked(in rules: SaleRules, after faults: [Fault] = []) throws(SaleFaults) -> Sale {
        var check = SaleCheck(rules: rules, faults: faults)
        let till = check.text(self.till, "till", limit: 8, allowed: SaleCheck.lettersAndDigits)
        let cashier = check.text(self.cashier, "cashier", limit: 20)
        let soldAt = check.time(self.soldAt, "sold_at")
        if late, self.soldAt == nil {
            check.fault(
                "sold_at", "late.time", found: "nothing", expected: "the time in the handwritten book, for a late entry"
            )
        }
        let priced = check.lines(lines)
        let basket = check.basketDiscount(discount, on: priced, complete: priced.count == lines.count)
        check.buyer(buyer)
        let lines = SaleCheck.spread(basket, over: priced).enumerated().map { index, line in
            line.saleLine(number: index + 1, rules: rules)
        }
        let total = Totals(lines).total
        let complete = check.faults.isEmpty
        if complete, total <= .zero {
            check.fault(
                "lines", "total.positive", found: "\(total)", expected: "a total above 0.00; KRA takes no free sale")
        }
        let payments = check.payments(self.payments, total: complete ? total : nil)
        check.expectedTotal(expectedTotal, total: complete ? total : nil)
        guard check.faults.isEmpty, let till, let cashier else { throw SaleFaults(check.faults) }
        return Sale(
            till: till, cashier: cashier, soldAt: soldAt, late: late, lines: lines, payments: payments, buyer: buyer,
            credits: nil, convention: rules.convention, rates: rules.rates)
    }
}
