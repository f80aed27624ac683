public import Fiscal

/// One thing that must be at the provider exactly once, with every code of the provider's already resolved.
public enum BooksRecord: Hashable, Sendable, Codable {
    /// A buyer.
    case customer(BooksCustomer)
    /// A thing that is sold.
    case item(BooksItem)
    /// A sale, a refund or a day's summary.
    case document(BooksDocument)
    /// Money that came in for an invoice, or went out for a credit note.
    case payment(BooksPayment)
    /// A credit note set against an invoice.
    case allocation(BooksAllocation)
    /// The receipt's PDF, beside its document.
    case attachment(BooksAttachment)
    /// The fiscal number, written on a document that is there already.
    case note(BooksNote)

    /// What kind it is, as rows and logs name it.
    public var kind: Kind {
        switch self {
        case .customer: .customer
        case .item: .item
        case .document: .document
        case .payment: .payment
        case .allocation: .allocation
        case .attachment: .attachment
        case .note: .note
        }
    }

    /// The kinds, in the order in which they depend on each other (accounting-apis §6.3).
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A buyer.
        case customer
        /// A thing that is sold.
        case item
        /// A sale, a refund or a day's summary.
        case document
        /// Money for it.
        case payment
        /// A credit note set against an invoice.
        case allocation
        /// The receipt's PDF.
        case attachment
        /// The fiscal number, written back.
        case note
    }
}

/// A buyer, as the books keep one.
public struct BooksCustomer: Hashable, Sendable, Codable {
    /// The name that the books show; unique there.
    public var name: String
    /// Our own key of the buyer, such as the PIN: what is looked for before another is made.
    public var number: String
    /// The KRA PIN, where one is known.
    public var pin: String?
    /// The telephone, where one is known.
    public var phone: String?

    /// Makes a buyer.
    public init(name: String, number: String, pin: String? = nil, phone: String? = nil) {
        (self.name, self.number, self.pin, self.phone) = (name, number, pin, phone)
    }

    /// A buyer who is known by name alone; the number is made of its ``key(of:)``, for Xero's has 50 characters
    /// (accounting-apis §2.7).
    public init(named name: String, phone: String?) {
        self.init(name: name, number: Self.namePrefix + RecordKey.digest(Self.key(of: name)).prefix(16), phone: phone)
    }

    /// A name whatever its case and spaces: `mama asha`.
    static func key(of name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether it is somebody: by PIN or by name.
    public var isKnown: Bool { pin != nil || number.hasPrefix(Self.namePrefix) }

    private static let namePrefix = "NAME-"
}

/// A thing that is sold, as the books keep one; never with stock of its own, which the books would count twice.
public struct BooksItem: Hashable, Sendable, Codable {
    /// Our code of it; unique there.
    public var code: String
    /// Its name.
    public var name: String
    /// The income account: an id at QuickBooks, a code at Xero.
    public var account: String
    /// The tax code's id at QuickBooks, the tax type at Xero.
    public var taxCode: String

    /// Makes an item.
    public init(code: String, name: String, account: String, taxCode: String) {
        (self.code, self.name, self.account, self.taxCode) = (code, name, account, taxCode)
    }
}

/// A sale, a refund or a day's summary as bookkeeping; amounts are positive, and the kind says which way money went.
public struct BooksDocument: Hashable, Sendable, Codable {
    /// What it is there.
    public enum Kind: String, Sendable, Codable {
        /// Money is owed, or comes by payments of its own.
        case invoice
        /// Paid at once, in one way; QuickBooks alone has it.
        case salesReceipt = "sales_receipt"
        /// Takes back a sale that was owed; money that goes out is a payment of its own.
        case creditNote = "credit_note"
        /// Takes back a sale and pays it out at once; QuickBooks alone has it.
        case refund
    }

    /// What it is there.
    public var kind: Kind
    /// Our number, at most 21 characters.
    public var number: String
    /// The day of the sale.
    public var day: CalendarDay
    /// The day by which it is owed.
    public var dueDay: CalendarDay
    /// The provider's id of the customer.
    public var customer: String
    /// The lines.
    public var lines: [BooksLine]
    /// The tax of each code, as the fiscal receipt has it.
    public var taxes: [BooksTax]
    /// What is paid, VAT included.
    public var total: Money
    /// The VAT.
    public var tax: Money
    /// What the customer reads: the fiscal receipt's number.
    public var memo: String?
    /// What tells our documents from others: `risiti:` and the key's beginning.
    public var marker: String
    /// The address in the QR code, where the provider keeps one.
    public var link: String?
    /// How it was paid at once; of sales receipts and refunds alone.
    public var money: BooksMoney?
    /// `KES`, where the company keeps several currencies; nil where it has one.
    public var currency: String?
    /// Classes, locations or tracking options, by name of the category.
    public var tracking: [String: String]

