public import Fiscal
import GRDB

extension Spool {
    /// How far a company's changes were read; nil where they never were.
    public func booksWatch(of lane: String) async throws(SpoolError) -> BooksWatchRow? {
        try await read { database in
            try Row.fetchOne(database, literal: "SELECT * FROM books_watch WHERE lane = \(lane)").map { row in
                BooksWatchRow(
                    cursor: (row["cursor_ms"] as Int64?).map(Timestamp.init(milliseconds:)),
                    readAt: (row["read_at_ms"] as Int64?).map(Timestamp.init(milliseconds:)),
                    gapFrom: (row["gap_from"] as String?).flatMap { CalendarDay($0) },
                    comparedOn: (row["compared_on"] as String?).flatMap { CalendarDay($0) })
            }
        }
    }

    /// Keeps from where the next reading begins; the point never goes back.
    ///
    /// - Parameter gap: the day from which on deletions may have been missed; nil where none were.
    public func keep(
        booksCursor cursor: Timestamp, of lane: String, gap: CalendarDay?, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO books_watch (lane, cursor_ms, read_at_ms, gap_from)
                VALUES (\(lane), \(cursor.milliseconds), \(time.milliseconds), \(gap?.description))
                ON CONFLICT (lane) DO UPDATE SET cursor_ms = max(coalesce(cursor_ms, 0), excluded.cursor_ms),
                    read_at_ms = excluded.read_at_ms, gap_from = coalesce(min(gap_from, excluded.gap_from),
                        gap_from, excluded.gap_from)
                """)
        }
        signals.ring()
    }

    /// Says that the night's comparison of a day came to its end.
    public func noteCompared(_ lane: String, on day: CalendarDay) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO books_watch (lane, compared_on) VALUES (\(lane), \(day.description))
                ON CONFLICT (lane) DO UPDATE SET compared_on = excluded.compared_on, gap_from = NULL
                """)
        }
        signals.ring()
    }

    /// Our records of what bears one of these ids at a company.
    public func booksRecords(there ids: [String], of lane: String) async throws(SpoolError) -> [BooksRecordRow] {
        try await read { database in
            var rows: [BooksRecordRow] = []
            for id in ids {
                rows += try Row.fetchAll(
                    database,
                    literal: """
                        SELECT * FROM books_record INDEXED BY books_record_by_external_id
                        WHERE lane = \(lane) AND kept ->> '$.id' = \(id) AND kept IS NOT NULL
                        """
                ).compactMap(Self.booksRecord)
            }
            return rows
        }
    }

    /// Our documents that bear one of these numbers.
    public func booksDocuments(numbered numbers: [String], of lane: String) async throws(SpoolError)
        -> [BooksDocumentRow]
    {
        try await read { database in
            var rows: [BooksDocumentRow] = []
            for number in numbers {
                rows += try Row.fetchAll(
                    database, literal: "SELECT * FROM books_document WHERE lane = \(lane) AND number = \(number)"
                ).compactMap { try Self.booksDocument($0, database) }
            }
            return rows
        }
    }

    /// One document by our number of its row.
    public func booksDocument(_ id: Int64) async throws(SpoolError) -> BooksDocumentRow? {
        try await read { database in
            try Row.fetchOne(database, literal: "SELECT * FROM books_document WHERE id = \(id)")
                .flatMap { try Self.booksDocument($0, database) }
        }
    }

    /// Our documents of some days, those that were given up left out, oldest first.
    public func booksDocuments(
        of lane: String, from: CalendarDay, to: CalendarDay
    ) async throws(SpoolError) -> [BooksDocumentRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM books_document WHERE lane = \(lane) AND state <> 'abandoned'
                        AND day >= \(from.description) AND day <= \(to.description) ORDER BY id
                    """
            ).compactMap { try Self.booksDocument($0, database) }
        }
    }

    /// Keeps what was learned of what stands there, with the conflicts that were seen, all in one transaction.
    ///
    /// A conflict is noted once: while it is open, and where a person or a rule let the same stand already, it is not
    /// noted again.
    public func note(
        _ records: [BooksRecordRow], _ conflicts: [SeenConflict], of lane: String, at time: Timestamp
    ) async throws(SpoolError) {
        guard !records.isEmpty || !conflicts.isEmpty else { return }
        try await write { database in
            for record in records { try Self.put(record, lane, database) }
            for conflict in conflicts { try Self.note(conflict, lane, at: time, database) }
        }
        signals.ring()
    }

    private static func note(
        _ seen: SeenConflict, _ lane: String, at time: Timestamp, _ database: Database
    ) throws {
        let latest = try Row.fetchOne(
            database,
            literal: """
                SELECT state, outcome, theirs FROM books_conflict WHERE document = \(seen.document)
                    AND kind = \(seen.kind.rawValue) AND external_id = \(seen.externalID) ORDER BY id DESC LIMIT 1
                """)
        let (ours, theirs) = (try Self.json(seen.ours), try Self.json(seen.theirs))
        if let latest {
            guard latest["state"] == BooksConflict.State.settled.rawValue else { return }
            let isAccepted =
                latest["outcome"] == BooksConflict.Outcome.theirs.rawValue || seen.kind == .number
            if isAccepted, latest["theirs"] == theirs { return }
        }
        try database.run(
            """
            INSERT INTO books_conflict (lane, document, kind, record_kind, local_key, external_id, ours, theirs,
                seen_at_ms)
            VALUES (\(lane), \(seen.document), \(seen.kind.rawValue), \(seen.recordKind), \(seen.localKey),
                \(seen.externalID), \(ours), \(theirs), \(time.milliseconds))
            """)
    }
}
