public import Fiscal
import GRDB

/// What a selection of documents comes to.
public struct SyncFound: Sendable, Hashable {
    /// The first sale of each document that is not posted.
    public var sales: [Int64]
    /// Documents that are posted already.
    public var already: Int
    /// Sales that stay out because they left in files.
    public var leftOut: [BooksExported] = []

    /// Makes a finding.
    public init(sales: [Int64] = [], already: Int = 0) { (self.sales, self.already) = (sales, already) }
}

/// Where one sale is in a company's books.
public struct SyncPlace: Sendable, Hashable {
    /// The document's number.
    public let document: Int64
    /// What kind of document it is.
    public let kind: SyncKind
    /// Whether it is posted.
    public let isPosted: Bool
    /// The document's first sale.
    public let first: Int64
}

extension Spool {
    /// The documents of a lane of some kinds and days, by their first sales; those given up are left out.
    ///
    /// - Parameter countsPosted: whether those are counted that are posted already.
    public func syncDocuments(
        of lane: String, kinds: Set<SyncKind>, from: CalendarDay?, to: CalendarDay?, countsPosted: Bool
    ) async throws(SpoolError) -> SyncFound {
        let (sales, notes, sums) = (
            kinds.contains(.sale), kinds.contains(.creditNote), kinds.contains(.summary)
        )
        let chosen: SQL = """
            d.lane = \(lane) AND d.day >= \(from.map { "\($0)" } ?? "") AND d.day <= \(to.map { "\($0)" } ?? "9")
                AND CASE WHEN d.kind = 'summary' THEN \(sums) WHEN d.is_credit THEN \(notes) ELSE \(sales) END
            """
        return try await read { database in
            let open = try Int64.fetchAll(
                database,
                literal: """
                    SELECT (SELECT min(m.sequence) FROM books_member m WHERE m.document = d.id) FROM books_document d
                    WHERE \(chosen) AND d.state IN ('open', 'ready', 'parked') ORDER BY d.id
                    """)
            guard countsPosted else { return SyncFound(sales: open) }
            let posted = try Int64.fetchOne(
                database, literal: "SELECT count(*) FROM books_document d WHERE \(chosen) AND d.state = 'done'")
            return SyncFound(sales: open, already: Int(posted ?? 0))
        }
    }

    /// The document of a lane in which a sale is; nil where none has it yet.
    public func syncPlace(of sequence: Int64, in lane: String) async throws(SpoolError) -> SyncPlace? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT \(Self.placeColumns)
                    FROM books_member m JOIN books_document d ON d.id = m.document
                    WHERE m.lane = \(lane) AND m.sequence = \(sequence)
                    """
            ).map(Self.place)
        }
    }

    /// The document of a lane that bears a number in the books; nil where none does.
    public func syncPlace(numbered number: String, in lane: String) async throws(SpoolError) -> SyncPlace? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT \(Self.placeColumns)
                    FROM books_document d WHERE d.lane = \(lane) AND d.number = \(number)
                        AND EXISTS (SELECT 1 FROM books_member m WHERE m.document = d.id)
                    """
            ).map(Self.place)
        }
    }

    /// What of `d`, a row of `books_document`, says where its sales are.
    private static let placeColumns: SQL = """
        d.id, d.kind, d.is_credit, d.state, (SELECT min(f.sequence) FROM books_member f WHERE f.document = d.id) AS first
        """

    private static func place(_ row: Row) -> SyncPlace {
        SyncPlace(
            document: row["id"], kind: row["kind"] == "summary" ? .summary : row["is_credit"] ? .creditNote : .sale,
            isPosted: row["state"] == "done", first: row["first"])
    }

    /// Sales that no document of a lane has, behind an entry, oldest first, at most `limit`; pruned ones left out.
    ///
    /// - Parameter isForced: whether those too that are none of the lane's: sold before it, or gone nowhere.
    public func unplacedSales(
        of lane: String, after sequence: Int64, isForced: Bool, limit: Int
    ) async throws(SpoolError) -> (sales: [Document], last: Int64?) {
        try await read { database in
            let alone: SQL = """
                NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = \(lane) AND m.sequence = s.sequence)
                """
            let ofTheLane: SQL = """
                SELECT s.sequence FROM job s INDEXED BY job_open
                WHERE s.lane = \(lane) AND s.state IN ('waiting', 'in_flight') AND s.sequence > \(sequence) AND \(alone)
                ORDER BY s.sequence LIMIT \(limit)
                """
            let ofAny: SQL = """
                SELECT s.sequence FROM sale s WHERE s.sequence > \(sequence) AND \(alone)
                ORDER BY s.sequence LIMIT \(limit)
                """
            let found = try Int64.fetchAll(database, literal: isForced ? ofAny : ofTheLane)
            let sales = try found.compactMap { sequence in
                try Self.prunedSale(sequence, database) == nil ? try Self.entry(sequence, database).document : nil
            }
            return (sales, found.last)
        }
    }

    /// The originals that credit notes of a lane wait for, by the first sales of their documents.
    public func originals(of notes: [Int64], in lane: String) async throws(SpoolError) -> [Int64] {
        let list = "[" + notes.map(String.init).joined(separator: ",") + "]"
        return try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT DISTINCT coalesce((SELECT min(f.sequence) FROM books_member m
                        JOIN books_member f ON f.document = m.document
                        WHERE m.lane = \(lane) AND m.sequence = o.sequence), o.sequence)
                    FROM json_each(\(list)) n JOIN sale s ON s.sequence = n.value
                    JOIN job o ON o.lane = \(lane) AND o.sequence = s.credits_sequence
                    WHERE o.state IN ('waiting', 'in_flight', 'parked')
                    """)
        }
    }

    /// What a job that ended left: its documents and sales that are neither posted nor given up.
    public func leftOf(syncJob id: Int64) async throws(SpoolError) -> [Int64] {
        try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT s.sequence FROM sync_job_sale s JOIN sync_job k ON k.id = s.job
                    JOIN job j ON j.lane = k.lane AND j.sequence = s.sequence
                    LEFT JOIN books_member m ON m.lane = k.lane AND m.sequence = s.sequence
                    LEFT JOIN books_document d ON d.id = m.document
                    WHERE s.job = \(id) AND coalesce(d.state, '') NOT IN ('done', 'abandoned')
                        AND (j.state <> 'abandoned' OR k.takes_earlier)
                    ORDER BY s.sequence
                    """)
        }
    }
}