    /// Makes a document.
    public init(
        kind: Kind, number: String, day: CalendarDay, dueDay: CalendarDay, customer: String, lines: [BooksLine],
        taxes: [BooksTax], total: Money, tax: Money, memo: String? = nil, marker: String, link: String? = nil,
        money: BooksMoney? = nil, currency: String? = nil, tracking: [String: String] = [:]
    ) {
        (self.kind, self.number, self.day, self.dueDay, self.customer) = (kind, number, day, dueDay, customer)
        (self.lines, self.taxes, self.total, self.tax) = (lines, taxes, total, tax)
        (self.memo, self.marker, self.link, self.money) = (memo, marker, link, money)
        (self.currency, self.tracking) = (currency, tracking)
    }
}

/// One line of a document, in the amounts of the fiscal receipt.
public struct BooksLine: Hashable, Sendable, Codable {
    /// What is sold.
    public var text: String
    /// How much of it.
    public var quantity: Quantity
    /// Without VAT.
    public var net: Money
    /// The VAT.
    public var tax: Money
    /// VAT included: `net` and `tax`.
    public var gross: Money
    /// The provider's id of the item at QuickBooks, its code at Xero; nil where an account says it all.
    public var item: String?
    /// The income account: an id at QuickBooks, a code at Xero; nil where the item has it.
    public var account: String?
    /// The tax code's id at QuickBooks, the tax type at Xero.
    public var taxCode: String

    /// Makes a line.
    public init(
        text: String, quantity: Quantity, net: Money, tax: Money, item: String?, account: String?, taxCode: String
    ) {
        (self.text, self.quantity, self.net, self.tax, gross) = (text, quantity, net, tax, net + tax)
        (self.item, self.account, self.taxCode) = (item, account, taxCode)
    }
}

/// What one tax code comes to.
public struct BooksTax: Hashable, Sendable, Codable {
    /// The tax code's id at QuickBooks, the tax type at Xero.
    public var taxCode: String
    /// The rate's id at QuickBooks; nil at Xero, which has none.
    public var rateID: String?
    /// The rate.
    public var rate: TaxRate
    /// The sum without VAT.
    public var net: Money
    /// The VAT.
    public var tax: Money

    /// Makes a sum.
    public init(taxCode: String, rateID: String?, rate: TaxRate, net: Money, tax: Money) {
        (self.taxCode, self.rateID, self.rate, self.net, self.tax) = (taxCode, rateID, rate, net, tax)
    }
}

/// Where money went.
public struct BooksMoney: Hashable, Sendable, Codable {
    /// The provider's id of the account: a bank, a till's clearing account.
    public var account: String
    /// The provider's id of the payment method; nil where it has none.
    public var method: String?
    /// The payment's own reference, such as an M-Pesa code, at most 21 characters.
    public var reference: String?

    /// Says where money went.
    public init(account: String, method: String? = nil, reference: String? = nil) {
        (self.account, self.method, self.reference) = (account, method, reference)
    }
}

/// Money that came in for an invoice, or went out for a credit note.
public struct BooksPayment: Hashable, Sendable, Codable {
    /// The provider's id of the invoice or credit note.
    public var document: String
    /// Whether it pays a credit note out.
    public var isRefund: Bool
    /// The provider's id of the customer.
    public var customer: String
    /// The day.
    public var day: CalendarDay
    /// How much.
    public var amount: Money
    /// Where it went.
    public var money: BooksMoney
    /// What tells our payments from others.
    public var marker: String
    /// The payment that is there and is put on the document again; nil for one that is made.
    public var over: BooksOver?

    /// Makes a payment.
    public init(
        document: String, isRefund: Bool = false, customer: String, day: CalendarDay, amount: Money, money: BooksMoney,
        marker: String
    ) {
        (self.document, self.isRefund, self.customer, self.day) = (document, isRefund, customer, day)
        (self.amount, self.money, self.marker) = (amount, money, marker)
    }
}

/// A credit note set against an invoice.
public struct BooksAllocation: Hashable, Sendable, Codable {
    /// The provider's id of the credit note.
    public var creditNote: String
    /// The provider's id of the invoice.
    public var invoice: String
    /// The provider's id of the customer.
    public var customer: String
    /// The day.
    public var day: CalendarDay
    /// How much.
    public var amount: Money
    /// What tells ours from others.
    public var marker: String
    /// What is there and joins the two again; nil for one that is made.
    public var over: BooksOver?

    /// Makes an allocation.
    public init(
        creditNote: String, invoice: String, customer: String, day: CalendarDay, amount: Money, marker: String
    ) {
        (self.creditNote, self.invoice, self.customer) = (creditNote, invoice, customer)
        (self.day, self.amount, self.marker) = (day, amount, marker)
    }
}

/// A file beside a document.
public struct BooksAttachment: Hashable, Sendable, Codable {
    /// The provider's id of the document.
    public var document: String
    /// What the document is there.
    public var kind: BooksDocument.Kind
    /// The file's name, of letters, digits, `-`, `.` and `_`.
    public var fileName: String
    /// The file; a PDF.
    public var content: [UInt8]

    /// Makes an attachment.
    public init(document: String, kind: BooksDocument.Kind, fileName: String, content: [UInt8]) {
        (self.document, self.kind, self.fileName, self.content) = (document, kind, fileName, content)
    }
}

/// What is written on a document that is there already: a private note at QuickBooks, a history note at Xero.
public struct BooksNote: Hashable, Sendable, Codable {
    /// The provider's id of the document.
    public var document: String
    /// What the document is there.
    public var kind: BooksDocument.Kind
    /// The document's version, where the provider counts them: QuickBooks' `SyncToken`.
    public var version: String?
    /// The whole text; our marker is part of it.
    public var text: String

    /// Makes a note.
    public init(document: String, kind: BooksDocument.Kind, version: String?, text: String) {
        (self.document, self.kind, self.version, self.text) = (document, kind, version, text)
    }
}
