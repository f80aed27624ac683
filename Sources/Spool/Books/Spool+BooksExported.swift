public import Fiscal
import GRDB

/// A sale that left for a company's program in a file.
public struct BooksExported: Sendable, Hashable {
    /// The entry.
    public let sequence: Int64
    /// What the slip calls it.
    public let temporaryNumber: String
    /// The export that it left in first.
    public let export: Int64
    /// Whether a person said that this export is in the books.
    public let isImported: Bool
}

/// What left in files for a company's own program stays out of what its lane posts: the books would have it twice, under
/// two numbers.
///
/// A file counts from the moment at which it was written, for nobody tells when it is read. It is for a company where its
/// profile bears the name of the company's provider, whatever the person called the books: as an export leaves out what
/// any company of that provider gets by itself.
extension Spool {
    /// The sales `x` that left in files for the program of a company `c`, each in its first file of a ledger.
    private static let filed: SQL = """
        books_connection c JOIN export_ledger l ON l.profile = c.provider
            JOIN export_sale x ON x.ledger = l.id AND x.is_repeat = 0
        """

    /// Whether the sale of `j`, a row of `job`, left in a file for the program of its lane's company.
    static let leftInFile: SQL = """
        EXISTS (SELECT 1 FROM \(filed) WHERE c.lane = j.lane AND x.sequence = j.sequence)
        """

    /// Whether a running sync job takes in what left in a file: of `k`, a row of `sync_job`.
    static let takesExported: SQL = "coalesce(k.selection ->> '$.exported', 0)"

    /// The first export in which a sale left for the program of a company; nil where it did not, or where a running sync
    /// job takes it in all the same.
    static func keepingOut(_ sequence: Int64, of lane: String, _ database: Database) throws -> Int64? {
        guard let export = try export(of: sequence, for: lane, database)?.export else { return nil }
        let isWanted = try Int64.fetchOne(
            database,
            literal: """
                SELECT EXISTS (SELECT 1 FROM sync_job_sale s JOIN sync_job k ON k.id = s.job
                    WHERE s.sequence = \(sequence) AND k.lane = \(lane) AND k.state = 'running' AND \(takesExported))
                """)
        return isWanted == 1 ? nil : export
    }

    private static func export(
        of sequence: Int64, for lane: String, _ database: Database
    ) throws -> BooksExported? {
        try Row.fetchOne(
            database,
            literal: """
                SELECT s.sequence, s.temporary_number, b.number, b.imported_at_ms IS NOT NULL AS is_imported
                FROM \(filed)
                JOIN export_batch b ON b.number = x.batch JOIN sale s ON s.sequence = x.sequence
                WHERE c.lane = \(lane) AND x.sequence = \(sequence) ORDER BY b.number LIMIT 1
                """
        ).map(exported)
    }

    private static func exported(_ row: Row) -> BooksExported {
        BooksExported(
            sequence: row["sequence"], temporaryNumber: row["temporary_number"], export: row["number"],
            isImported: row["is_imported"])
    }

    /// How a sale left in a file for the program of a lane's company; nil where it did not.
    public func exported(_ sequence: Int64, for lane: String) async throws(SpoolError) -> BooksExported? {
        try await read { try Self.export(of: sequence, for: lane, $0) }
    }

    /// The sales of a period that left in files for the program of a lane's company and that no document of it has, in the
    /// journal's order; pruned ones left out.
    public func exportedSales(
        for lane: String, from: Timestamp, to: Timestamp
    ) async throws(SpoolError) -> [BooksExported] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT s.sequence, s.temporary_number, min(b.number) AS number,
                        b.imported_at_ms IS NOT NULL AS is_imported
                    FROM \(Self.filed)
                    JOIN export_batch b ON b.number = x.batch
                    JOIN sale s ON s.sequence = x.sequence JOIN journal_entry e ON e.sequence = x.sequence
                    WHERE c.lane = \(lane) AND length(e.bytes) > 1
                        AND coalesce(json_extract(CAST(e.bytes AS TEXT), '$.sale.soldAt'), s.accepted_at_ms)
                            BETWEEN \(from.milliseconds) AND \(to.milliseconds - 1)
                        AND NOT EXISTS (
                            SELECT 1 FROM books_member m WHERE m.lane = c.lane AND m.sequence = x.sequence)
                    GROUP BY s.sequence ORDER BY s.sequence
                    """
            ).map(Self.exported)
        }
    }

    /// Sales that a lane was given and left out because they left in files.
    static func countLeftInFiles(_ lane: String, _ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            literal: """
                SELECT count(*) FROM job j INDEXED BY job_given_up
                WHERE j.lane = \(lane) AND j.state = 'abandoned' AND \(leftInFile)
                    AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                    AND NOT EXISTS (SELECT 1 FROM job k
                        WHERE k.lane = 'kra' AND k.sequence = j.sequence AND k.state = 'abandoned')
                """) ?? 0
    }

    /// Takes what left in files out of documents of which nothing was begun; the lane decides of it anew.
    ///
    /// So it is where a company that was removed is connected again: meanwhile its sales went by file.
    static func takeOutExported(of lane: String, at time: Timestamp, _ database: Database) throws {
        let left = try Row.fetchAll(
            database,
            literal: """
                SELECT m.sequence, m.document FROM books_document d JOIN books_member m ON m.document = d.id
                JOIN job j ON j.lane = m.lane AND j.sequence = m.sequence
                WHERE d.lane = \(lane) AND d.state IN ('open', 'ready', 'parked') AND \(leftInFile)
                    AND NOT EXISTS (SELECT 1 FROM books_record r WHERE r.document = d.id)
                """)
        for row in left {
            let sequence: Int64 = row["sequence"]
            try endTasks(of: sequence, in: lane, as: "mended", at: time, database)
            try database.run("DELETE FROM books_member WHERE lane = \(lane) AND sequence = \(sequence)")
            try database.run("UPDATE job SET state = 'waiting' WHERE lane = \(lane) AND sequence = \(sequence)")
        }
        for document in Set(left.map { $0["document"] as Int64 }) { try removeEmpty(document, database) }
    }

    /// Removes a document without sales that was never sent.
    ///
    /// A sum that others of its day came after keeps its number, for the next one's is counted.
    private static func removeEmpty(_ document: Int64, _ database: Database) throws {
        let isEmpty = try Int64.fetchOne(
            database, literal: "SELECT NOT EXISTS (SELECT 1 FROM books_member WHERE document = \(document))")
        guard isEmpty == 1 else { return }
        let isFollowed = try Int64.fetchOne(
            database,
            literal: """
                SELECT EXISTS (SELECT 1 FROM books_document d JOIN books_document n ON n.lane = d.lane AND n.day = d.day
                    AND n.is_credit = d.is_credit AND n.kind = d.kind AND n.id > d.id
                    WHERE d.id = \(document) AND d.kind = 'summary')
                """)
        if isFollowed == 1 {
            try database.run("UPDATE books_document SET state = 'abandoned' WHERE id = \(document)")
        } else {
            try database.run("DELETE FROM sync_job_forced WHERE document = \(document)")
            try database.run("DELETE FROM books_document WHERE id = \(document)")
        }
    }
}
