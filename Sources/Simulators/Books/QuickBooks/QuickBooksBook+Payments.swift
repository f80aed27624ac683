extension QuickBooksBook {
    /// A payment with what it leaves unapplied; refuses links to nothing and more than is due.
    func applied(_ payment: ExactJSON, old: ExactJSON?) throws(QuickBooksRefusal) -> ExactJSON {
        guard let customer = payment.copy("CustomerRef").text("value") else { throw .missing("CustomerRef") }
        guard let total = payment.number("TotalAmt") else { throw .missing("TotalAmt") }
        guard total >= .zero else {
            throw .init("2090", "Invalid Amount", "TotalAmt is below zero", element: "TotalAmt")
        }
        var used = ExactDecimal.zero
        var seen: Set<String> = []
        for line in payment.elements("Line") {
            guard let amount = line.number("Amount") else { throw .missing("Line.Amount") }
            guard line.elements("LinkedTxn").count == 1, let link = line.elements("LinkedTxn").first,
                let id = link.text("TxnId"), let type = link.text("TxnType")
            else { throw .missing("LinkedTxn") }
            guard type != "Payment", let kind = QuickBooksKind(rawValue: type), let target = object(kind, id) else {
                throw .dangling("TxnId", id)
            }
            guard target.copy("CustomerRef").text("value") == customer else {
                throw Self.unlinkable("\(type) \(id) is another customer's")
            }
            let open =
                (target.number("TotalAmt") ?? .zero) - applied(kind, id, without: payment.text("Id")).amount
            guard amount >= .zero, amount <= open, seen.insert(type + id).inserted else {
                throw Self.unlinkable("\(amount.text) for \(type) \(id), where \(open.text) is open")
            }
            used = kind == .creditMemo ? used - amount : used + amount
        }
        guard used <= total else { throw .business("the lines apply \(used.text), the total is \(total.text)") }
        guard used >= .zero else { throw .business("credit of \((.zero - used).text) is linked to nothing") }
        return payment.setting("UnappliedAmt", .number(total - used)).setting("Line", payment["Line"] ?? [])
            .setting("CurrencyRef", ["value": "KES", "name": "Kenyan Shilling"])
    }

    /// Brings balances and links of all documents that a payment names up to date.
    mutating func relink(_ payment: ExactJSON, at now: BooksTime) {
        for link in payment.elements("Line").flatMap({ $0.elements("LinkedTxn") }) {
            guard let kind = link.text("TxnType").flatMap(QuickBooksKind.init(rawValue:)), let id = link.text("TxnId"),
                let target = object(kind, id)
            else { continue }
            let used = applied(kind, id)
            let balance = (target.number("TotalAmt") ?? .zero) - used.amount
            var changed = target.setting("Balance", .number(balance))
            if kind == .creditMemo { changed.set("RemainingCredit", .number(balance)) }
            changed.set("LinkedTxn", Self.links(used.payments))
            replace(kind, changed, at: now)
        }
    }

    /// What a document says of the payments that are on it.
    static func links(_ payments: [String]) -> ExactJSON {
        .array(
            payments.map {
                .object([.init(name: "TxnId", value: .string($0)), .init(name: "TxnType", value: "Payment")])
            })
    }

    /// Takes a document that is gone or void out of all payments.
    ///
    /// A payment keeps its total, which is unapplied then. The reference is silent about one of nothing that sets a credit
    /// memo off: where the invoice goes, it goes on holding the credit, which nothing else can use before it is changed or
    /// deleted; where the credit memo goes, it has nothing to pay with, and comes off the invoice too.
    mutating func unlink(_ kind: QuickBooksKind, _ id: String, at now: BooksTime) {
        for paymentID in applied(kind, id).payments {
            guard let payment = object(.payment, paymentID) else { continue }
            let lines = payment.elements("Line").filter { line in
                let link = line.elements("LinkedTxn").first
                return link?.text("TxnId") != id || link?.text("TxnType") != kind.rawValue
            }
            let used = lines.reduce(ExactDecimal.zero) { sum, line in
                let amount = line.number("Amount") ?? .zero
                let isCredit = line.elements("LinkedTxn").first?.text("TxnType") == "CreditMemo"
                return isCredit ? sum - amount : sum + amount
            }
            let total = payment.number("TotalAmt") ?? .zero
            let (kept, rest) = used > total ? ([], total) : (lines, total - used)
            let freed = payment.setting("Line", .array(kept)).setting("UnappliedAmt", .number(rest))
            replace(.payment, freed, at: now)
            if kept.count < lines.count { relink(payment, at: now) }
        }
        if let document = object(kind, id), !document.isAbsent("LinkedTxn") {
            replace(kind, document.setting("LinkedTxn", []), at: now)
        }
    }

    /// A journal entry whose debits and credits are equal.
    func balanced(_ entry: ExactJSON) throws(QuickBooksRefusal) -> ExactJSON {
        guard entry.elements("Line").count >= 2 else { throw .missing("Line") }
        var debit = ExactDecimal.zero
        var credit = ExactDecimal.zero
        var lines: [ExactJSON] = []
        for line in entry.elements("Line") {
            let number = ExactDecimal(lines.count)
            lines.append(line.setting("Id", .string(number.text)))
            guard line.text("DetailType") == "JournalEntryLineDetail" else {
                guard line.text("DetailType") == "DescriptionOnly" else { throw .missing("DetailType") }
                continue
            }
            guard let detail = line["JournalEntryLineDetail"] else { throw .missing("JournalEntryLineDetail") }
            guard let amount = line.number("Amount"), amount >= .zero else { throw .missing("Amount") }
            guard let posting = detail.text("PostingType") else { throw .missing("PostingType") }
            guard let account = detail.copy("AccountRef").text("value") else { throw .missing("AccountRef") }
            if !detail.isAbsent("TaxCodeRef"), detail.isAbsent("TaxApplicableOn") || detail.isAbsent("TaxAmount") {
                throw .missing("TaxApplicableOn and TaxAmount")
            }
            if object(.account, account)?.text("AccountType") == "Accounts Receivable", detail.isAbsent("Entity") {
                throw .business("a receivable line needs a customer", element: "Entity")
            }
            let tax = detail.number("TaxAmount") ?? .zero
            if posting == "Debit" { debit = debit + amount + tax } else { credit = credit + amount + tax }
        }
        guard debit == credit else {
            throw .business("debits of \(debit.text) and credits of \(credit.text) are not equal")
        }
        return entry.setting("Line", .array(lines)).setting("TotalAmt", .number(debit))
    }

    /// A file or note hangs on what is there.
    func checkAttachable(_ attachable: ExactJSON) throws(QuickBooksRefusal) {
        for reference in attachable.elements("AttachableRef") {
            let entity = reference.copy("EntityRef")
            guard let type = entity.text("type"), let id = entity.text("value") else { throw .missing("EntityRef") }
            guard let kind = QuickBooksKind(rawValue: type), kind.isTransaction || kind == .customer || kind == .item,
                object(kind, id) != nil
            else { throw .dangling("EntityRef", "\(type) \(id)") }
        }
    }

    private static func unlinkable(_ detail: String) -> QuickBooksRefusal {
        .init("620", "Transactions cannot be linked", detail, element: "LinkedTxn")
    }
}
