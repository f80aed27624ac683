internal import Fiscal

/// The items and what they come to.
extension SlipLayout {
    /// Each item with its discount narrated below (reference §6.2, point 7).
    ///
    /// The discount is what lies between price and total, so that the paper always adds up; on the last of several
    /// credit notes that can be a cent more or less than the line's own.
    var items: [PaperLine] {
        sale.lines.flatMap { line in
            var lines: [PaperLine] = [
                .text(line.name),
                .columns(
                    "   \(line.quantity) x \(line.unitPrice)", amount(line.beforeDiscount) + Self.suffix(line.tax)),
            ]
            if line.total != line.beforeDiscount {
                lines.append(.columns(Self.narration(words.discount, line), amount(line.total - line.beforeDiscount)))
            }
            return lines
        }
    }

    /// Totals, payments and the count of items (points 8 to 10).
    var sums: [PaperLine] {
        let totals = sale.totals
        var lines: [PaperLine] = []
        if totals.total != totals.beforeDiscount {
            lines.append(.columns(words.beforeDiscount, amount(totals.beforeDiscount)))
            lines.append(.columns(words.discountAwarded, amount(totals.total - totals.beforeDiscount)))
        }
        lines.append(.columns(words.subtotal, amount(totals.taxable)))
        lines.append(.columns(words.tax, amount(totals.tax)))
        lines.append(.columns(words.total, amount(totals.total), bold: true))
        lines += payments(covering: totals.total)
        lines.append(.columns(words.itemCount, "\(sale.lines.count)"))
        return lines
    }

    /// The tax table with all five letters; a credit note names totals by letter instead (point 11 and §6.5).
    var taxes: [PaperLine] {
        guard slip.isProvisional || !sale.isCreditNote else { return creditedTaxes + [.rule] }
        let totals = sale.totals
        let rows = TaxLetter.allCases.map { letter in
            PaperLine.table(name(of: letter), amount(totals[letter].taxable), amount(totals[letter].tax))
        }
        return [.table("RATE", "TAXABLE", "VAT")] + rows + [.rule]
    }

    private var creditedTaxes: [PaperLine] {
        let totals = sale.totals
        return TaxLetter.allCases.flatMap { letter -> [PaperLine] in
            let taxed = sale.rates[letter] > .zero
            guard taxed || totals[letter].total > .zero else { return [] }
            let total = PaperLine.columns("TOTAL \(name(of: letter))", amount(totals[letter].taxable))
            return taxed ? [total, .columns("TOTAL TAX \(letter.rawValue)", amount(totals[letter].tax))] : [total]
        }
    }

    private func payments(covering total: Money) -> [PaperLine] {
        let paid = sale.payments.reduce(Money.zero) { $0 + $1.amount }
        var lines = sale.payments.flatMap { payment -> [PaperLine] in
            let line = PaperLine.columns(Self.name(of: payment.method), amount(payment.amount))
            return payment.reference.map { [line, .text("   \($0)")] } ?? [line]
        }
        if paid > total { lines.append(.columns(words.change, amount(paid - total))) }
        return lines
    }

    /// `A-EX`, `B-16.00%`, or the bare letter where there is no tax.
    private func name(of letter: TaxLetter) -> String {
        let rate = sale.rates[letter]
        return rate > .zero ? "\(letter.rawValue)-\(rate.text)%" : Self.suffix(letter)
    }

    private static func suffix(_ letter: TaxLetter) -> String {
        letter == .A ? "A-EX" : letter.rawValue
    }

    private static func narration(_ word: String, _ line: SaleLine) -> String {
        guard line.fiscal.count == 1, let percent = line.fiscal.first?.discountPercent, percent > 0 else {
            return "   \(word)"
        }
        return "   \(word) \(percent)%"
    }

    private static func name(of method: PaymentMethod) -> String {
        switch method {
        case .cash: "CASH"
        case .credit: "CREDIT"
        case .cheque: "CHEQUE"
        case .card: "CARD"
        case .mobileMoney: "MOBILE MONEY"
        case .other: "OTHER"
        }
    }
}

extension TaxRate {
    fileprivate static func > (left: TaxRate, right: TaxRate) -> Bool { left.hundredths > right.hundredths }
}
