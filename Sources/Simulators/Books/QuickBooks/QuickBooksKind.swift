/// The kinds of objects a simulated QuickBooks company keeps; the raw value is the kind's name in JSON and in queries.
enum QuickBooksKind: String, CaseIterable, Sendable {
    case customer = "Customer"
    case vendor = "Vendor"
    case employee = "Employee"
    case item = "Item"
    case account = "Account"
    case department = "Department"
    case division = "Class"
    case paymentMethod = "PaymentMethod"
    case taxCode = "TaxCode"
    case taxRate = "TaxRate"
    case taxAgency = "TaxAgency"
    case invoice = "Invoice"
    case salesReceipt = "SalesReceipt"
    case creditMemo = "CreditMemo"
    case refundReceipt = "RefundReceipt"
    case payment = "Payment"
    case journalEntry = "JournalEntry"
    case attachable = "Attachable"
    case companyInfo = "CompanyInfo"
    case preferences = "Preferences"

    /// The kind of a path such as `salesreceipt`.
    init?(path: String) {
        guard let kind = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = kind
    }

    /// The kind of a name in any case.
    init?(name: String) {
        self.init(path: name.lowercased())
    }

    /// How it stands in a path.
    var path: String { rawValue.lowercased() }

    /// Whether it sells or takes back: it has lines with items and tax.
    var isSale: Bool { [.invoice, .salesReceipt, .creditMemo, .refundReceipt].contains(self) }

    /// Whether it moves money on a day; transactions of one company share their ids.
    var isTransaction: Bool { isSale || self == .payment || self == .journalEntry }

    /// Whether a client may create one by a plain POST.
    var isWritable: Bool {
        ![.vendor, .employee, .taxCode, .taxRate, .companyInfo, .preferences].contains(self)
    }

    /// Whether a client may delete one.
    var isDeletable: Bool { isTransaction || self == .attachable }

    /// Whether change data capture tells of it.
    var isCaptured: Bool { ![.taxCode, .taxRate, .taxAgency, .attachable, .preferences, .companyInfo].contains(self) }

    /// The member that names an object of this kind.
    var nameMember: String {
        switch self {
        case .customer, .vendor, .employee, .taxAgency: "DisplayName"
        case .companyInfo: "CompanyName"
        default: "Name"
        }
    }

    /// The kinds among which a name stands once only; none where names may repeat.
    var sharesNamesWith: [QuickBooksKind] {
        switch self {
        case .customer, .vendor, .employee: [.customer, .vendor, .employee]
        case .item, .account, .department, .division, .paymentMethod, .taxCode, .taxRate, .taxAgency: [self]
        default: []
        }
    }
}
