import Fiscal
import JSON

/// Looking for what may be there. Source: accounting-apis §6.1 and §6.2.
extension XeroDialect {
    /// The next step of the search.
    public func lookUp(_ record: KeyedRecord, after answers: [BooksAnswer]) -> LookUpStep {
        do throws(BooksFault) {
            switch record.record {
            case .customer(let customer): return try Self.lookUp(customer, answers)
            case .item(let item): return try Self.lookUp(item, answers)
            case .document(let document): return try Self.lookUp(document, answers)
            case .payment(let payment): return try Self.lookUp(payment, answers)
            case .allocation(let allocation): return try Self.lookUp(allocation, answers)
            case .attachment(let attachment): return try Self.lookUp(attachment, answers)
            case .note(let note): return try Self.lookUp(note, answers)
            }
        } catch {
            return .fault(error)
        }
    }

    /// The items of a list that was read.
    static func rows(_ name: String, _ answer: BooksAnswer) throws(BooksFault) -> [JSONTree] {
        let tree = try XeroFaults.tree(of: answer, .read)
        guard let rows = tree[name]?.items else { throw LineFaults.foreign(answer, .read) }
        return rows
    }

    private static func same(_ one: String?, _ other: String) -> Bool { one?.lowercased() == other.lowercased() }

    // MARK: - Documents

    private static func lookUp(_ document: BooksDocument, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        guard endpoint(.document(document)) != nil else {
            throw XeroFaults.noSuchKind.fault(code: "document_kind")
        }
        let collection = collection(document.kind)
        let own = String(document.number.prefix(255))
        var number = own
        var void: KeptRecord?
        for answer in answers {
            let match = try match(document, number, answer)
            guard match.ours.isEmpty, match.alike.isEmpty else { return match.step }
            guard let last = match.void.first else { return void.map { .found($0) } ?? match.step }
            // Of ours that is void another may have taken the place, under the next number.
            (void, number) = (last, BooksNumber.again(own, after: number))
        }
        // A list of numbers is cut at its commas.
        guard collection == .invoices, !number.contains(",") else {
            return .ask(reading(collection, where: collection.numberMember, is: number, isPaged: true))
        }
        return .ask(reading(collection.rawValue, ["InvoiceNumbers": number, "page": "1"]))
    }

    /// Sorts what bears a number.
    private static func match(
        _ document: BooksDocument, _ number: String, _ answer: BooksAnswer
    ) throws(BooksFault) -> LookUpMatch {
        let collection = collection(document.kind)
        var match = LookUpMatch()
        for row in try rows(collection.rawValue, answer) where same(row.text(collection.numberMember), number) {
            guard row.text("Type").map({ $0.hasPrefix("ACCREC") }) ?? true, row.text("Status") != "DELETED",
                let kept = kept(collection, row)
            else { continue }
            let isMarked =
                RecordKey.isBorne(document.marker, by: row.text("Reference"))
                || (document.link != nil && row.text("Url") == document.link)
            let isAlike =
                row.text("Contact", "ContactID") == document.customer && kept.totalMinor == document.total.minor
                && XeroDay.read(row, "Date") == document.day
            if isMarked {
                if row.text("Status") == "VOIDED" { match.void.append(kept) } else { match.ours.append(kept) }
            } else if isAlike {
                match.alike.append(kept)
            } else {
                let day = XeroDay.read(row, "Date").map { " of \($0)" } ?? ""
                let total = kept.totalMinor.map { " over \(Money(minor: $0))" } ?? ""
                match.others.append("\(collection.rawValue.dropLast()) \(number)\(day)\(total), id \(kept.id)")
            }
        }
        return match
    }

    // MARK: - Payments

    /// Reads the document, then each of its payments of the same amount.
    private static func lookUp(_ payment: BooksPayment, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let collection: XeroCollection = payment.isRefund ? .creditNotes : .invoices
        guard let first = answers.first else {
            return .ask(reading("\(collection.rawValue)/\(URLText.escaped(payment.document))"))
        }
        let document = try rows(collection.rawValue, first).first
        guard let document, document[collection.idMember] != nil else { throw LineFaults.foreign(first, .read) }
        let candidates = document.list("Payments").filter { brief in
            brief.cents("Amount").map { $0 == payment.amount.minor } ?? true
        }
        let ids = candidates.compactMap { $0.text("PaymentID") }
        guard answers.count > ids.count else {
            return .ask(reading("Payments/\(URLText.escaped(ids[answers.count - 1]))"))
        }
        var match = LookUpMatch()
        for answer in answers.dropFirst().prefix(ids.count) {
            guard let row = try rows("Payments", answer).first, row.text("Status") != "DELETED",
                let kept = kept(.payments, row)
            else { continue }
            // Payments of one sale may bear one marker: amount, account and reference tell them apart.
            let account = payment.money.account
            let accounts = [row.text("Account", "Code"), row.text("Account", "AccountID")].compactMap { $0 }
            guard row.cents("Amount") == payment.amount.minor, accounts.isEmpty || accounts.contains(account) else {
                continue
            }
            let text = row.text("Reference") ?? ""
            let own = payment.money.reference.flatMap { $0.isEmpty ? nil : $0 }
            if RecordKey.isBorne(payment.marker, by: text) {
                if own.map({ text.contains($0) }) ?? true { match.ours.append(kept) }
            } else if let own, text.contains(own), XeroDay.read(row, "Date") == payment.day {
                match.alike.append(kept)
            }
        }
        return match.step
    }

