/// Invoices, credit notes and bank transactions.
extension XeroWorld {
    /// Creates or updates a document.
    mutating func save(
        document sent: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        if let old { try checkMove(old, sent, call) }
        var document = (old ?? [:]).merging(sent)
        if sent["LineItems"] != nil {
            for name in ["SubTotal", "TotalTax", "Total"] { document.set(name, sent[name]) }
        }
        let status = document.text("Status") ?? (call.kind == .bankTransactions ? "AUTHORISED" : "DRAFT")
        document.set("Status", .string(status))
        if old != nil, status == "VOIDED" || status == "DELETED" { return close(document, call) }
        guard let type = document.text("Type") else { throw .invalid("Type is required") }
        guard old != nil || ["DRAFT", "SUBMITTED", "AUTHORISED"].contains(status) else {
            throw .invalid("A new document cannot have the status \(status)")
        }
        document.set("Contact", try contact(document.copy("Contact"), call))
        let isFinal = status == "AUTHORISED" || status == "PAID"
        let sale = XeroSale(
            book: books[call.index], unitPlaces: call.unitPlaces, takesDiscounts: call.kind == .invoices,
            isFinal: isFinal)
        document = try sale.worked(document, dice: &dice)
        guard (document.number("Total") ?? .zero) >= .zero else { throw .invalid("The total must not be negative") }
        let currency = books[call.index].organisation.text("BaseCurrency") ?? "KES"
        guard document.text("CurrencyCode").map({ $0 == currency }) ?? true else {
            throw .invalid("Organisation is not subscribed to currency \(document.text("CurrencyCode") ?? "")")
        }
        document.set("CurrencyCode", .string(currency))
        document.set("CurrencyRate", 1)
        try settle(&document, "Date", call)
        if call.kind == .invoices {
            guard !isFinal || !document.isAbsent("DueDate") else { throw .invalid("Due Date cannot be empty") }
            if !document.isAbsent("DueDate") { try settle(&document, "DueDate", call) }
        }
        try number(&document, type, call)
        if call.kind == .bankTransactions { try bank(&document, call) }
        if old == nil {
            document = ExactJSON.object([
                .init(name: "Type", value: .string(type)),
                .init(name: call.kind.idMember, value: .string(dice.identifier())),
            ]).merging(document)
        }
        document.set("HasErrors", false)
        document.set("HasAttachments", document["HasAttachments"] ?? false)
        return books[call.index].put(call.kind, settled(document, call.kind, call.now), at: call.now)
    }

    /// A document with what is paid, credited and due, and its status accordingly.
    func settled(_ document: ExactJSON, _ kind: XeroKind, _ now: BooksTime) -> ExactJSON {
        var document = document
        let total = document.number("Total") ?? .zero
        let paid = Self.sum(document.elements("Payments"))
        let other = Self.sum(document.elements(kind == .invoices ? "CreditNotes" : "Allocations"), "AppliedAmount")
        let left = total - paid - other
        document.set("Payments", document["Payments"] ?? [])
        switch kind {
        case .invoices:
            document.set("CreditNotes", document["CreditNotes"] ?? [])
            document.set("AmountDue", .number(left))
            document.set("AmountPaid", .number(paid))
            document.set("AmountCredited", .number(other))
        case .creditNotes:
            document.set("Allocations", document["Allocations"] ?? [])
            document.set("RemainingCredit", .number(left))
        default: return document
        }
        switch document.text("Status") {
        case "AUTHORISED" where left == .zero:
            document.set("Status", "PAID")
            document.set("FullyPaidOnDate", XeroTime.slash(now.day))
        case "PAID" where left > .zero:
            document.set("Status", "AUTHORISED")
            document.set("FullyPaidOnDate", nil)
        default: break
        }
        return document
    }

    /// The sum of a member over payments or allocations.
    private static func sum(_ parts: [ExactJSON], _ member: String = "Amount") -> ExactDecimal {
        parts.reduce(.zero) { $0 + ($1.number(member) ?? $1.number("Amount") ?? .zero) }
    }

