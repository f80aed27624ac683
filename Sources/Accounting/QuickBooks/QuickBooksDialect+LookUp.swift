import Fiscal
import JSON

/// Looking for what may be there. Source: accounting-apis §6.1 and §6.2.
extension QuickBooksDialect {
    /// The next step of the search.
    public func lookUp(_ record: KeyedRecord, after answers: [BooksAnswer]) -> LookUpStep {
        do throws(BooksFault) {
            switch record.record {
            case .customer(let customer): return try lookUp(customer, answers)
            case .item(let item): return try lookUp(item, answers)
            case .document(let document): return try lookUp(document, answers)
            case .payment(let payment): return try lookUp(payment, answers)
            case .allocation(let allocation): return try lookUp(allocation, answers)
            case .attachment(let attachment): return try lookUp(attachment, answers)
            case .note(let note): return try lookUp(note, answers)
            }
        } catch {
            return .fault(error)
        }
    }

    // MARK: - Documents

    private func lookUp(_ document: BooksDocument, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let entity = QuickBooksEntity(document.kind)
        let number = Self.number(document)
        guard let answer = answers.last else {
            return .ask(asking(QuickBooksQuery(entity).matching("DocNumber", number).page(1)))
        }
        var match = LookUpMatch()
        for row in try rows(entity, answer) where row.text("DocNumber") == number {
            guard let kept = Self.kept(row) else { continue }
            if RecordKey.isBorne(document.marker, by: row.text("PrivateNote")) {
                match.ours.append(kept)
            } else if row.text("CustomerRef", "value") == document.customer,
                row.text("TxnDate") == document.day.description, kept.totalMinor == document.total.minor
            {
                match.alike.append(kept)
            } else {
                match.others.append(Self.words(entity, row))
            }
        }
        return match.step
    }

    /// A document in words: `Invoice 812, number INV-1 of 2026-11-20 over 781.97`.
    private static func words(_ entity: QuickBooksEntity, _ row: JSONTree) -> String {
        let total = row.cents("TotalAmt").map { " over \(Money(minor: $0))" } ?? ""
        let day = row.text("TxnDate").map { " of \($0)" } ?? ""
        return "\(entity.rawValue) \(row.text("Id") ?? ""), number \(row.text("DocNumber") ?? "")\(day)\(total)"
    }

    // MARK: - Payments

    /// Reads the invoice, then the payments that are linked to it.
    private func lookUp(_ payment: BooksPayment, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        if payment.isRefund { throw QuickBooksFaults.noRefundPayment.fault(code: "refund_payment") }
        return try linked(to: payment.document, as: .invoice, answers) { row in
            // Payments of one sale may bear one marker: amount and account tell them apart.
            let account = row.text("DepositToAccountRef", "value") ?? payment.money.account
            guard row.cents("TotalAmt") == payment.amount.minor, account == payment.money.account else {
                return .another
            }
            let reference = payment.money.reference.map { String($0.prefix(21)) }
            let hasReference = reference == row.text("PaymentRefNum")
            if RecordKey.isBorne(payment.marker, by: row.text("PrivateNote")) {
                return hasReference || reference == nil ? .ours : .another
            }
            return hasReference && reference != nil ? .alike : .another
        }
    }

    /// Reads the credit memo, then the payments that are linked to it.
    private func lookUp(_ allocation: BooksAllocation, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        try linked(to: allocation.creditNote, as: .creditMemo, answers) { row in
            let isAlike = row.list("Line").contains { line in
                line.cents("Amount") == allocation.amount.minor
                    && line.list("LinkedTxn").contains {
                        $0.text("TxnType") == "Invoice" && $0.text("TxnId") == allocation.invoice
                    }
            }
            guard isAlike, row.cents("TotalAmt") == 0 else { return .another }
            return RecordKey.isBorne(allocation.marker, by: row.text("PrivateNote")) ? .ours : .alike
        }
    }

    private enum Kinship { case ours, alike, another }

    private func linked(
        to id: String, as entity: QuickBooksEntity, _ answers: [BooksAnswer],
        _ kinship: (JSONTree) -> Kinship
    ) throws(BooksFault) -> LookUpStep {
        guard let first = answers.first else { return .ask(reading(entity, id)) }
        guard answers.count > 1 else {
            let links = try object(entity, first).list("LinkedTxn").filter { $0.text("TxnType") == "Payment" }
            let ids = links.compactMap { $0.text("TxnId") }
            guard !ids.isEmpty else { return .notThere }
            return .ask(asking(QuickBooksQuery(.payment).matching("Id", anyOf: ids).page(1)))
        }
        var match = LookUpMatch()
        for row in try rows(.payment, answers[1]) {
            guard let kept = Self.kept(row) else { continue }
            switch kinship(row) {
            case .ours: match.ours.append(kept)
            case .alike: match.alike.append(kept)
            case .another: continue
            }
        }
        return match.step
    }

    // MARK: - Files and notes

    private func lookUp(_ attachment: BooksAttachment, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        guard let answer = answers.last else {
            let query = QuickBooksQuery(.attachable)
                .matching("AttachableRef.EntityRef.Type", QuickBooksEntity(attachment.kind).rawValue)
                .matching("AttachableRef.EntityRef.value", attachment.document)
            return .ask(asking(query.page(1)))
        }
        var match = LookUpMatch()
        for row in try rows(.attachable, answer) where row.text("FileName") == Self.fileName(attachment) {
            guard let kept = Self.kept(row) else { continue }
            let size = row["Size"]?.scaled(0)
            if size == Int64(attachment.content.count) {
                match.ours.append(kept)
            } else {
                match.others.append("a file of the same name with \(size.map { "\($0)" } ?? "unknown") bytes")
            }
        }
        return match.step
    }

    private func lookUp(_ note: BooksNote, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let entity = QuickBooksEntity(note.kind)
        guard let answer = answers.last else { return .ask(reading(entity, note.document)) }
        let object = try object(entity, answer)
        guard object.text("PrivateNote")?.contains(note.text.prefix(4_000)) == true, let kept = Self.kept(object)
        else { return .notThere }
        return .found(kept)
    }
}
