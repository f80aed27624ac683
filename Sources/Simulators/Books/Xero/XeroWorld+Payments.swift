/// Payments, and credit notes set against invoices.
extension XeroWorld {
    /// Enters a payment, or deletes one.
    mutating func save(
        payment sent: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        if let old {
            guard sent.text("Status") == "DELETED", old.text("Status") == "AUTHORISED" else {
                throw .invalid("A payment cannot be changed; it can be deleted")
            }
            let deleted = books[call.index].put(.payments, old.setting("Status", "DELETED"), at: call.now)
            release(old, call.index, call.now)
            return deleted
        }
        let (kind, document) = try payable(sent, call)
        guard document.text("Status") == "AUTHORISED" else {
            throw .invalid("\(kind.singular) is not of valid status for a payment: \(document.text("Status") ?? "")")
        }
        guard let amount = sent.number("Amount"), amount > .zero else { throw .invalid("Payment amount is required") }
        let due = document.number(kind == .invoices ? "AmountDue" : "RemainingCredit") ?? .zero
        guard amount <= due else {
            throw .invalid("Payment amount exceeds the amount outstanding on this document: \(due.text)")
        }
        let wanted = sent.copy("Account")
        guard let account = books[call.index].account(code: wanted.text("Code"), id: wanted.text("AccountID")) else {
            throw .invalid("account code \(wanted.text("Code") ?? "") is not valid")
        }
        guard account.text("Type") == "BANK" || account.flag("EnablePaymentsToAccount") else {
            throw .invalid("Account must be of type BANK or have payments enabled")
        }
        var payment: ExactJSON = [
            "PaymentID": .string(dice.identifier()), "Date": sent["Date"] ?? .string(call.now.day.text),
        ]
        try settle(&payment, "Date", call)
        payment.set("Amount", .number(amount))
        payment.set("Reference", sent["Reference"])
        payment.set("Status", "AUTHORISED")
        payment.set("PaymentType", kind == .invoices ? "ACCRECPAYMENT" : "ARCREDITPAYMENT")
        payment.set("IsReconciled", sent["IsReconciled"] ?? false)
        payment.set("CurrencyRate", 1)
        payment.set(
            kind.singular,
            .object([
                .init(name: kind.idMember, value: document.copy(kind.idMember)),
                .init(name: kind.numberMember ?? "", value: document.copy(kind.numberMember ?? "")),
            ]))
        payment.set("Account", ["AccountID": account.copy("AccountID"), "Code": account.copy("Code")])
        payment.set("HasAccount", true)
        payment.set("HasValidationErrors", false)
        let brief: ExactJSON = [
            "PaymentID": payment.copy("PaymentID"), "Date": payment.copy("Date"), "Amount": .number(amount),
            "Reference": payment.copy("Reference"),
        ]
        let paid = document.setting("Payments", .array(document.elements("Payments") + [brief]))
        books[call.index].put(kind, settled(paid, kind, call.now), at: call.now)
        return books[call.index].put(.payments, payment, at: call.now)
    }

    /// What a payment is for.
    private func payable(
        _ sent: ExactJSON, _ call: XeroCall
    ) throws(XeroRefusal) -> (XeroKind, ExactJSON) {
        let book = books[call.index]
        for kind in [XeroKind.invoices, .creditNotes] {
            let member = kind.numberMember ?? ""
            let inner = sent.copy(kind.singular)
            let key = inner.text(kind.idMember) ?? inner.text(member) ?? sent.text(member)
            guard let key else { continue }
            guard let document = book.find(kind, key) else {
                throw .invalid("\(kind.singular) \(key) could not be found")
            }
            return (kind, document)
        }
        throw .invalid("A payment needs an invoice or a credit note")
    }

    /// Takes a deleted payment off its document.
    mutating func release(_ payment: ExactJSON, _ index: Int, _ now: BooksTime) {
        for kind in [XeroKind.invoices, .creditNotes] {
            guard let id = payment.copy(kind.singular).text(kind.idMember),
                let document = books[index].object(kind, id)
            else { continue }
            let rest = document.elements("Payments").filter { $0["PaymentID"] != payment["PaymentID"] }
            let freed = document.setting("Payments", .array(rest))
            books[index].put(kind, settled(freed, kind, now), at: now)
        }
    }

