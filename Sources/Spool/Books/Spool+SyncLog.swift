public import Fiscal
import GRDB

extension Spool {
    /// Rows of the sync log that are kept; the oldest go first.
    public static let syncLogLimit: Int64 = 50_000

    /// Keeps exchanges in the sync log.
    public func log(_ rows: [SyncLogRow]) async throws(SpoolError) {
        guard !rows.isEmpty else { return }
        try await write { database in
            for row in rows {
                try database.run(
                    """
                    INSERT INTO sync_log (lane, at_ms, what, local_key, method, path, request, status, response, took_ms,
                        attempt, external_id, error)
                    VALUES (\(row.lane), \(row.at.milliseconds), \(row.what), \(row.localKey), \(row.method), \(row.path),
                        \(row.request), \(row.status), \(row.response), \(row.tookMilliseconds), \(row.attempt),
                        \(row.externalID), \(row.error))
                    """)
            }
            let oldest = database.lastInsertedRowID - Self.syncLogLimit
            if oldest > 0 { try database.run("DELETE FROM sync_log WHERE id <= \(oldest)") }
        }
    }

    /// The exchanges that a filter lets through, the newest first, at most `limit`, before the number `before`.
    public func syncLog(
        _ filter: SyncLogFilter, before: Int64?, limit: Int
    ) async throws(SpoolError) -> [SyncLogRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM sync_log WHERE id < \(before ?? .max) AND \(filter.condition)
                    ORDER BY id DESC LIMIT \(limit)
                    """
            ).map { row in
                SyncLogRow(
                    id: row["id"], lane: row["lane"], at: Timestamp(milliseconds: row["at_ms"]), what: row["what"],
                    localKey: row["local_key"], method: row["method"], path: row["path"], request: row["request"],
                    status: (row["status"] as Int64?).map { Int($0) }, response: row["response"],
                    tookMilliseconds: row["took_ms"], attempt: Int(row["attempt"] as Int64),
                    externalID: row["external_id"], error: row["error"])
            }
        }
    }

    /// The numbers of the documents in which a sale is, by its id or temporary number, in one company's books or all.
    public func booksNumbers(ofSale name: String, in lane: String?) async throws(SpoolError) -> [String] {
        try await read { database in
            guard let sequence = try Self.sequence(of: name, database) else { return [] }
            return try Row.fetchAll(
                database,
                literal: """
                    SELECT DISTINCT d.number FROM books_member m JOIN books_document d ON d.id = m.document
                    WHERE m.sequence = \(sequence) AND (\(lane) IS NULL OR m.lane = \(lane))
                    """
            ).map { $0["number"] }
        }
    }

    /// What was put into a company's books so far.
    ///
    /// - Parameter days: counts documents and sales of these days alone, and exchanges that were made on them.
    public func booksTally(
        of lane: String, _ days: BooksReportFilter = BooksReportFilter()
    ) async throws(SpoolError) -> BooksTally {
        let (first, last) = (days.from?.start.milliseconds ?? 0, days.to.map { $0.end.milliseconds - 1 } ?? .max)
        return try await read { [jobCount] database in
            let abandoned =
                try Int64.fetchOne(
                    database,
                    literal: """
                        SELECT count(*) FROM job INDEXED BY job_given_up WHERE lane = \(lane) AND state = 'abandoned'
                        """) ?? 0
            let out = try Self.leftOut(lane, abandoned, jobCount, database)
            var documents: [BooksDocumentRow.State: Int] = [:]
            for row in try Row.fetchAll(
                database,
                literal: """
                    SELECT standing AS state, count(*) AS n FROM (
                        SELECT iif(d.state IN ('ready', 'open') AND d.rest_code IS NOT NULL AND \(Self.laneTask) IS NOT NULL, 'parked',
                            d.state) AS standing FROM books_document d WHERE d.lane = \(lane)
                            AND \(days.condition)) GROUP BY standing
                    """)
            {
                guard let state = BooksDocumentRow.State(rawValue: row["state"]) else { continue }
                documents[state] = Int(row["n"] as Int64)
            }
            let unplaced =
                try Int64.fetchOne(
                    database,
                    literal: """
                        SELECT count(*) FROM job j INDEXED BY job_open
                        JOIN sale s ON s.sequence = j.sequence JOIN journal_entry e ON e.sequence = j.sequence
                        WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight') AND NOT EXISTS (
                            SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                            AND (\(days.from == nil && days.to == nil) OR min(s.accepted_at_ms, coalesce(
                            CASE WHEN length(e.bytes) > 1
                            THEN json_extract(CAST(e.bytes AS TEXT), '$.sale.soldAt') END, s.accepted_at_ms))
                            BETWEEN \(first) AND \(last))
                        """) ?? 0
            let due =
                try Int64.fetchOne(
                    database,
                    literal: """
                        SELECT count(*) FROM books_receipt_due r JOIN books_document d ON d.id = r.document
                        WHERE d.lane = \(lane) AND \(days.condition)
                        """) ?? 0
            let log = try Row.fetchOne(
                database,
                literal: """
                    SELECT count(*) AS n, count(error) AS failed, coalesce(sum(took_ms), 0) AS took
                    FROM sync_log WHERE lane = \(lane) AND at_ms BETWEEN \(first) AND \(last)
                    """)
            let exchanges: Int64 = log?["n"] ?? 0
            return BooksTally(
                documents: documents, unplaced: Int(unplaced), leftOut: Int(out.all),
                leftOutExported: Int(out.exported), receiptsDue: Int(due), exchanges: Int(exchanges),
                failures: Int((log?["failed"] as Int64?) ?? 0),
                meanMilliseconds: exchanges == 0 ? 0 : ((log?["took"] as Int64?) ?? 0) / exchanges)
        }
    }

    // MARK: - Calls

    /// The calls that were counted for a company, as they were written down.
    public func callWindow(_ name: String, of lane: String) async throws(SpoolError) -> String? {
        try await read { database in
            try String.fetchOne(
                database, literal: "SELECT body FROM books_call_window WHERE lane = \(lane) AND name = \(name)")
        }
    }

    /// Writes counted calls down, durably.
    public func keep(callWindow body: String, name: String, of lane: String) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO books_call_window (lane, name, body) VALUES (\(lane), \(name), \(body))
                ON CONFLICT (lane, name) DO UPDATE SET body = excluded.body
                """)
        }
    }

    /// When this journal was last put back from a backup; nil where it never was.
    ///
    /// What was sold before may be in the books though the journal does not know it.
    public func lastRestored() async throws(SpoolError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(database, literal: "SELECT max(restored_at_ms) FROM restoration")
                .map(Timestamp.init(milliseconds:))
        }
    }
}
