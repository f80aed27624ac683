public import Fiscal
import GRDB

/// A document of the books, as a report shows it.
public struct BooksReportRow: Sendable, Hashable {
    /// Our number of it.
    public let id: Int64
    /// Its number in the books.
    public let number: String
    /// Its day.
    public let day: CalendarDay
    /// What it is made of.
    public let kind: BooksDocumentRow.Kind
    /// Whether it takes back.
    public let isCredit: Bool
    /// How it stands.
    public let state: BooksDocumentRow.State
    /// The sales that are in it.
    public let sales: Int
    /// Their total.
    public let total: Money
    /// The VAT in it; nil where one of its sales was pruned.
    public let tax: Money?
    /// Its buyer, where it is one sale's and a buyer is named.
    public let buyer: Buyer?
    /// Its CU invoice number, of a day's sum `first to last`; nil before KRA answered.
    public let fiscalNumber: String?
    /// How often it was tried: each time that the company answered with "again", and the time that ended it.
    public let attempts: Int
    /// The provider's id of it, once it is there.
    public let externalID: String?
    /// When all of it was there.
    public let finishedAt: Timestamp?
    /// The open task that holds it up: its number, code and reason.
    public let task: Task?
    /// Why it rests though it is ready, or would where its day were over; nil where it does not.
    public let rest: BooksRest?
    /// When it is looked at next; nil where it does not rest, or still collects.
    public let restsUntil: Timestamp?

    /// A task that holds a document up.
    public struct Task: Sendable, Hashable {
        /// Its number.
        public let id: Int64
        /// What kind of trouble.
        public let code: String
        /// What is wrong, in plain words.
        public let reason: String
    }
}

/// Which documents of a company a report is about.
public struct BooksReportFilter: Sendable, Hashable {
    /// The first day.
    public var from: CalendarDay?
    /// The last day.
    public var to: CalendarDay?
    /// The sync job that they belong to.
    public var job: Int64?

    /// Makes a filter; without more it lets all through.
    public init(from: CalendarDay? = nil, to: CalendarDay? = nil, job: Int64? = nil) {
        (self.from, self.to, self.job) = (from, to, job)
    }

    /// The condition on `d`, a row of `books_document`.
    var condition: SQL {
        """
        d.day >= \(from.map { "\($0)" } ?? "") AND d.day <= \(to.map { "\($0)" } ?? "9")
            AND (\(job) IS NULL OR d.id IN (SELECT m.document FROM sync_job_sale s
                JOIN books_member m ON m.lane = d.lane AND m.sequence = s.sequence WHERE s.job = \(job)))
        """
    }
}

extension Spool {
    /// The documents of a company with what became of them, the newest first, before the number `before`.
    public func booksReport(
        of lane: String, _ filter: BooksReportFilter = BooksReportFilter(), before: Int64?, limit: Int
    ) async throws(SpoolError) -> [BooksReportRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT d.*, d.attempts + (d.state IN ('done', 'parked')) AS tries,
                        (SELECT count(*) FROM books_member m WHERE m.document = d.id) AS sales,
                        (SELECT coalesce(sum(s.total_minor), 0) FROM books_member m JOIN sale s USING (sequence)
                            WHERE m.document = d.id) AS total_minor,
                        (SELECT r.kept ->> '$.id' FROM books_record r
                            WHERE r.lane = d.lane AND r.kind = 'document' AND r.local_key = d.number) AS external_id,
                        t.id AS task_id, t.code AS task_code, t.reason AS task_reason
                    FROM books_document d
                    LEFT JOIN task t ON t.id = (SELECT min(k.id) FROM task k
                        WHERE k.lane = d.lane AND k.resolved_at_ms IS NULL AND (d.state = 'parked'
                            AND k.sequence = (SELECT min(m.sequence) FROM books_member m WHERE m.document = d.id)
                            OR d.state IN ('ready', 'open') AND k.sequence IS NULL AND k.code = d.rest_code))
                    WHERE d.lane = \(lane) AND d.id < \(before ?? .max) AND \(filter.condition)
                    ORDER BY d.id DESC LIMIT \(limit)
                    """
            ).compactMap { try Self.reportRow($0, database) }
        }
    }

    private static func reportRow(_ row: Row, _ database: Database) throws -> BooksReportRow? {
        guard let kind = BooksDocumentRow.Kind(rawValue: row["kind"]),
            let state = BooksDocumentRow.State(rawValue: row["state"]), let day = CalendarDay(row["day"] as String)
        else { return nil }
        let finished: Int64? = row["finished_at_ms"]
        let task = (row["task_id"] as Int64?).map { id in
            BooksReportRow.Task(id: id, code: row["task_code"], reason: row["task_reason"])
        }
        var rest: BooksRest?
        if [.ready, .open].contains(state), let code: String = row["rest_code"], let reason: String = row["rest_reason"]
        {
            rest = BooksRest(code: code, reason: reason)
        }
        let inside = try inside(row["id"], database)
        return BooksReportRow(
            id: row["id"], number: row["number"], day: day, kind: kind, isCredit: row["is_credit"], state: state,
            sales: Int(row["sales"] as Int64), total: Money(minor: row["total_minor"]), tax: inside.tax,
            buyer: kind == .sale ? inside.buyer : nil, fiscalNumber: inside.fiscalNumber,
            attempts: Int(row["tries"] as Int64), externalID: row["external_id"],
            finishedAt: finished.map(Timestamp.init(milliseconds:)), task: task, rest: rest,
            restsUntil: rest == nil || state == .open ? nil : Timestamp(milliseconds: row["not_before_ms"]))
    }

    /// What the sales of a document say together.
    private static func inside(
        _ document: Int64, _ database: Database
    ) throws -> (tax: Money?, buyer: Buyer?, fiscalNumber: String?) {
        let members = try Int64.fetchAll(
            database, literal: "SELECT sequence FROM books_member WHERE document = \(document) ORDER BY sequence")
        let numbers = try members.compactMap { try receipt($0, database)?.controlUnitInvoiceNumber }
        let number = numbers.first.map { numbers.count == 1 ? $0 : "\($0) to \(numbers[numbers.count - 1])" }
        guard try !members.contains(where: { try prunedSale($0, database) != nil }) else { return (nil, nil, number) }
        let sales = try members.map { try entry($0, database).document.sale }
        return (sales.reduce(Money.zero) { $0 + $1.totals.tax }, sales.first?.buyer, number)
    }

    /// The days whose documents still collect sales.
    public func booksDaysCollecting(of lane: String) async throws(SpoolError) -> [CalendarDay] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: "SELECT DISTINCT day FROM books_document WHERE lane = \(lane) AND state = 'open' ORDER BY day"
            ).compactMap { CalendarDay($0["day"] as String) }
        }
    }

    /// One row of the sync log.
    public func syncLogEntry(_ id: Int64) async throws(SpoolError) -> SyncLogRow {
        let next = id < .max ? id + 1 : id
        guard id > 0, let row = try await syncLog(SyncLogFilter(), before: next, limit: 1).first, row.id == id else {
            throw SpoolError(.notFound, "the sync log has no number \(id); the oldest go first")
        }
        return row
    }
}
