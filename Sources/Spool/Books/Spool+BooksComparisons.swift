public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// Begins a comparison, and gives its number.
    ///
    /// One of the lane that is still called running was broken off by the program's end; it is told as failed.
    public func beginComparison(
        of lane: String, from: CalendarDay, to: CalendarDay, at time: Timestamp
    ) async throws(SpoolError) -> Int64 {
        let id = try await write { database in
            try database.run(
                """
                UPDATE books_comparison SET state = 'failed', reason = 'the program ended',
                    finished_at_ms = \(time.milliseconds) WHERE lane = \(lane) AND state = 'running'
                """)
            try database.run(
                """
                INSERT INTO books_comparison (lane, from_day, to_day, begun_at_ms)
                VALUES (\(lane), \(from.description), \(to.description), \(time.milliseconds))
                """)
            return database.lastInsertedRowID
        }
        signals.ring()
        return id
    }

    /// Ends a comparison with what it found, and marks which findings no earlier one of the lane had; with it the lane's
    /// task of them, in one transaction.
    ///
    /// There is one task for each company. What is new raises it, or takes its place in it; once a comparison of the
    /// days that it is about finds nothing of its kind, it ends.
    ///
    /// - Parameter telling: the task of what it is given; nil where none of it is for a task.
    public func finishComparison(
        _ id: Int64, of lane: String, days: [BooksComparison.DaySums], findings: [BooksFinding], at time: Timestamp,
        telling: @escaping @Sendable (_ found: [BooksFinding]) -> Trouble?
    ) async throws(SpoolError) {
        try await write { database in
            var told: [BooksFinding] = []
            for (position, finding) in findings.enumerated() {
                var finding = finding
                finding.isNew =
                    try Int64.fetchOne(
                        database,
                        literal: """
                            SELECT 1 FROM books_finding f JOIN books_comparison c ON c.id = f.comparison
                            WHERE f.key = \(finding.key) AND c.lane = \(lane) AND c.id <> \(id) LIMIT 1
                            """) == nil
                try database.run(
                    """
                    INSERT INTO books_finding (comparison, position, kind, key, number, day, external_id, ours, theirs,
                        is_new)
                    VALUES (\(id), \(position), \(finding.kind.rawValue), \(finding.key), \(finding.number),
                        \(finding.day?.description), \(finding.externalID), \(finding.ours), \(finding.theirs),
                        \(finding.isNew))
                    """)
                told.append(finding)
            }
            try database.run(
                """
                UPDATE books_comparison SET state = 'done', finished_at_ms = \(time.milliseconds),
                    days = \(try Self.json(days)) WHERE id = \(id)
                """)
            try Self.tell(told, of: id, lane, telling, at: time, database)
        }
        signals.ring()
    }

    private static func tell(
        _ findings: [BooksFinding], of comparison: Int64, _ lane: String,
        _ telling: ([BooksFinding]) -> Trouble?, at time: Timestamp, _ database: Database
    ) throws {
        let trouble = telling(findings)
        let isNew = telling(findings.filter(\.isNew)) != nil
        // The days of an open task: those of the comparison that raised it or told it last.
        let spanned = try Int64.fetchOne(
            database,
            literal: """
                SELECT t.id FROM task t JOIN books_comparison c ON c.id = \(comparison)
                WHERE t.lane = \(lane) AND t.code = \(Trouble.booksCompared) AND t.resolved_at_ms IS NULL
                    AND t.evidence ->> '$.first' >= c.from_day AND t.evidence ->> '$.last' <= c.to_day
                """)
        guard let trouble else {
            return try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'mended' WHERE id = \(spanned)
                """)
        }
        guard isNew || spanned != nil else { return }
        let open = try Int64.fetchOne(
            database,
            literal: """
                SELECT id FROM task WHERE lane = \(lane) AND code = \(Trouble.booksCompared)
                    AND resolved_at_ms IS NULL
                """)
        guard let open else { return try raise(trouble, lane: lane, sequence: nil, at: time, database) }
        try database.run(
            """
            UPDATE task SET reason = \(trouble.reason), action = \(trouble.action),
                evidence = json_set(\(try Self.json(trouble.evidence)),
                    '$.first', min(evidence ->> '$.first', \(trouble.evidence["first"])),
                    '$.last', max(evidence ->> '$.last', \(trouble.evidence["last"])))
            WHERE id = \(open)
            """)
    }

    /// Ends a comparison that came to nothing.
    public func failComparison(_ id: Int64, reason: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE books_comparison SET state = 'failed', reason = \(reason), finished_at_ms = \(time.milliseconds)
                WHERE id = \(id)
                """)
        }
        signals.ring()
    }

    /// The newest comparisons of a company with their findings.
    public func booksComparisons(
        of lane: String, before: Int64?, limit: Int
    ) async throws(SpoolError) -> [BooksComparison] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM books_comparison WHERE lane = \(lane) AND id < \(before ?? .max)
                    ORDER BY id DESC LIMIT \(limit)
                    """
            ).compactMap { try Self.comparison($0, database) }
        }
    }

    private static func comparison(_ row: Row, _ database: Database) throws -> BooksComparison? {
        let id: Int64 = row["id"]
        guard let state = BooksComparison.State(rawValue: row["state"]),
            let from = CalendarDay(row["from_day"] as String), let to = CalendarDay(row["to_day"] as String)
        else { return nil }
        let days = try? JSONDecoder().decode(
            [BooksComparison.DaySums].self, from: Data((row["days"] as String).utf8))
        let findings = try Row.fetchAll(
            database, literal: "SELECT * FROM books_finding WHERE comparison = \(id) ORDER BY position"
        ).compactMap(Self.finding)
        return BooksComparison(
            id: id, lane: row["lane"], from: from, to: to, begunAt: Timestamp(milliseconds: row["begun_at_ms"]),
            finishedAt: (row["finished_at_ms"] as Int64?).map(Timestamp.init(milliseconds:)), state: state,
            reason: row["reason"], days: days ?? [], findings: findings)
    }

    private static func finding(_ row: Row) -> BooksFinding? {
        guard let kind = BooksFinding.Kind(rawValue: row["kind"]) else { return nil }
        var finding = BooksFinding(
            kind, number: row["number"], day: (row["day"] as String?).flatMap { CalendarDay($0) },
            externalID: row["external_id"], ours: row["ours"], theirs: row["theirs"], isNew: row["is_new"])
        finding.key = row["key"]
        return finding
    }
}
