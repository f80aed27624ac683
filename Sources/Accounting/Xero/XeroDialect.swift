import JSON

/// How Xero is spoken to.
///
/// Paths begin with `/api.xro/2.0` and follow the host. Where a document has no ``BooksDocument/taxes``, the company
/// keeps no tax: its lines go out as `NoTax`. Of ``BooksDocument/tracking`` each name is a tracking category and its
/// value the option's name.
///
/// Xero has neither sales receipts nor refunds: a sale is an invoice with payments, money back a credit note with a
/// payment. A document of the other kinds asks for nothing but the organisation's name, and comes out as a fault of
/// the class `ours`.
public struct XeroDialect: Dialect {
    /// The company that is spoken of.
    public let company: Company

    /// Speaks of an organisation at Xero; 5000 calls a day, or 1000 on the Starter tier.
    public init(company: Company, callsPerDay: Int = 5_000) {
        precondition(company.provider == .xero, "\(company.lane) is no company at Xero")
        self.company = company
        limits = CallLimits(
            windows: [
                .init(name: "minute", calls: 60, length: .seconds(60)),
                .init(name: "day", calls: callsPerDay, length: .seconds(86_400)),
            ], concurrency: 4)
    }

    /// 60 calls a minute, 5000 a day, and four at a time of Xero's five (accounting-apis §2.3).
    public let limits: CallLimits

    /// Five minutes: Xero remembers a key for six, less one for safety (accounting-apis §2.4 and §6.2).
    public let replayWindow: Duration = .seconds(300)

    /// The most bytes of a body that Xero recommends (accounting-apis §2.3).
    static let largestBody = 3_500_000

    /// Fifty documents, payments or contacts; everything else goes alone.
    public func batchLimit(of kind: BooksRecord.Kind) -> Int {
        switch kind {
        case .document, .payment, .customer: 50
        case .item, .allocation, .attachment, .note: 1
        }
    }

    /// As many as are made at the same endpoint and fit into a body of 3.5 MB.
    public func count(fittingOneCall records: [KeyedRecord]) -> Int {
        guard let first = records.first else { return 0 }
        var bytes = 100
        var count = 0
        for record in records.prefix(batchLimit(of: first.record.kind)) {
            guard record.record.kind == first.record.kind, Self.endpoint(record.record) == Self.endpoint(first.record)
            else { break }
            bytes += Self.size(record.record) + 1
            guard count == 0 || bytes <= Self.largestBody else { break }
            count += 1
        }
        return count
    }

    private static func size(_ record: BooksRecord) -> Int {
        switch record {
        case .document(let document): body(document).json.utf8.count
        case .payment(let payment): body(payment).json.utf8.count
        case .customer(let customer): body(customer).json.utf8.count
        case .item, .allocation, .attachment, .note: 0
        }
    }

    /// What Xero calls a document.
    static func collection(_ kind: BooksDocument.Kind) -> XeroCollection {
        kind == .creditNote || kind == .refund ? .creditNotes : .invoices
    }

    /// A path with its parameters.
    static func path(_ rest: String, _ query: KeyValuePairs<String, String> = [:]) -> String {
        URLText.path("/api.xro/2.0/\(rest)", query)
    }

    /// Reads something.
    static func reading(_ rest: String, _ query: KeyValuePairs<String, String> = [:]) -> BooksCall {
        BooksCall(method: "GET", path: path(rest, query))
    }

    /// Reads those of a list for which a member has a value.
    static func reading(
        _ collection: XeroCollection, where member: String, is value: String, isPaged: Bool
    ) -> BooksCall {
        let literal = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let filter = "\(member)==\"\(literal)\""
        if collection == .contacts {
            return reading(collection.rawValue, ["where": filter, "includeArchived": "true"])
        }
        guard isPaged else { return reading(collection.rawValue, ["where": filter]) }
        return reading(collection.rawValue, ["where": filter, "page": "1"])
    }
}

/// A list of objects at Xero; the raw value is its name in paths and in JSON.
enum XeroCollection: String {
    case contacts = "Contacts"
    case items = "Items"
    case invoices = "Invoices"
    case creditNotes = "CreditNotes"
    case payments = "Payments"

    /// The member that holds the id.
    var idMember: String {
        switch self {
        case .contacts: "ContactID"
        case .items: "ItemID"
        case .invoices: "InvoiceID"
        case .creditNotes: "CreditNoteID"
        case .payments: "PaymentID"
        }
    }

    /// The member that holds our number or name.
    var numberMember: String {
        switch self {
        case .contacts: "ContactNumber"
        case .items: "Code"
        case .invoices: "InvoiceNumber"
        case .creditNotes: "CreditNoteNumber"
        case .payments: "Reference"
        }
    }
}
