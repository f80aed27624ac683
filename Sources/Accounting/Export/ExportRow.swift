import Fiscal

/// One row of a table before it is laid out: what it is about, and what each field says of it.
enum ExportRow {
    case document(ExportSale)
    case line(ExportSale, SaleLine)
    case tax(ExportSale, TaxLetter, ExportSale.Amounts)
    case payment(ExportSale, Payment, number: Int)
    case period(ExportPeriod)
    case customer(Buyer)
    case item(SaleLine)

    /// What a field says; a day and a number keep their kind.
    func value(of field: ExportField, dueDays: Int) -> TableCell {
        switch self {
        case .document(let sale): sale.value(of: field, dueDays: dueDays)
        case .line(let sale, let line): line.value(of: field, in: sale) ?? sale.value(of: field, dueDays: dueDays)
        case .tax(let sale, let letter, let amounts):
            amounts.value(of: field, letter, sale.sale.rates[letter]) ?? sale.value(of: field, dueDays: dueDays)
        case .payment(let sale, let payment, let number):
            payment.value(of: field, number: "\(sale.document.temporaryNumber)-\(number)")
                ?? sale.value(of: field, dueDays: dueDays)
        case .period(let period): period.value(of: field)
        case .customer(let buyer): buyer.value(of: field)
        case .item(let line): line.itemValue(of: field)
        }
    }

    /// The document that it belongs to; nil where it belongs to several.
    var sale: ExportSale? {
        switch self {
        case .document(let sale), .line(let sale, _), .tax(let sale, _, _), .payment(let sale, _, _): sale
        case .period, .customer, .item: nil
        }
    }
}

/// What a month's documents come to for one tax letter.
struct ExportPeriod: Hashable {
    let month: String
    let letter: TaxLetter
    let rate: TaxRate
    var documents = 0
    var amounts = ExportSale.Amounts()

    func value(of field: ExportField) -> TableCell {
        switch field {
        case .periodMonth: .text(month)
        case .periodDocuments: .number("\(documents)")
        default: amounts.value(of: field, letter, rate) ?? .empty
        }
    }
}

extension TableCell {
    fileprivate static func money(_ money: Money) -> TableCell { .number(money.description) }
    fileprivate static func words(_ text: String?) -> TableCell { text.map(TableCell.text) ?? .empty }

    fileprivate static func rate(_ rate: TaxRate) -> TableCell {
        .number(ScaledDecimal.shortText(rate.hundredths, scale: 2))
    }
}

extension ExportSale {
    fileprivate func value(of field: ExportField, dueDays: Int) -> TableCell {
        switch field {
        case .documentKind: .text(sale.isCreditNote ? "credit_note" : "invoice")
        case .documentNumber: .text(document.temporaryNumber)
        case .documentID: .text(document.id)
        case .fiscalNumber: .words(receipt?.controlUnitInvoiceNumber)
        case .fiscalInvoice: .words(receipt.map { "\($0.invoiceNumber)" })
        case .fiscalTime: .words(receipt.map { KenyaTime($0.signedAt).rfc3339 })
        case .fiscalDevice: .words(receipt?.scuID)
        case .fiscalURL: .words(receipt?.qr)
        case .branch: .text(document.branch.branchID)
        case .till: .text(sale.till)
        case .cashier: .text(sale.cashier)
        case .date: .day(day)
        case .dueDate: .day(totals.gross > paid ? day.advanced(by: dueDays) : day)
        case .currency: .text("KES")
        case .exchangeRate: .number("1")
        case .documentNet: .money(totals.net)
        case .documentVAT: .money(totals.vat)
        case .documentGross: .money(totals.gross)
        case .documentDiscount: .money(sale.totals.beforeDiscount - totals.gross)
        case .rounding: .money(.zero)
        case .paid: .money(paid)
        case .balance: .money(totals.gross - paid)
        case .originalNumber: .words(sale.credits?.temporaryNumber)
        case .originalFiscalNumber: .words(original?.controlUnitInvoiceNumber)
        case .reason: .words(sale.credits?.reason.rawValue)
        case .note: .words(note)
        case .customerCode, .customerName, .customerPIN, .customerPhone: sale.buyer?.value(of: field) ?? .empty
        default: .empty
        }
    }

    private var note: String? {
        var notes: [String] = []
        if sale.late { notes.append("late entry, accepted \(KenyaTime(document.acceptedAt).rfc3339)") }
        if receipt == nil { notes.append("not fiscalised yet") }
        if let credits = sale.credits { notes.append("credits \(credits.temporaryNumber): \(credits.reason.rawValue)") }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}

extension SaleLine {
    fileprivate func value(of field: ExportField, in sale: ExportSale) -> TableCell? {
        switch field {
        case .lineNumber: .number("\(number)")
        case .lineItemCode: .text(sku)
        case .lineItemName: .text(name)
        case .lineItemType: .text(item.type.rawValue)
        case .lineDescription: .text(billedDescription)
        case .lineQuantity: .number(quantity.description)
        case .lineUnit: .text(item.unit)
        case .lineUnitPrice: .money(unitPrice)
        case .lineDiscount: .money(beforeDiscount - amounts.gross)
        case .billedQuantity: .number(billed.quantity.description)
        case .billedPrice: .money(billed.price)
        case .lineNet: .money(amounts.net)
        case .lineTax: .text(tax.rawValue)
        case .lineTaxRate: .rate(sale.sale.rates[tax])
        case .lineVAT: .money(amounts.vat)
        case .lineGross: .money(amounts.gross)
        default: nil
        }
    }

    fileprivate func itemValue(of field: ExportField) -> TableCell {
        switch field {
        case .itemCode: .text(sku)
        case .itemName: .text(name)
        case .itemUnit: .text(item.unit)
        case .itemPrice: .money(unitPrice)
        case .itemTax: .text(tax.rawValue)
        default: .empty
        }
    }
}

extension ExportSale.Amounts {
    fileprivate func value(of field: ExportField, _ letter: TaxLetter, _ rate: TaxRate) -> TableCell? {
        switch field {
        case .taxLetter: .text(letter.rawValue)
        case .taxRate: .rate(rate)
        case .taxNet: .money(net)
        case .taxVAT: .money(vat)
        case .taxGross: .money(gross)
        default: nil
        }
    }
}

extension Payment {
    fileprivate func value(of field: ExportField, number: String) -> TableCell? {
        switch field {
        case .paymentNumber: .text(number)
        case .paymentMethod: .text(method.rawValue)
        case .paymentAmount: .money(amount)
        case .paymentReference: .words(reference)
        default: nil
        }
    }
}

extension Buyer {
    /// What a customer is known by: the PIN, else the name.
    var code: String { pin ?? name ?? "" }

    fileprivate func value(of field: ExportField) -> TableCell {
        switch field {
        case .customerCode: .text(code)
        case .customerName: .text(name ?? pin ?? "")
        case .customerPIN: .words(pin)
        case .customerPhone: .words(phone)
        default: .empty
        }
    }
}