    /// Sets a credit note against invoices.
    mutating func allocate(_ call: XeroCall, _ id: String) throws(XeroRefusal) -> BooksAnswer {
        let body = try call.body
        var elements = [body]
        if case .array(let several)? = body["Allocations"] { elements = several }
        let table: [String: XeroField] = [
            "Invoice": .group(["InvoiceID": .text(36), "InvoiceNumber": .text(255)]), "Amount": .number(2),
            "Date": .date, "AppliedAmount": .served,
        ]
        let before = books[call.index]
        var allocated: [ExactJSON] = []
        for element in elements {
            do throws(XeroRefusal) {
                allocated.append(try allocate(try XeroFieldReader.read(element, table), id, call))
            } catch {
                books[call.index] = before
                guard error.kind == .validation else { throw error }
                refusals[error.message, default: 0] += 1
                let refused = element.setting("ValidationErrors", [["Message": .string(error.message)]])
                return error.answer(elements: [refused])
            }
        }
        return envelope("Allocations", allocated, call.now)
    }

    private mutating func allocate(
        _ sent: ExactJSON, _ id: String, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        guard let note = book.object(.creditNotes, id) else { throw .notFound }
        guard note.text("Status") == "AUTHORISED" else { throw .invalid("Credit note must be AUTHORISED") }
        let key = sent.copy("Invoice").text("InvoiceID") ?? sent.copy("Invoice").text("InvoiceNumber") ?? ""
        guard let invoice = book.find(.invoices, key), invoice.text("Status") == "AUTHORISED" else {
            throw .invalid("The invoice \(key) could not be found or is not AUTHORISED")
        }
        guard invoice.copy("Contact")["ContactID"] == note.copy("Contact")["ContactID"] else {
            throw .invalid("The invoice is another contact's")
        }
        guard let amount = sent.number("Amount"), amount > .zero else { throw .invalid("Amount is required") }
        guard amount <= note.number("RemainingCredit") ?? .zero else {
            throw .invalid("The amount is more than the remaining credit")
        }
        guard amount <= invoice.number("AmountDue") ?? .zero else {
            throw .invalid("The amount is more than the amount due on the invoice")
        }
        let day = sent.text("Date").flatMap { CivilDate($0) } ?? call.now.day
        if let lock = book.lockDate, day <= lock { throw .invalid("The date is before the lock date, \(lock.text)") }
        let allocation: ExactJSON = [
            "AllocationID": .string(dice.identifier()), "Amount": .number(amount), "Date": XeroTime.slash(day),
            "Invoice": ["InvoiceID": invoice.copy("InvoiceID"), "InvoiceNumber": invoice.copy("InvoiceNumber")],
        ]
        let brief: ExactJSON = [
            "CreditNoteID": note.copy("CreditNoteID"), "CreditNoteNumber": note.copy("CreditNoteNumber"),
            "ID": allocation.copy("AllocationID"), "AppliedAmount": .number(amount), "Date": XeroTime.slash(day),
        ]
        let credited = invoice.setting("CreditNotes", .array(invoice.elements("CreditNotes") + [brief]))
        let used = note.setting("Allocations", .array(note.elements("Allocations") + [allocation]))
        books[call.index].put(.invoices, settled(credited, .invoices, call.now), at: call.now)
        books[call.index].put(.creditNotes, settled(used, .creditNotes, call.now), at: call.now)
        return allocation
    }

    /// Takes an allocation back.
    mutating func deallocate(
        _ call: XeroCall, _ id: String, _ allocationID: String
    ) throws(XeroRefusal) -> BooksAnswer {
        guard takeBack(allocationID, of: id, call.index, call.now) else { throw .notFound }
        return .json(["AllocationId": .string(allocationID), "IsDeleted": true])
    }

    /// Takes an allocation off both of its documents; false where there is none.
    @discardableResult
    mutating func takeBack(_ allocationID: String, of id: String, _ index: Int, _ now: BooksTime) -> Bool {
        let book = books[index]
        guard let note = book.object(.creditNotes, id),
            let allocation = note.elements("Allocations").first(where: { $0.text("AllocationID") == allocationID }),
            let invoice = book.object(.invoices, allocation.copy("Invoice").text("InvoiceID") ?? "")
        else { return false }
        let credits = invoice.elements("CreditNotes").filter { $0.text("ID") != allocationID }
        let rest = note.elements("Allocations").filter { $0 != allocation }
        let freedInvoice = settled(invoice.setting("CreditNotes", .array(credits)), .invoices, now)
        let freedNote = settled(note.setting("Allocations", .array(rest)), .creditNotes, now)
        books[index].put(.invoices, freedInvoice, at: now)
        books[index].put(.creditNotes, freedNote, at: now)
        return true
    }
}
