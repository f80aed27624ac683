import Fiscal
import JSON

/// Calls that make things. Source: accounting-apis §1.3, §1.6, §1.11 and §7.3 to §7.10.
extension QuickBooksDialect {
    /// The call that makes a record: the first, for each goes alone.
    public func call(making records: [KeyedRecord]) -> BooksCall {
        precondition(records.count == 1, "QuickBooks makes one record a call, not \(records.count)")
        let key = records[0].key
        switch records[0].record {
        case .customer(let customer): return posting(.customer, Self.body(customer), key)
        case .item(let item): return posting(.item, Self.body(item), key)
        case .document(let document):
            return posting(QuickBooksEntity(document.kind), Self.body(document), key)
        case .payment(let payment):
            if payment.isRefund { return reading(.companyInfo, company.key) }
            return posting(.payment, Self.body(Self.body(payment), over: payment.over), key)
        case .allocation(let allocation):
            return posting(.payment, Self.body(Self.body(allocation), over: allocation.over), key)
        case .attachment(let attachment): return uploading(attachment, key)
        case .note(let note): return posting(QuickBooksEntity(note.kind), Self.body(note), key)
        }
    }

    private func posting(_ entity: QuickBooksEntity, _ body: JSONTree, _ key: String) -> BooksCall {
        posting(entity.path, body, key: key)
    }

    // MARK: - Names

    /// A name as QuickBooks takes one: without colons, tabs and line ends, at most 100 characters.
    static func name(_ text: String) -> String {
        let plain = text.map { character -> Character in
            character == ":" ? "-" : character.isNewline || character == "\t" ? " " : character
        }
        let words = String(plain).split(separator: " ").joined(separator: " ")
        return String(words.prefix(100))
    }

    /// A document's number as QuickBooks keeps it.
    static func number(_ document: BooksDocument) -> String { String(document.number.prefix(21)) }

    /// What a customer's notes say of who it is: the PIN, and our number where that is another.
    static func notes(_ customer: BooksCustomer) -> String {
        guard let pin = customer.pin else { return numberWord + customer.number }
        return "PIN \(pin)" + (customer.number == pin ? "" : "; " + numberWord + customer.number)
    }

    /// What stands before our number in a customer's notes.
    static let numberWord = "risiti number "

    // MARK: - Bodies

    private static func body(_ customer: BooksCustomer) -> JSONTree {
        let name = JSONTree.string(name(customer.name))
        return .members([
            "DisplayName": name, "CompanyName": name,
            "PrimaryPhone": customer.phone.map { .members(["FreeFormNumber": .string(String($0.prefix(30)))]) },
            "ResaleNum": customer.pin.map { .string(String($0.prefix(16))) },
            "Notes": .string(String(notes(customer).prefix(1_000))),
        ])
    }

    private static func body(_ item: BooksItem) -> JSONTree {
        .members([
            "Name": .string(name(item.name)), "Sku": .string(String(item.code.prefix(100))),
            "Type": .string("NonInventory"), "IncomeAccountRef": .reference(item.account),
            "SalesTaxCodeRef": item.taxCode.isEmpty ? nil : .reference(item.taxCode),
        ])
    }

    private static func body(_ payment: BooksPayment) -> JSONTree {
        .members([
            "CustomerRef": .reference(payment.customer), "TotalAmt": .amount(payment.amount),
            "TxnDate": .string(payment.day.description),
            "PaymentMethodRef": payment.money.method.map { .reference($0) },
            "PaymentRefNum": payment.money.reference.map { .string(String($0.prefix(21))) },
            "DepositToAccountRef": .reference(payment.money.account),
            "Line": .array([line(payment.amount, .invoice, payment.document)]),
            "PrivateNote": .string(payment.marker),
        ])
    }

    /// A payment of nothing, which sets a credit memo against an invoice.
    private static func body(_ allocation: BooksAllocation) -> JSONTree {
        .members([
            "CustomerRef": .reference(allocation.customer), "TotalAmt": .number("0"),
            "TxnDate": .string(allocation.day.description),
            "Line": .array([
                line(allocation.amount, .invoice, allocation.invoice),
                line(allocation.amount, .creditMemo, allocation.creditNote),
            ]),
            "PrivateNote": .string(allocation.marker),
        ])
    }

    private static func line(_ amount: Money, _ entity: QuickBooksEntity, _ id: String) -> JSONTree {
        let link = JSONTree.members(["TxnId": .string(id), "TxnType": .string(entity.rawValue)])
        return .members(["Amount": .amount(amount), "LinkedTxn": .array([link])])
    }

    /// Changes the private note and nothing else; without a version it comes back as stale, and is read again.
    private static func body(_ note: BooksNote) -> JSONTree {
        .members([
            "Id": .string(note.document), "SyncToken": .string(note.version ?? "0"), "sparse": .bool(true),
            "PrivateNote": .string(String(note.text.prefix(4_000))),
        ])
    }
}
