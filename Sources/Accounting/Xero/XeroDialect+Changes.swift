public import Fiscal
import JSON

/// What changed, and what stands there. Source: accounting-apis §2.2, §2.5, §2.6, §2.7 and §7.16.
///
/// A payment that came or went shows on its document, so payments have no list of their own here: a reading costs four
/// calls of a day's thousand.
extension XeroDialect {
    /// The two minutes that the reference asks for.
    public var changeOverlap: Duration { .seconds(120) }

    /// Objects of one page: lists with lines come slower than short ones.
    private static let changePage = 100
    /// Objects of one page without lines.
    private static let summaryPage = 1_000

    private static let captured: [XeroCollection] = [.contacts, .items, .invoices, .creditNotes]
    private static let sales: [XeroCollection] = [.invoices, .creditNotes]

    /// The provider's time in an answer.
    public func time(in answer: BooksAnswer) -> Timestamp? {
        (try? XeroFaults.tree(of: answer, .read)).flatMap { Self.time($0.text("DateTimeUTC")) }
    }

    /// `/Date(1795166100123+0000)/`, or `2026-11-20T09:15:00.123` in UTC.
    static func time(_ text: String?) -> Timestamp? {
        guard let text else { return nil }
        guard text.hasPrefix("/Date(") else { return Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "Z") }
        return Int64(text.dropFirst(6).prefix { $0.isNumber || $0 == "-" }).map(Timestamp.init(milliseconds:))
    }

    /// `2026-11-20T09:15:00` in UTC, as the header of a change's time wants it.
    private static func plain(_ time: Timestamp) -> String {
        String(KenyaTime(Timestamp(milliseconds: time.milliseconds - Timestamp.kenya)).rfc3339.prefix(19))
    }

    /// A page of a list, in the order of change where changes are read.
    public func call(reading: BooksReading) -> BooksCall {
        switch reading.scope {
        case .changed:
            let collection = Self.captured[min(reading.list, Self.captured.count - 1)]
            var call = Self.reading(collection.rawValue, Self.query(collection, page: reading.page))
            call.headers["If-Modified-Since"] = Self.plain(reading.since)
            return call
        case .sold(let from, let to):
            let collection = Self.sales[min(reading.list, Self.sales.count - 1)]
            let filter =
                Self.type(collection) + " AND Date>=\(Self.literal(from)) AND Date<=\(Self.literal(to))"
            let (order, size) = ("\(collection.numberMember) ASC", "\(Self.summaryPage)")
            guard collection == .invoices else {
                return Self.reading(
                    collection.rawValue,
                    ["where": filter, "order": order, "page": "\(reading.page)", "pageSize": size])
            }
            return Self.reading(
                collection.rawValue,
                [
                    "where": filter, "order": order, "page": "\(reading.page)", "pageSize": size,
                    "summaryOnly": "true",
                ])
        }
    }

    private static func query(_ collection: XeroCollection, page: Int) -> KeyValuePairs<String, String> {
        let size = "\(changePage)"
        switch collection {
        case .items: return ["unitdp": "4"]
        case .contacts:
            return [
                "order": "UpdatedDateUTC ASC", "page": "\(page)", "pageSize": size, "includeArchived": "true",
            ]
        case .invoices, .creditNotes, .payments:
            return [
                "where": type(collection), "order": "UpdatedDateUTC ASC", "page": "\(page)", "pageSize": size,
            ]
        }
    }

    private static func type(_ collection: XeroCollection) -> String {
        collection == .creditNotes ? "Type==\"ACCRECCREDIT\"" : "Type==\"ACCREC\""
    }

    private static func literal(_ day: CalendarDay) -> String {
        "DateTime(\(String(day.description).replacing("-", with: ",")))"
    }

    /// What stands on the page.
    public func page(of reading: BooksReading, _ answer: BooksAnswer) throws(BooksFault) -> BooksReadingPage {
        let (lists, size): ([XeroCollection], Int) =
            if case .changed = reading.scope {
                (Self.captured, Self.changePage)
            } else {
                (Self.sales, Self.summaryPage)
            }
        let collection = lists[min(reading.list, lists.count - 1)]
        let changes = try Self.rows(collection.rawValue, answer).compactMap { Self.change(collection, $0) }
        let isFull = collection != .items && changes.count >= size
        return BooksReadingPage(
            changes: changes, time: time(in: answer),
            next: isFull ? reading.next(after: changes.last?.changedAt) : reading.next(of: lists.count))
    }

    // MARK: - One thing

    static func change(_ collection: XeroCollection, _ row: JSONTree) -> BooksChange? {
        guard let id = row.text(collection.idMember), let kind = kind(collection) else { return nil }
        var change = BooksChange(kind, id: id)
        change.version = row.text("UpdatedDateUTC")
        change.changedAt = time(change.version)
        change.number = row.text(collection.numberMember)
        switch collection {
        case .contacts:
            change.name = row.text("Name")
            change.mergedInto = row.text("MergedToContactID")
            if row.text("ContactStatus").map({ $0 != "ACTIVE" }) ?? false { change.gone = .archived }
        case .items:
            change.name = row.text("Name")
            if row["IsSold"] == .bool(false) { change.gone = .archived }
        case .invoices, .creditNotes, .payments: fill(&change, collection, row)
        }
        return change
    }

    private static func fill(_ change: inout BooksChange, _ collection: XeroCollection, _ row: JSONTree) {
        change.totalMinor = row.cents(collection == .payments ? "Amount" : "Total")
        change.taxMinor = row.cents("TotalTax")
        change.day = XeroDay.read(row, "Date")
        change.customer = row.text("Contact", "ContactID")
        change.note = row.text("Reference")
        change.marker = RecordKey.marker(in: change.note)
        switch row.text("Status") {
        case "DELETED": change.gone = .deleted
        case "VOIDED": change.gone = .voided
        default: break
        }
        // A summary leaves them out.
        guard row["Payments"] != nil else { return }
        let payments = row.list("Payments").compactMap { $0.text("PaymentID") }
        change.payments = payments + row.list("Allocations").compactMap { $0.text("AllocationID") }
    }

    private static func kind(_ collection: XeroCollection) -> BooksChange.Kind? {
        switch collection {
        case .contacts: .customer
        case .items: .item
        case .invoices: .invoice
        case .creditNotes: .creditNote
        case .payments: .payment
        }
    }

    private static func collection(_ kind: BooksChange.Kind) -> XeroCollection {
        switch kind {
        case .customer: .contacts
        case .item: .items
        case .invoice, .salesReceipt: .invoices
        case .creditNote, .refund: .creditNotes
        case .payment: .payments
        }
    }

    /// Reads one thing.
    public func call(reading kind: BooksChange.Kind, _ id: String) -> BooksCall {
        Self.reading("\(Self.collection(kind).rawValue)/\(URLText.escaped(id))")
    }

    /// The thing as it stands.
    public func standing(
        _ kind: BooksChange.Kind, _ id: String, _ answer: BooksAnswer
    ) throws(BooksFault) -> BooksChange {
        let collection = Self.collection(kind)
        do throws(BooksFault) {
            let change = try Self.rows(collection.rawValue, answer).first.flatMap { Self.change(collection, $0) }
            if let change { return change }
        } catch {
            guard error.code == "404" else { throw error }
            var gone = BooksChange(kind, id: id)
            gone.gone = .deleted
            return gone
        }
        throw LineFaults.foreign(answer, .read)
    }

    /// A POST to the document's own id, which changes that one or none; nothing that is void or deleted changes again.
    public func call(restoring document: BooksDocument, over standing: BooksChange, key: String) -> BooksCall? {
        guard standing.gone == nil else { return nil }
        let collection = Self.collection(document.kind)
        var members = Self.body(document).members ?? []
        members.insert((collection.idMember, .string(standing.id)), at: 0)
        // What was written behind our marker stays.
        if RecordKey.isBorne(document.marker, by: standing.note), let note = standing.note {
            members = members.map { name, value in (name, name == "Reference" ? .string(note) : value) }
        }
        let body = JSONTree.members([collection.rawValue: .array([.object(members)])])
        return BooksCall(
            method: "POST",
            path: Self.path(
                "\(collection.rawValue)/\(URLText.escaped(standing.id))", ["summarizeErrors": "false", "unitdp": "4"]),
            headers: [
                "Accept": "application/json", "Content-Type": "application/json",
                "Idempotency-Key": "\(company.key.prefix(8))-\(key)",
            ], body: Array(body.json.utf8))
    }
}
