/// What a column of an export can say; the raw value is what a profile writes under `from`.
public enum ExportField: String, Sendable, Hashable, CaseIterable {
    case documentKind = "document.kind"
    case documentNumber = "document.number"
    case documentID = "document.id"
    case fiscalNumber = "document.fiscal_number"
    case fiscalInvoice = "document.fiscal_invoice"
    case fiscalTime = "document.fiscal_time"
    case fiscalDevice = "document.fiscal_device"
    case fiscalURL = "document.fiscal_url"
    case branch = "document.branch"
    case till = "document.till"
    case cashier = "document.cashier"
    case date = "document.date"
    case dueDate = "document.due_date"
    case currency = "document.currency"
    case exchangeRate = "document.exchange_rate"
    case documentNet = "document.net"
    case documentVAT = "document.vat"
    case documentGross = "document.gross"
    case documentDiscount = "document.discount"
    case rounding = "document.rounding"
    case paid = "document.paid"
    case balance = "document.balance"
    case originalNumber = "document.original_number"
    case originalFiscalNumber = "document.original_fiscal_number"
    case reason = "document.reason"
    case note = "document.note"
    case customerCode = "customer.code"
    case customerName = "customer.name"
    case customerPIN = "customer.pin"
    case customerPhone = "customer.phone"
    case lineNumber = "line.number"
    case lineItemCode = "line.item_code"
    case lineItemName = "line.item_name"
    case lineItemType = "line.item_type"
    case lineDescription = "line.description"
    case lineQuantity = "line.quantity"
    case lineUnit = "line.unit"
    case lineUnitPrice = "line.unit_price"
    case lineDiscount = "line.discount"
    case billedQuantity = "line.billed_quantity"
    case billedPrice = "line.billed_price"
    case lineNet = "line.net"
    case lineTax = "line.tax"
    case lineTaxRate = "line.tax_rate"
    case lineVAT = "line.vat"
    case lineGross = "line.gross"
    case taxLetter = "tax.letter"
    case taxRate = "tax.rate"
    case taxNet = "tax.net"
    case taxVAT = "tax.vat"
    case taxGross = "tax.gross"
    case paymentNumber = "payment.number"
    case paymentMethod = "payment.method"
    case paymentAmount = "payment.amount"
    case paymentReference = "payment.reference"
    case periodMonth = "period.month"
    case periodDocuments = "period.documents"
    case itemCode = "item.code"
    case itemName = "item.name"
    case itemUnit = "item.unit"
    case itemPrice = "item.price"
    case itemTax = "item.tax"

    /// What kind of value it has.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Words.
        case text
        /// A decimal.
        case number
        /// A day.
        case date
    }

    /// The kind of its value.
    public var kind: Kind {
        switch self {
        case .date, .dueDate: .date
        case .exchangeRate, .documentNet, .documentVAT, .documentGross, .documentDiscount, .rounding, .paid, .balance,
            .lineNumber, .lineQuantity, .lineUnitPrice, .lineDiscount, .billedQuantity, .billedPrice, .lineNet,
            .lineTaxRate, .lineVAT, .lineGross, .taxRate, .taxNet, .taxVAT, .taxGross, .paymentAmount,
            .periodDocuments, .itemPrice:
            .number
        default: .text
        }
    }

    /// How a workbook shows it where a profile says nothing.
    var format: String {
        switch self {
        case .lineQuantity, .billedQuantity: "0.###"
        case .lineNumber, .periodDocuments, .lineTaxRate, .taxRate, .exchangeRate: "General"
        default: "0.00"
        }
    }

    /// The first word of its name: what it is a part of.
    var part: String { String(rawValue.prefix { $0 != "." }) }
}

/// What a row of a table is about.
public enum ExportRows: String, Sendable, Hashable, CaseIterable {
    /// One row for each document.
    case document
    /// One for each line of a document.
    case line
    /// One for each tax letter of a document.
    case tax
    /// One for each payment.
    case payment
    /// One for each month and tax letter, over all documents.
    case period
    /// One for each customer that a document names.
    case customer
    /// One for each item that was sold.
    case item

    /// Whether such a row knows a field.
    public func knows(_ field: ExportField) -> Bool { parts.contains(field.part) }

    /// The parts whose fields such a row knows.
    var parts: Set<String> {
        switch self {
        case .document: ["document", "customer"]
        case .line: ["document", "customer", "line"]
        case .tax: ["document", "customer", "tax"]
        case .payment: ["document", "customer", "payment"]
        case .period: ["period", "tax"]
        case .customer: ["customer"]
        case .item: ["item"]
        }
    }
}

/// Which documents a table shows.
public enum ExportDocuments: String, Sendable, Hashable, CaseIterable {
    /// Sales and credit notes.
    case all
    /// Sales alone.
    case sales
    /// Credit notes alone.
    case creditNotes = "credit_notes"
}