    /// An allocation bears no marker: the same invoice and amount are ours.
    private static func lookUp(
        _ allocation: BooksAllocation, _ answers: [BooksAnswer]
    ) throws(BooksFault) -> LookUpStep {
        guard let answer = answers.last else {
            return .ask(reading("CreditNotes/\(URLText.escaped(allocation.creditNote))"))
        }
        guard let note = try rows("CreditNotes", answer).first else { throw LineFaults.foreign(answer, .read) }
        var match = LookUpMatch()
        for row in note.list("Allocations")
        where row.text("Invoice", "InvoiceID") == allocation.invoice
            && row.cents("Amount") == allocation.amount.minor
        {
            match.ours.append(KeptRecord(id: row.text("AllocationID") ?? allocation.creditNote))
        }
        return match.step
    }

    // MARK: - Names

    /// Asks by our number, then by the name.
    private static func lookUp(_ customer: BooksCustomer, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let (number, name) = (number(customer), String(customer.name.prefix(255)))
        var match = LookUpMatch()
        guard let first = answers.first else {
            return .ask(reading(.contacts, where: "ContactNumber", is: number, isPaged: false))
        }
        for row in try rows("Contacts", first) where same(row.text("ContactNumber"), number) {
            sort(row, isOurs: true, into: &match)
        }
        if let merged = match.merged { return try follow(merged, isOurs: true, answers.dropFirst()) }
        if match.step != .notThere { return match.step }
        guard answers.count > 1 else { return .ask(reading(.contacts, where: "Name", is: name, isPaged: false)) }
        for row in try rows("Contacts", answers[1]) where same(row.text("Name"), name) {
            // The name of an archived contact is free.
            guard row.text("ContactStatus") != "ARCHIVED" else { continue }
            let pin = row.text("TaxNumber").flatMap { $0.isEmpty ? nil : $0 }
            let theirs = row.text("ContactNumber").flatMap { $0.isEmpty ? nil : $0 }
            let isAlike = pin == customer.pin || (theirs == nil && (pin == nil || customer.pin == nil))
            if isAlike {
                sort(row, isOurs: false, into: &match)
            } else {
                match.others.append(
                    "the contact \(name), \(theirs ?? pin ?? ""), id \(row.text("ContactID") ?? "")")
            }
        }
        if let merged = match.merged { return try follow(merged, isOurs: false, answers.dropFirst(2)) }
        return match.step
    }

    /// Reads what a contact was merged into, which may have been merged itself.
    private static func follow(
        _ id: String, isOurs: Bool, _ answers: ArraySlice<BooksAnswer>
    ) throws(BooksFault) -> LookUpStep {
        guard let answer = answers.first else { return .ask(reading("Contacts/\(URLText.escaped(id))")) }
        var match = LookUpMatch()
        for row in try rows("Contacts", answer) { sort(row, isOurs: isOurs, into: &match) }
        guard let next = match.merged else { return match.step }
        return try follow(next, isOurs: isOurs, answers.dropFirst())
    }

    private static func sort(_ row: JSONTree, isOurs: Bool, into match: inout LookUpMatch) {
        guard let kept = kept(.contacts, row) else { return }
        if let merged = row.text("MergedToContactID"), isID(merged) {
            match.merged = match.merged ?? merged
            return
        } else if let status = row.text("ContactStatus"), status != "ACTIVE" {
            let words = "the contact \(row.text("Name") ?? ""), \(status.lowercased()), id \(kept.id)"
            if isOurs { match.away.append(words) } else { match.others.append(words) }
            return
        }
        if isOurs { match.ours.append(kept) } else { match.alike.append(kept) }
    }

    /// Asks for the code in a list, so that its absence is an answer and no status 404.
    private static func lookUp(_ item: BooksItem, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let code = code(item.code)
        guard let answer = answers.last else { return .ask(reading(.items, where: "Code", is: code, isPaged: false)) }
        var match = LookUpMatch()
        for row in try rows("Items", answer) where same(row.text("Code"), code) {
            if let kept = kept(.items, row) { match.ours.append(kept) }
        }
        return match.step
    }

    // MARK: - Files and notes

    private static func lookUp(
        _ attachment: BooksAttachment, _ answers: [BooksAnswer]
    ) throws(BooksFault) -> LookUpStep {
        let document = "\(collection(attachment.kind).rawValue)/\(URLText.escaped(attachment.document))"
        guard let answer = answers.last else { return .ask(reading(document + "/Attachments")) }
        for row in try rows("Attachments", answer) where same(row.text("FileName"), fileName(attachment)) {
            // A file of another size is replaced by the next upload, so it stands in nobody's way.
            guard row["ContentLength"]?.scaled(0) == Int64(attachment.content.count),
                let id = row.text("AttachmentID")
            else { continue }
            return .found(KeptRecord(id: id, number: row.text("FileName")))
        }
        return .notThere
    }

    private static func lookUp(_ note: BooksNote, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let document = "\(collection(note.kind).rawValue)/\(URLText.escaped(note.document))"
        guard let answer = answers.last else { return .ask(reading(document + "/History")) }
        let text = details(note)
        let isThere = try rows("HistoryRecords", answer).contains { $0.text("Details")?.contains(text) == true }
        return isThere ? .found(KeptRecord(id: note.document)) : .notThere
    }
}
