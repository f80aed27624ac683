/// The kinds of objects a simulated Xero organisation keeps; the raw value is the endpoint's name.
enum XeroKind: String, CaseIterable, Sendable {
    case organisation = "Organisation"
    case accounts = "Accounts"
    case taxRates = "TaxRates"
    case trackingCategories = "TrackingCategories"
    case contacts = "Contacts"
    case items = "Items"
    case invoices = "Invoices"
    case creditNotes = "CreditNotes"
    case payments = "Payments"
    case bankTransactions = "BankTransactions"
    case manualJournals = "ManualJournals"

    /// The member of an envelope that holds such objects.
    var plural: String { self == .organisation ? "Organisations" : rawValue }

    /// One of them: `Invoice`, `TaxRate`.
    var singular: String {
        switch self {
        case .organisation: "Organisation"
        case .trackingCategories: "TrackingCategory"
        default: String(rawValue.dropLast())
        }
    }

    /// The member that holds the id.
    var idMember: String { self == .taxRates ? "TaxType" : singular + "ID" }

    /// The member that holds the number or code by which one can be asked for.
    var numberMember: String? {
        switch self {
        case .invoices: "InvoiceNumber"
        case .creditNotes: "CreditNoteNumber"
        case .contacts: "ContactNumber"
        case .items: "Code"
        default: nil
        }
    }

    /// Whether lists come in pages.
    var isPaged: Bool {
        [.contacts, .invoices, .creditNotes, .payments, .bankTransactions, .manualJournals].contains(self)
    }

    /// Whether files and history notes hang on such objects.
    var takesFiles: Bool { ![.organisation, .taxRates, .trackingCategories, .payments, .items].contains(self) }

    /// The scope that opens it, and the broad one that older apps have.
    func scopes(isWrite: Bool) -> [String] {
        let own: [String] =
            switch self {
            case .organisation, .accounts, .taxRates, .trackingCategories: ["accounting.settings"]
            case .contacts: ["accounting.contacts"]
            case .items: ["accounting.invoices", "accounting.settings", "accounting.transactions"]
            case .invoices, .creditNotes: ["accounting.invoices", "accounting.transactions"]
            case .payments: ["accounting.payments", "accounting.transactions"]
            case .bankTransactions: ["accounting.banktransactions", "accounting.transactions"]
            case .manualJournals: ["accounting.manualjournals", "accounting.transactions"]
            }
        return isWrite ? own : own + own.map { $0 + ".read" }
    }
}
