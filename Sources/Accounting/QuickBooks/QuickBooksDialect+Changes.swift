public import Fiscal
import JSON

/// What changed, and what stands there. Source: accounting-apis §1.6, §1.7, §1.8 and §7.11.
extension QuickBooksDialect {
    /// Five minutes of the two to five that the reference asks for.
    public var changeOverlap: Duration { .seconds(300) }

    /// How far back the feed of changes goes; behind that its answers would be silent about the rest.
    private static let feedReach = Duration.seconds(30 * 86_400)
    /// The most that one answer of the feed holds; with so many there may be more.
    private static let feedLimit = 1_000

    private static let captured: [QuickBooksEntity] = [
        .customer, .item, .invoice, .salesReceipt, .creditMemo, .refundReceipt, .payment,
    ]
    private static let sales: [QuickBooksEntity] = [.invoice, .salesReceipt, .creditMemo, .refundReceipt]

    /// The provider's time in an answer.
    public func time(in answer: BooksAnswer) -> Timestamp? {
        (try? QuickBooksFaults.tree(of: answer, .read)).flatMap(Self.time)
    }

    private static func time(_ tree: JSONTree) -> Timestamp? { tree.text("time").flatMap { Timestamp(rfc3339: $0) } }

    /// List 0 is the feed of all changes; the lists behind it are read only where the feed does not say all.
    public func call(reading: BooksReading) -> BooksCall {
        switch reading.scope {
        case .changed where reading.list == 0:
            let base = "/v3/company/\(URLText.escaped(company.key))/cdc"
            let entities = Self.captured.map(\.rawValue).joined(separator: ",")
            return BooksCall(
                method: "GET",
                path: URLText.path(
                    base,
                    [
                        "entities": entities, "changedSince": KenyaTime(reading.since).rfc3339,
                        "minorversion": Self.version,
                    ]))
        case .changed:
            let entity = Self.captured[min(reading.list, Self.captured.count) - 1]
            let query = QuickBooksQuery(entity).changed(since: KenyaTime(reading.since).rfc3339)
            let isNamed = entity == .customer || entity == .item
            return asking((isNamed ? query.withInactive : query).page(reading.page, by: "MetaData.LastUpdatedTime"))
        case .sold(let from, let to):
            let query = QuickBooksQuery(Self.sales[min(reading.list, Self.sales.count - 1)])
            return asking(query.dated("TxnDate", from: "\(from)", to: "\(to)").page(reading.page))
        }
    }

    /// What stands on the page.
    public func page(of reading: BooksReading, _ answer: BooksAnswer) throws(BooksFault) -> BooksReadingPage {
        switch reading.scope {
        case .changed where reading.list == 0: return try feed(reading, answer)
        case .changed(let since):
            let page = try page(
                of: Self.captured, at: reading.list - 1, reading, lists: Self.captured.count + 1, answer)
            return BooksReadingPage(
                changes: page.changes, time: page.time, next: page.next,
                mayMissDeletions: page.time.map { $0.since(since) > Self.feedReach } ?? true)
        case .sold: return try page(of: Self.sales, at: reading.list, reading, lists: Self.sales.count, answer)
        }
    }

    private func feed(_ reading: BooksReading, _ answer: BooksAnswer) throws(BooksFault) -> BooksReadingPage {
        let tree: JSONTree
        do throws(BooksFault) {
            tree = try QuickBooksFaults.tree(of: answer, .read)
        } catch {
            // A point that lies too far back is told as a question that cannot be read.
            guard error.kind == .ours else { throw error }
            return BooksReadingPage(
                changes: [], time: nil, next: reading.next(of: Self.captured.count + 1), mayMissDeletions: true)
        }
        guard let parts = tree.list("CDCResponse").first?.list("QueryResponse") else {
            throw LineFaults.foreign(answer, .read)
        }
        if let fault = parts.lazy.compactMap({ QuickBooksFaults.fault(in: $0, .read) }).first { throw fault }
        var changes: [BooksChange] = []
        for part in parts {
            for entity in Self.captured { changes += part.list(entity.rawValue).compactMap { Self.change(entity, $0) } }
        }
        let time = Self.time(tree)
        let isTooOld = time.map { $0.since(reading.since) > Self.feedReach } ?? false
        let isWhole = changes.count < Self.feedLimit && !isTooOld
        return BooksReadingPage(
            changes: changes, time: time, next: isWhole ? nil : reading.next(of: Self.captured.count + 1),
            mayMissDeletions: !isWhole)
    }

    private func page(
        of entities: [QuickBooksEntity], at place: Int, _ reading: BooksReading, lists: Int, _ answer: BooksAnswer
    ) throws(BooksFault) -> BooksReadingPage {
        let entity = entities[min(max(place, 0), entities.count - 1)]
        let changes = try rows(entity, answer).compactMap { Self.change(entity, $0) }
        let isFull = changes.count >= QuickBooksQuery.pageSize
        return BooksReadingPage(
            changes: changes, time: time(in: answer),
            next: isFull ? reading.next(after: changes.last?.changedAt) : reading.next(of: lists))
    }