    /// The status may only go forward, and what is paid is not changed any more.
    private func checkMove(_ old: ExactJSON, _ sent: ExactJSON, _ call: XeroCall) throws(XeroRefusal) {
        let was = old.text("Status") ?? ""
        let next = sent.text("Status") ?? was
        let moves: [String: [String]] = [
            "DRAFT": ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"],
            "SUBMITTED": ["SUBMITTED", "AUTHORISED", "DELETED"], "AUTHORISED": ["AUTHORISED", "VOIDED"],
        ]
        let isBank = call.kind == .bankTransactions
        guard moves[was]?.contains(next) == true || (isBank && was == "AUTHORISED" && next == "DELETED") else {
            throw .invalid("\(call.kind.singular) not of valid status for modification: \(was) to \(next)")
        }
        let isUsed =
            !old.elements("Payments").isEmpty || !old.elements("CreditNotes").isEmpty
            || !old.elements("Allocations").isEmpty
        guard isUsed, next == "VOIDED" || sent["LineItems"] != nil || sent["Contact"] != nil else { return }
        throw .invalid("This document cannot be edited as it has a payment or credit note allocated to it.")
    }

    private mutating func close(_ document: ExactJSON, _ call: XeroCall) -> ExactJSON {
        var closed = document
        if call.kind == .invoices { closed.set("AmountDue", 0) }
        if call.kind == .creditNotes { closed.set("RemainingCredit", 0) }
        return books[call.index].put(call.kind, closed, at: call.now)
    }

    /// The contact of a document: found by its id, number or name, or created by its name.
    private mutating func contact(_ sent: ExactJSON, _ call: XeroCall) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        var found: ExactJSON?
        if let id = sent.text("ContactID") {
            found = book.object(.contacts, id)
            guard found != nil else { throw .invalid("The Contact could not be found: \(id)") }
        } else if let number = sent.text("ContactNumber") {
            found = book.numbered(.contacts, "ContactNumber", number)
        }
        if found == nil, let name = sent.text("Name") {
            found = book.all(.contacts).first {
                $0.text("Name")?.lowercased() == name.lowercased() && $0.text("ContactStatus") == "ACTIVE"
            }
            if found == nil {
                let new = ExactJSON.object([
                    .init(name: "ContactID", value: .string(dice.identifier())),
                    .init(name: "ContactStatus", value: "ACTIVE"),
                ]).merging(sent)
                found = books[call.index].put(.contacts, new, at: call.now)
            }
        }
        guard let found else { throw .invalid("A Contact must be specified for this type of transaction") }
        guard found.text("ContactStatus") == "ACTIVE" else {
            throw .invalid("The contact \(found.text("Name") ?? "") is archived and cannot be used")
        }
        return ["ContactID": found.copy("ContactID"), "Name": found.copy("Name")]
    }

    private func number(_ document: inout ExactJSON, _ type: String, _ call: XeroCall) throws(XeroRefusal) {
        guard let member = call.kind.numberMember else { return }
        let book = books[call.index]
        guard let number = document.text(member), !number.isEmpty else {
            let count = book.all(call.kind).count + 1
            document.set(member, .string((call.kind == .invoices ? "INV-" : "CN-") + CivilDate.padded(count, 4)))
            return
        }
        guard type.hasPrefix("ACCREC"),
            let other = book.numbered(call.kind, member, number),
            other[call.kind.idMember] != document[call.kind.idMember]
        else { return }
        throw .invalid("\(call.kind == .invoices ? "Invoice" : "Credit note") # must be unique.")
    }

    private func bank(_ document: inout ExactJSON, _ call: XeroCall) throws(XeroRefusal) {
        let sent = document.copy("BankAccount")
        guard let account = books[call.index].account(code: sent.text("Code"), id: sent.text("AccountID")),
            account.text("Type") == "BANK"
        else { throw .invalid("A bank account must be specified for this type of transaction") }
        document.set(
            "BankAccount",
            ["AccountID": account.copy("AccountID"), "Code": account.copy("Code"), "Name": account.copy("Name")])
    }
}
