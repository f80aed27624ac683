public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// What an export of the sales made in a period would take: each that has not left for this ledger yet.
    ///
    /// A sale belongs to the time that the till gave for it, and to that of its acceptance where it gave none or a later
    /// one; so a late entry is found in the period in which it was made.
    ///
    /// Whether one left is asked of the row of its first time, which alone is in the index.
    ///
    /// - Parameters:
    ///   - again: whether those are taken too that left before.
    ///   - unfiscalised: whether those are taken too that KRA has not answered.
    ///   - provider: whose connected companies get their sales from their own lanes, which are left out then, and so is
    ///     what was posted to a company of it that was removed; nil leaves out none.
    public func exportable(
        from: Timestamp, to: Timestamp, for ledger: ExportLedger, again: Bool, unfiscalised: Bool,
        notAt provider: String? = nil
    ) async throws(SpoolError) -> ExportScope {
        try await read { database in
            var scope = ExportScope()
            guard let first = try JournalOrder.firstSale(database, at: from) else { return scope }
            let known = try Self.ledger(ledger, database) ?? 0
            let rows = try Row.fetchCursor(
                database,
                SQLRequest<Row>(
                    literal: """
                        SELECT s.sequence, length(e.bytes) = 1, f.sequence IS NOT NULL, EXISTS (
                            SELECT 1 FROM export_sale x
                            WHERE x.ledger = \(known) AND x.sequence = s.sequence AND x.is_repeat = 0),
                            (SELECT max(1 + (c.provider IS \(provider))) FROM books_connection c
                            JOIN job j ON j.lane = c.lane AND j.sequence = s.sequence
                            WHERE j.state <> 'abandoned' AND (c.state <> 'removed' OR EXISTS (
                                SELECT 1 FROM books_member m JOIN books_record r ON r.document = m.document
                                WHERE m.lane = j.lane AND m.sequence = j.sequence)))
                        FROM sale s JOIN journal_entry e USING (sequence) LEFT JOIN fiscal_receipt f USING (sequence)
                        WHERE s.sequence >= \(first) AND min(s.accepted_at_ms, coalesce(
                            CASE WHEN length(e.bytes) > 1
                            THEN json_extract(CAST(e.bytes AS TEXT), '$.sale.soldAt') END, s.accepted_at_ms))
                            BETWEEN \(from.milliseconds) AND \(to.milliseconds - 1)
                        ORDER BY s.sequence
                        """))
            while let row = try rows.next() {
                let (isPruned, isFiscal, wasExported): (Bool, Bool, Bool) = (row[1], row[2], row[3])
                // By how many lanes is no matter: 2 where one of that provider has it, 1 where another has.
                let lanes: Int64 = row[4] ?? 0
                if isPruned {
                    scope.pruned += 1
                } else if wasExported, !again {
                    scope.exportedBefore += 1
                } else if !isFiscal, !unfiscalised {
                    scope.unfiscalised += 1
                } else if lanes == 2 {
                    scope.postedByLane += 1
                } else {
                    scope.alsoPosted += lanes > 0 ? 1 : 0
                    scope.sales.append(ExportedSale(sequence: row[0], isFiscal: isFiscal))
                }
            }
            return scope
        }
    }

    /// Sales by their entries, in the order asked.
    public func sales(_ sequences: [Int64]) async throws(SpoolError) -> [StoredSale] {
        try await read { database in try sequences.map { try Self.stored($0, database) } }
    }

    /// The number of the next export.
    public func nextExport() async throws(SpoolError) -> Int64 {
        try await read { try Self.nextExport($0) }
    }

    /// Keeps an export, with all that left in it, in one transaction: no sale leaves twice unasked.
    ///
    /// - Parameter provider: whose companies' lanes are to have none of the sales; nil where they may.
    /// - Throws: ``SpoolError`` `refused` where another export took its number or one of its sales meanwhile, or a lane
    ///   put one of them into a document.
    public func keep(
        _ batch: ExportBatch, of sales: [ExportedSale], notAt provider: String? = nil
    ) async throws(SpoolError) {
        try await write { database in
            guard try Self.nextExport(database) == batch.number else {
                throw SpoolError(.refused, "another export took the number \(batch.number); ask again")
            }
            let ledger = try Self.keptLedger(batch.ledger, database)
            try Self.insert(batch, ledger: ledger, database)
            // One statement for all of them: a till that sells meanwhile waits for a moment and not for each row.
            let list = "[" + sales.map { "[\($0.sequence),\($0.isFiscal ? 1 : 0)]" }.joined(separator: ",") + "]"
            try database.run(
                """
                INSERT INTO export_sale (batch, sequence, ledger, is_repeat, is_fiscal)
                SELECT \(batch.number), json_extract(value, '$[0]'), \(ledger), EXISTS (
                    SELECT 1 FROM export_sale x
                    WHERE x.ledger = \(ledger) AND x.sequence = json_extract(value, '$[0]') AND x.is_repeat = 0
                ), json_extract(value, '$[1]') FROM json_each(\(list))
                """)
            let repeated = try Int64.fetchOne(
                database,
                literal: "SELECT min(sequence) FROM export_sale WHERE batch = \(batch.number) AND is_repeat = 1")
            if let repeated, !batch.isRepeat {
                throw SpoolError(.refused, "another export took entry \(repeated); ask again")
            }
            if let provider, let posted = try Self.placed(in: batch.number, at: provider, database) {
                throw SpoolError(.refused, "a company's own lane took entry \(posted) meanwhile; ask again")
            }
        }
        signals.ring()
    }

    /// A sale of an export that a connected company of a provider has in a document; nil where none is.
    private static func placed(in batch: Int64, at provider: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database,
            literal: """
                SELECT min(x.sequence) FROM export_sale x CROSS JOIN books_connection c
                CROSS JOIN books_member m ON m.lane = c.lane AND m.sequence = x.sequence
                JOIN job j ON j.lane = m.lane AND j.sequence = m.sequence
                WHERE x.batch = \(batch) AND c.provider = \(provider) AND c.state <> 'removed'
                    AND j.state <> 'abandoned'
                """)
    }

    /// The exports, newest first.
    public func exports() async throws(SpoolError) -> [ExportBatch] {
        try await read { database in
            try Row.fetchAll(database, literal: "\(sql: Self.exportQuery) ORDER BY b.number DESC")
                .map { try Self.export($0, database) }
        }
    }

    /// One export.
    ///
    /// - Throws: ``SpoolError`` `notFound`.
    public func export(_ number: Int64) async throws(SpoolError) -> ExportBatch {
        try await read { try Self.export(number, $0) }
    }

    /// The sales of an export, in the journal's order.
    public func exportedSales(_ number: Int64) async throws(SpoolError) -> [ExportedSale] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT sequence, is_fiscal FROM export_sale WHERE batch = \(number) ORDER BY sequence
                    """
            ).map { ExportedSale(sequence: $0[0], isFiscal: $0[1]) }
        }
    }

    /// Keeps that an export is in the books; the first time stays.
    ///
    /// - Throws: ``SpoolError`` `notFound`.
    @discardableResult
    public func markImported(_ number: Int64, at time: Timestamp) async throws(SpoolError) -> ExportBatch {
        let batch = try await write { database in
            try database.run(
                """
                UPDATE export_batch SET imported_at_ms = \(time.milliseconds)
                WHERE number = \(number) AND imported_at_ms IS NULL
                """)
            return try Self.export(number, database)
        }
        signals.ring()
        return batch
    }

    // MARK: - Rows

    private static let exportQuery = """
        SELECT b.*, l.profile, l.target FROM export_batch b JOIN export_ledger l ON l.id = b.ledger
        """

    private static func nextExport(_ database: Database) throws -> Int64 {
        (try Int64.fetchOne(database, literal: "SELECT coalesce(max(number), 0) FROM export_batch") ?? 0) + 1
    }

    private static func ledger(_ ledger: ExportLedger, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database,
            literal: """
                SELECT id FROM export_ledger WHERE profile = \(ledger.profile) AND target = \(ledger.target)
                """)
    }

    private static func keptLedger(_ ledger: ExportLedger, _ database: Database) throws -> Int64 {
        if let known = try Self.ledger(ledger, database) { return known }
        try database.run(
            "INSERT INTO export_ledger (profile, target) VALUES (\(ledger.profile), \(ledger.target))")
        return database.lastInsertedRowID
    }

    private static func insert(_ batch: ExportBatch, ledger: Int64, _ database: Database) throws {
        let vat = Dictionary(uniqueKeysWithValues: batch.vat.map { ($0.key.rawValue, $0.value) })
        try database.run(
            """
            INSERT INTO export_batch (number, id, ledger, profile_text, format, from_day, to_day, is_repeat,
                created_at_ms, documents, net_minor, vat_minor, gross_minor)
            VALUES (\(batch.number), \(batch.id), \(ledger), \(batch.profileText), \(batch.format), \(batch.fromDay),
                \(batch.toDay), \(batch.isRepeat), \(batch.createdAt.milliseconds), \(batch.documents),
                \(batch.net.minor), \(String(decoding: try CanonicalJSON.bytes(of: vat), as: UTF8.self)),
                \(batch.gross.minor))
            """)
        for (place, file) in batch.files.enumerated() {
            try database.run(
                """
                INSERT INTO export_file (batch, place, name, rows, bytes, sha256)
                VALUES (\(batch.number), \(place), \(file.name), \(file.rows), \(file.bytes), \(Data(file.digest)))
                """)
        }
    }

    private static func export(_ number: Int64, _ database: Database) throws -> ExportBatch {
        let row = try Row.fetchOne(database, literal: "\(sql: exportQuery) WHERE b.number = \(number)")
        guard let row else { throw SpoolError(.notFound, "there is no export \(number)") }
        return try export(row, database)
    }

    private static func export(_ row: Row, _ database: Database) throws -> ExportBatch {
        let number: Int64 = row["number"]
        let vat = try JSONDecoder().decode([String: Money].self, from: Data((row["vat_minor"] as String).utf8))
        let files = try Row.fetchAll(
            database,
            literal: "SELECT name, rows, bytes, sha256 FROM export_file WHERE batch = \(number) ORDER BY place")
        let imported: Int64? = row["imported_at_ms"]
        return ExportBatch(
            number: number, id: row["id"], ledger: ExportLedger(profile: row["profile"], target: row["target"]),
            profileText: row["profile_text"], format: row["format"], fromDay: row["from_day"], toDay: row["to_day"],
            isRepeat: row["is_repeat"], createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            documents: row["documents"], net: Money(minor: row["net_minor"]),
            vat: Dictionary(
                uniqueKeysWithValues: vat.compactMap { key, value in TaxLetter(rawValue: key).map { ($0, value) } }),
            gross: Money(minor: row["gross_minor"]), importedAt: imported.map { Timestamp(milliseconds: $0) },
            files: files.map {
                ExportBatch.File(name: $0[0], rows: $0[1], bytes: $0[2], digest: [UInt8]($0[3] as Data))
            })
    }
}