    // MARK: - One thing

    static func change(_ entity: QuickBooksEntity, _ row: JSONTree) -> BooksChange? {
        guard let id = row.text("Id"), !id.isEmpty, let kind = kind(entity) else { return nil }
        var change = BooksChange(kind, id: id)
        change.version = row.text("SyncToken")
        change.changedAt = row.text("MetaData", "LastUpdatedTime").flatMap { Timestamp(rfc3339: $0) }
        if row.text("status") == "Deleted" {
            change.gone = .deleted
            return change
        }
        switch kind {
        case .customer:
            (change.name, change.number) = (row.text("DisplayName"), number(in: row))
            if row["Active"] == .bool(false) { change.gone = .archived }
        case .item:
            (change.name, change.number) = (row.text("Name"), row.text("Sku"))
            if row["Active"] == .bool(false) { change.gone = .archived }
        case .payment:
            fill(&change, row)
            change.paidDocuments = links(row).compactMap { $0.text("TxnId") }
        case .invoice, .salesReceipt, .creditNote, .refund:
            fill(&change, row)
            change.number = row.text("DocNumber")
            change.taxMinor = row.cents("TxnTaxDetail", "TotalTax") ?? 0
            change.payments = row.list("LinkedTxn").filter { $0.text("TxnType") == "Payment" }
                .compactMap { $0.text("TxnId") }
        }
        return change
    }

    /// What a payment is on.
    static func links(_ payment: JSONTree) -> [JSONTree] {
        payment.list("Line").flatMap { $0.list("LinkedTxn") }
    }

    private static func fill(_ change: inout BooksChange, _ row: JSONTree) {
        change.totalMinor = row.cents("TotalAmt")
        change.day = row.text("TxnDate").flatMap { CalendarDay($0) }
        change.customer = row.text("CustomerRef", "value")
        change.note = row.text("PrivateNote")
        change.marker = RecordKey.marker(in: change.note)
        // A void leaves the number and the note, says so before it, and takes every amount away.
        if change.totalMinor == 0, change.note?.hasPrefix("Voided") == true { change.gone = .voided }
    }

    private static func kind(_ entity: QuickBooksEntity) -> BooksChange.Kind? {
        switch entity {
        case .customer: .customer
        case .item: .item
        case .invoice: .invoice
        case .salesReceipt: .salesReceipt
        case .creditMemo: .creditNote
        case .refundReceipt: .refund
        case .payment: .payment
        default: nil
        }
    }

    private static func entity(_ kind: BooksChange.Kind) -> QuickBooksEntity {
        switch kind {
        case .customer: .customer
        case .item: .item
        case .invoice: .invoice
        case .salesReceipt: .salesReceipt
        case .creditNote: .creditMemo
        case .refund: .refundReceipt
        case .payment: .payment
        }
    }

    /// Reads one thing.
    public func call(reading kind: BooksChange.Kind, _ id: String) -> BooksCall { reading(Self.entity(kind), id) }

    /// The thing as it stands.
    public func standing(
        _ kind: BooksChange.Kind, _ id: String, _ answer: BooksAnswer
    ) throws(BooksFault) -> BooksChange {
        do throws(BooksFault) {
            let entity = Self.entity(kind)
            if let change = Self.change(entity, try object(entity, answer)) { return change }
        } catch {
            guard error.code == "610" || error.code == "404" else { throw error }
            var gone = BooksChange(kind, id: id)
            gone.gone = .deleted
            return gone
        }
        throw LineFaults.foreign(answer, .read)
    }

    /// A full update: every line anew, with the fiscal tax; what we wrote in the note stays.
    public func call(restoring document: BooksDocument, over standing: BooksChange, key: String) -> BooksCall? {
        guard standing.gone != .deleted, let version = standing.version else { return nil }
        let members = (Self.body(document).members ?? []).map { name, value in
            guard name == "PrivateNote", RecordKey.isBorne(document.marker, by: standing.note) else {
                return (name, value)
            }
            return (name, JSONTree.string(String(Self.livingNote(standing).prefix(4_000))))
        }
        let head: [(String, JSONTree)] = [("Id", .string(standing.id)), ("SyncToken", .string(version))]
        return posting(QuickBooksEntity(document.kind).path, .object(head + members), key: key)
    }

    /// A document's note without the word that a void puts before it (accounting-apis §7.9): with that it would pass for
    /// void still, and without what stands behind it the fiscal number would be lost.
    private static func livingNote(_ standing: BooksChange) -> String {
        let note = standing.note ?? ""
        guard standing.gone == .voided, note.hasPrefix("Voided") else { return note }
        return String(note.dropFirst("Voided".count).drop { " -–:\n".contains($0) })
    }
}
