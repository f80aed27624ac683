extension QuickBooksBook {
    /// Creates, updates, deletes or voids; the object as it stands afterwards.
    mutating func write(
        _ kind: QuickBooksKind, _ sent: ExactJSON, _ verb: QuickBooksVerb, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        switch verb {
        case .save where sent.isAbsent("Id"): return try create(kind, sent, at: now)
        case .save: return try update(kind, sent, at: now)
        case .delete: return try delete(kind, sent, at: now)
        case .void:
            guard kind == .invoice else { throw .unsupported("void") }
            return try void(kind, sent, at: now)
        case .voidByUpdate:
            guard [.salesReceipt, .payment].contains(kind) else { throw .unsupported("include=void") }
            guard sent.flag("sparse") else { throw .missing("sparse") }
            return try void(kind, sent, at: now)
        }
    }

    private mutating func create(
        _ kind: QuickBooksKind, _ sent: ExactJSON, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        let read = try QuickBooksFieldReader(book: self).read(sent, kind.table)
        let worked = try worked(kind, read.setting("SyncToken", nil), old: nil, at: now)
        let entered = enter(kind, worked, at: now)
        if kind == .payment { relink(worked, at: now) }
        return entered
    }

    private mutating func update(
        _ kind: QuickBooksKind, _ sent: ExactJSON, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        let old = try current(kind, sent)
        let read = try QuickBooksFieldReader(book: self).read(sent, kind.table)
        var next = sent.flag("sparse") ? old.merging(read) : read
        next.set("MetaData", old["MetaData"])
        if sent.flag("sparse"), sent["Line"] != nil, sent["TxnTaxDetail"] == nil { next.set("TxnTaxDetail", nil) }
        if !sent.flag("sparse"), kind == .customer || kind == .item, sent["Active"] == nil { next.set("Active", true) }
        if kind == .attachable { next = old.merging(read) }
        try checkOpen(kind, old)
        let worked = try worked(kind, next, old: old, at: now)
        let replaced = replace(kind, worked, at: now)
        if kind == .payment {
            relink(old, at: now)
            relink(worked, at: now)
        }
        return replaced
    }

    private mutating func delete(
        _ kind: QuickBooksKind, _ sent: ExactJSON, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        guard kind.isDeletable else { throw .unsupported("delete \(kind.rawValue)") }
        let old = try current(kind, sent)
        try checkOpen(kind, old)
        let id = old.text("Id") ?? ""
        remove(kind, id, at: now)
        if kind == .payment { relink(old, at: now) }
        if kind == .invoice || kind == .creditMemo { unlink(kind, id, at: now) }
        return ["status": "Deleted", "domain": "QBO", "Id": .string(id)]
    }

    private mutating func void(
        _ kind: QuickBooksKind, _ sent: ExactJSON, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        let old = try current(kind, sent)
        try checkOpen(kind, old)
        let note = old.text("PrivateNote").map { "Voided - " + $0 } ?? "Voided"
        var voided = old.setting("PrivateNote", .string(note)).setting("TotalAmt", 0)
        if kind == .payment {
            voided = voided.setting("Line", []).setting("UnappliedAmt", 0)
        } else {
            voided = voided.setting("Balance", 0).setting("TxnTaxDetail", ["TotalTax": 0])
                .setting("Line", .array(old.elements("Line").map { $0.setting("Amount", 0).withoutPrice }))
        }
        let replaced = replace(kind, voided, at: now)
        if kind == .payment { relink(old, at: now) } else { unlink(kind, old.text("Id") ?? "", at: now) }
        return object(kind, old.text("Id") ?? "") ?? replaced
    }

    /// The object that a change is meant for; its SyncToken must be the one it has now.
    private func current(_ kind: QuickBooksKind, _ sent: ExactJSON) throws(QuickBooksRefusal) -> ExactJSON {
        guard let id = sent.text("Id"), Int(id) != nil else {
            throw .init("2030", "Invalid ID", "Id should be a valid number", element: "Id")
        }
        guard let token = sent.text("SyncToken") else { throw .missing("SyncToken") }
        guard let old = object(kind, id) else { throw .notFound("\(kind.rawValue) \(id)") }
        guard old.text("SyncToken") == token else {
            throw .init(
                "5010", "Stale Object Error",
                "Stale Object Error : You and someone else were working on this at the same time.")
        }
        return old
    }

    /// Fills in what the service works out, and refuses what breaks a rule of its kind.
    private func worked(
        _ kind: QuickBooksKind, _ object: ExactJSON, old: ExactJSON?, at now: BooksTime
    ) throws(QuickBooksRefusal) -> ExactJSON {
        var object = object
        if kind.isTransaction, object.isAbsent("TxnDate") { object.set("TxnDate", .string(now.day.text)) }
        try checkOpen(kind, object)
        try checkNumber(kind, object)
        if !kind.sharesNamesWith.isEmpty { object = try named(kind, object) }
        switch kind {
        case .item: try checkItem(object)
        case .payment: return try applied(object, old: old)
        case .journalEntry: return try balanced(object)
        case .attachable:
            guard !object.isAbsent("Note") || !object.isAbsent("FileName") else { throw .missing("Note") }
            try checkAttachable(object)
        case .account:
            guard !object.isAbsent("AccountType") else { throw .missing("AccountType") }
        case .invoice, .salesReceipt, .creditMemo, .refundReceipt: return try sold(kind, object)
        default: break
        }
        return object
    }

    private func sold(_ kind: QuickBooksKind, _ object: ExactJSON) throws(QuickBooksRefusal) -> ExactJSON {
        if kind == .invoice || kind == .creditMemo, object.isAbsent("CustomerRef") { throw .missing("CustomerRef") }
        if kind == .refundReceipt, object.isAbsent("DepositToAccountRef") { throw .missing("DepositToAccountRef") }
        if let account = object.copy("DepositToAccountRef").text("value").flatMap({ self.object(.account, $0) }),
            !["Bank", "Other Current Asset"].contains(account.text("AccountType") ?? "")
        {
            throw .business("money goes to a bank or other current asset account", element: "DepositToAccountRef")
        }
        var sale = QuickBooksSale(book: self)
        var worked = try sale.worked(object)
        worked.set("CustomField", worked["CustomField"] ?? [])
        let total = worked.number("TotalAmt") ?? .zero
        switch kind {
        case .invoice, .creditMemo:
            let (used, payments) = applied(kind, worked.text("Id") ?? "")
            guard used <= total else { throw .business("\(used.text) is already applied, the total is \(total.text)") }
            if !payments.isEmpty { worked.set("LinkedTxn", Self.links(payments)) }
            worked.set("Balance", .number(total - used))
            if kind == .creditMemo { worked.set("RemainingCredit", .number(total - used)) }
        default: worked.set("Balance", 0)
        }
        if kind == .invoice, worked.isAbsent("DueDate") { worked.set("DueDate", worked["TxnDate"]) }
        worked.set("EmailStatus", worked["EmailStatus"] ?? "NotSet")
        worked.set("PrintStatus", worked["PrintStatus"] ?? "NeedToPrint")
        worked.set("CurrencyRef", ["value": "KES", "name": "Kenyan Shilling"])
        if worked.isAbsent("DocNumber"), !single(.preferences).copy("SalesFormsPrefs").flag("CustomTxnNumbers") {
            worked.set("DocNumber", .string(freeNumber(kind)))
        }
        return worked
    }

    private func freeNumber(_ kind: QuickBooksKind) -> String {
        let taken = all(kind).compactMap { $0.text("DocNumber").flatMap { Int($0) } }
        return String((taken.max() ?? 1_000) + 1)
    }

    private func checkNumber(_ kind: QuickBooksKind, _ object: ExactJSON) throws(QuickBooksRefusal) {
        guard refusesDuplicateNumbers, kind.isSale, let number = object.text("DocNumber"), !number.isEmpty,
            let other = all(kind).first(where: { $0.text("DocNumber") == number && $0["Id"] != object["Id"] })
        else { return }
        throw .init(
            "6140", "Duplicate Document Number Error",
            "DocNumber=\(number) is assigned to TxnId=\(other.text("Id") ?? "")")
    }

    private func checkOpen(_ kind: QuickBooksKind, _ object: ExactJSON) throws(QuickBooksRefusal) {
        guard kind.isTransaction, let close = closeDate, let day = object.text("TxnDate").flatMap({ CivilDate($0) }),
            day <= close
        else { return }
        throw .init(
            "6210", "Account Period Closed",
            "The account period has closed and the account books cannot be updated through the QBO Services API: "
                + close.text)
    }

    private func named(_ kind: QuickBooksKind, _ object: ExactJSON) throws(QuickBooksRefusal) -> ExactJSON {
        var object = object
        if kind == .customer, object.isAbsent("DisplayName") {
            let parts = ["Title", "GivenName", "MiddleName", "FamilyName", "Suffix"].compactMap { object.text($0) }
            guard !parts.isEmpty else {
                throw .init("6080", "No name provided", "At least one name part is required", element: "DisplayName")
            }
            object.set("DisplayName", .string(parts.joined(separator: " ")))
        }
        guard let name = object.text(kind.nameMember), !name.isEmpty else { throw .missing(kind.nameMember) }
        for other in kind.sharesNamesWith {
            let taken = all(other).first { entry in
                entry.text(other.nameMember)?.lowercased() == name.lowercased()
                    && !(other == kind && entry["Id"] == object["Id"])
            }
            if let taken {
                throw .init(
                    "6240", "Duplicate Name Exists Error",
                    "The name supplied already exists. : Id=\(taken.text("Id") ?? "")")
            }
        }
        if kind == .customer || kind == .item || kind == .account {
            object.set("FullyQualifiedName", .string(name))
            object.set("Active", object["Active"] ?? true)
        }
        if kind == .customer { object.set("Balance", object["Balance"] ?? 0) }
        return object
    }

    private func checkItem(_ item: ExactJSON) throws(QuickBooksRefusal) {
        guard let type = item.text("Type") else { throw .missing("Type") }
        let needed =
            type == "Inventory"
            ? [
                "IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "TrackQtyOnHand", "QtyOnHand",
                "InvStartDate",
            ]
            : type == "Category" ? [] : ["IncomeAccountRef"]
        for name in needed where item.isAbsent(name) { throw .missing(name) }
        if let account = item.copy("IncomeAccountRef").text("value").flatMap({ object(.account, $0) }),
            !["Income", "Other Income"].contains(account.text("AccountType") ?? "")
        {
            throw .business("an item sells into an income account", element: "IncomeAccountRef")
        }
    }
}

extension ExactJSON {
    /// A line without what its amount comes from, as a void leaves it.
    fileprivate var withoutPrice: ExactJSON {
        guard let detail = self["SalesItemLineDetail"] else { return self }
        return setting(
            "SalesItemLineDetail", detail.setting("Qty", 0).setting("UnitPrice", 0).setting("TaxInclusiveAmt", nil))
    }
}
