import Fiscal
import JSON

/// Calls that make things. Source: accounting-apis §2.4, §2.5, §2.7, §2.8, §7.13 and §7.15.
extension XeroDialect {
    /// What a record is made at; nil for what Xero does not have.
    static func endpoint(_ record: BooksRecord) -> String? {
        switch record {
        case .customer: XeroCollection.contacts.rawValue
        case .item: XeroCollection.items.rawValue
        case .document(let document):
            switch document.kind {
            case .invoice, .creditNote: collection(document.kind).rawValue
            case .salesReceipt, .refund: nil
            }
        case .payment: XeroCollection.payments.rawValue
        case .allocation(let allocation): "CreditNotes/\(URLText.escaped(allocation.creditNote))/Allocations"
        case .attachment(let attachment):
            "\(collection(attachment.kind).rawValue)/\(URLText.escaped(attachment.document))/Attachments/"
                + URLText.escaped(fileName(attachment))
        case .note(let note): "\(collection(note.kind).rawValue)/\(URLText.escaped(note.document))/History"
        }
    }

    /// The call that makes records.
    public func call(making records: [KeyedRecord]) -> BooksCall {
        precondition(!records.isEmpty, "a call makes something")
        let first = records[0].record
        guard let endpoint = Self.endpoint(first) else { return Self.reading("Organisation") }
        var headers = ["Accept": "application/json", "Idempotency-Key": key(of: records)]
        if case .attachment(let attachment) = first {
            headers["Content-Type"] = "application/pdf"
            return BooksCall(
                method: "PUT", path: Self.path(endpoint, ["IncludeOnline": "true"]), headers: headers,
                body: attachment.content)
        }
        headers["Content-Type"] = "application/json"
        let (name, body) = Self.bodies(records.filter { Self.endpoint($0.record) == endpoint }.map(\.record))
        return BooksCall(
            method: "PUT", path: Self.path(endpoint, Self.parameters(first)), headers: headers,
            body: Array(JSONTree.members([name: .array(body)]).json.utf8))
    }

    /// The tenant's beginning and the key; of several records the digest of their keys.
    private func key(of records: [KeyedRecord]) -> String {
        let key = records.count == 1 ? records[0].key : RecordKey.digest(records.map(\.key).joined(separator: "|"))
        return "\(company.key.prefix(8))-\(key)"
    }

    private static func parameters(_ record: BooksRecord) -> KeyValuePairs<String, String> {
        switch record {
        case .document, .item: ["summarizeErrors": "false", "unitdp": "4"]
        case .customer, .payment: ["summarizeErrors": "false"]
        case .allocation, .attachment, .note: [:]
        }
    }

    /// The member of the body, and what stands in it.
    private static func bodies(_ records: [BooksRecord]) -> (name: String, bodies: [JSONTree]) {
        let bodies = records.compactMap { record -> JSONTree? in
            switch record {
            case .customer(let customer): body(customer)
            case .item(let item): body(item)
            case .document(let document): body(document)
            case .payment(let payment): body(payment)
            case .allocation(let allocation): body(allocation)
            case .note(let note): .members(["Details": .string(details(note))])
            case .attachment: nil
            }
        }
        return (member(of: records.first), bodies)
    }

    /// The member of body and answer that holds what is made.
    static func member(of record: BooksRecord?) -> String {
        switch record {
        case .customer: XeroCollection.contacts.rawValue
        case .item: XeroCollection.items.rawValue
        case .document(let document): collection(document.kind).rawValue
        case .payment: XeroCollection.payments.rawValue
        case .allocation: "Allocations"
        case .note: "HistoryRecords"
        case .attachment, nil: "Attachments"
        }
    }

    // MARK: - Names

    /// An item's code as Xero keeps it: of a longer one the beginning and a digest, so that no two are the same.
    static func code(_ code: String) -> String {
        code.count <= 30 ? code : code.prefix(21) + "-" + RecordKey.digest(code).prefix(8)
    }

    /// A contact's number as Xero keeps it.
    static func number(_ customer: BooksCustomer) -> String {
        let number = customer.number
        return number.count <= 50 ? number : number.prefix(41) + "-" + RecordKey.digest(number).prefix(8)
    }

    /// A file's name without what Xero does not take.
    static func fileName(_ attachment: BooksAttachment) -> String {
        String(attachment.fileName.map { "<>:\"/\\|?*+\0".contains($0) ? "_" : $0 })
    }

    /// A payment's reference: its own, then our marker, which is never cut.
    static func reference(_ payment: BooksPayment) -> String {
        guard let own = payment.money.reference, !own.isEmpty else { return payment.marker }
        return "\(own.prefix(254 - payment.marker.count)) \(payment.marker)"
    }

    /// A document's reference: our marker, then what the customer reads.
    static func reference(_ document: BooksDocument) -> String {
        String(([document.marker] + [document.memo].compactMap { $0 }).joined(separator: " ").prefix(255))
    }

    /// A note as Xero's history keeps it.
    static func details(_ note: BooksNote) -> String { String(note.text.prefix(2_500)) }

    /// Whether a text is an id of Xero's, where accounts without a code are known by theirs.
    static func isID(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12]
            && text.allSatisfy { $0 == "-" || $0.isHexDigit }
    }

    // MARK: - Bodies

    /// A contact.
    static func body(_ customer: BooksCustomer) -> JSONTree {
        .members([
            "Name": .string(String(customer.name.prefix(255))), "ContactNumber": .string(number(customer)),
            "TaxNumber": customer.pin.map { .string(String($0.prefix(50))) },
            "Phones": customer.phone.map { phone in
                .array([
                    .members([
                        "PhoneType": .string("DEFAULT"), "PhoneNumber": .string(String(phone.prefix(50))),
                    ])
                ])
            },
        ])
    }

    private static func body(_ item: BooksItem) -> JSONTree {
        .members([
            "Code": .string(code(item.code)), "Name": .string(String(item.name.prefix(50))),
            "Description": .string(String(item.name.prefix(4_000))), "IsSold": .bool(true),
            "IsPurchased": .bool(false),
            "SalesDetails": .members([
                "AccountCode": .string(item.account), "TaxType": item.taxCode.isEmpty ? nil : .string(item.taxCode),
            ]),
        ])
    }

    /// A payment of an invoice or a credit note.
    static func body(_ payment: BooksPayment) -> JSONTree {
        let collection: XeroCollection = payment.isRefund ? .creditNotes : .invoices
        let document = JSONTree.members([collection.idMember: .string(payment.document)])
        return .members([
            "Invoice": payment.isRefund ? nil : document, "CreditNote": payment.isRefund ? document : nil,
            "Account": .members([
                isID(payment.money.account) ? "AccountID" : "Code": .string(payment.money.account)
            ]),
            "Date": .string(payment.day.description), "Amount": .amount(payment.amount),
            "Reference": .string(reference(payment)),
        ])
    }

    private static func body(_ allocation: BooksAllocation) -> JSONTree {
        .members([
            "Invoice": .members(["InvoiceID": .string(allocation.invoice)]), "Amount": .amount(allocation.amount),
            "Date": .string(allocation.day.description),
        ])
    }
}
