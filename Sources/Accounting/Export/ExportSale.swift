public import Fiscal

/// A sale or credit note as an export needs it: its document, and what KRA has answered.
public struct ExportSale: Sendable {
    /// The document as sealed.
    public let document: Document
    /// KRA's answer; nil where it is exported without.
    public let receipt: FiscalReceipt?
    /// For a credit note, KRA's answer to the original.
    public let original: FiscalReceipt?

    /// Makes a sale.
    public init(document: Document, receipt: FiscalReceipt?, original: FiscalReceipt?) {
        self.document = document
        self.receipt = receipt
        self.original = original
    }

    var sale: Sale { document.sale }

    /// The day of the sale, the till's own where it gave one: a late entry belongs to the day it was made on.
    ///
    /// No sale was made after it was accepted, whatever a till's clock said.
    public var day: CalendarDay { CalendarDay(min(document.soldAt, document.acceptedAt)) }

    /// The amounts of the document; net is what is paid less the VAT in it, whatever convention KRA is sent.
    var totals: Amounts {
        let totals = sale.totals
        return Amounts(vat: totals.tax, gross: totals.total)
    }

    /// What a document, a line or a tax letter comes to.
    struct Amounts: Hashable {
        var vat = Money.zero
        var gross = Money.zero

        var net: Money { gross - vat }
        var negated: Amounts { Amounts(vat: .zero - vat, gross: .zero - gross) }

        static func + (left: Amounts, right: Amounts) -> Amounts {
            Amounts(vat: left.vat + right.vat, gross: left.gross + right.gross)
        }
    }

    /// What each tax letter of the document comes to.
    var taxes: [(letter: TaxLetter, amounts: Amounts)] {
        let totals = sale.totals
        return totals.byTax.sorted { $0.key < $1.key }
            .map { ($0.key, Amounts(vat: $0.value.tax, gross: $0.value.total)) }
    }

    /// What was paid and how, without what was given back as change and without what is on account.
    var payments: [Payment] {
        var change = sale.payments.reduce(Money.zero) { $0 + $1.amount } - sale.totals.total
        var kept: [Payment] = []
        // Change is given in cash; where that was less, out of what was paid last.
        let order = sale.payments.indices.sorted { left, right in
            let (leftIsCash, rightIsCash) = (sale.payments[left].method == .cash, sale.payments[right].method == .cash)
            return leftIsCash == rightIsCash ? left > right : leftIsCash
        }
        var amounts = sale.payments.map(\.amount)
        for place in order where change > .zero {
            let taken = min(change, amounts[place])
            amounts[place] = amounts[place] - taken
            change = change - taken
        }
        for (payment, amount) in zip(sale.payments, amounts) where amount > .zero && payment.method != .credit {
            kept.append(Payment(method: payment.method, amount: amount, reference: payment.reference))
        }
        return kept
    }

    /// The sum of the payments.
    var paid: Money { payments.reduce(.zero) { $0 + $1.amount } }
}

extension SaleLine {
    /// What the line comes to, by the amounts that KRA is sent.
    var amounts: ExportSale.Amounts {
        fiscal.reduce(ExportSale.Amounts()) { $0 + ExportSale.Amounts(vat: $1.tax, gross: $1.total) }
    }

    /// Whether quantity times price is what the line comes to, so that a program that multiplies gets the same.
    var isPlain: Bool { quantity.cost(at: unitPrice) == amounts.gross }

    /// A quantity and a price whose product is the line's amount to the cent: a discounted line is one piece of it.
    var billed: (quantity: Quantity, price: Money) {
        isPlain ? (quantity, unitPrice) : (.one, amounts.gross)
    }

    /// The item's name; where the line is billed as one piece, with what it was made of.
    var billedDescription: String {
        isPlain ? name : "\(name) (\(quantity) x \(unitPrice), discount \(beforeDiscount - amounts.gross))"
    }
}
