public import Fiscal
import GRDB

extension Spool {
    /// Milliseconds within which sales that a till hands in late belong together: 10 minutes.
    private static let straggle: Int64 = 600_000

    /// Gives a company's lane a job for each sale that it has none of yet, from an entry on; how many there were.
    ///
    /// Sales are given to books when the books look, and not when they are sealed: a till never waits for it.
    public func giveJobs(to lane: String, from first: Int64, limit: Int = 1_000) async throws(SpoolError) -> Int {
        let isBehind = try await read { database in
            let last = try Int64.fetchOne(
                database, literal: "SELECT max(sequence) FROM job WHERE lane = \(lane)")
            let newest = try Int64.fetchOne(database, literal: "SELECT max(sequence) FROM sale")
            return (newest ?? 0) > max(last ?? 0, first - 1)
        }
        guard isBehind else { return 0 }
        let given = try await write { database in
            let last =
                try Int64.fetchOne(database, literal: "SELECT max(sequence) FROM job WHERE lane = \(lane)") ?? 0
            try database.run(
                """
                INSERT INTO job (lane, sequence) SELECT \(lane), sequence FROM sale
                WHERE sequence > \(max(last, first - 1)) ORDER BY sequence LIMIT \(limit)
                """)
            return database.changesCount
        }
        signals.ring()
        return given
    }

    /// Opens a company's books for sales from an entry on that lay before their beginning until now.
    ///
    /// What a person gave up at KRA stays given up; what is in the books already stays there, and what left in a file
    /// stays out.
    public func openBooks(of lane: String, from first: Int64) async throws(SpoolError) {
        // A sync job may have given the lane single ones of them before.
        let missing = try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT s.sequence FROM sale s WHERE s.sequence >= \(first)
                        AND s.sequence < (SELECT max(sequence) FROM job WHERE lane = \(lane))
                        AND NOT EXISTS (SELECT 1 FROM job j WHERE j.lane = \(lane) AND j.sequence = s.sequence)
                    """)
        }
        let list = "[" + missing.map(String.init).joined(separator: ",") + "]"
        try await write { [jobCount] database in
            try database.run(
                """
                INSERT INTO job (lane, sequence) SELECT \(lane), value FROM json_each(\(list)) WHERE true
                ON CONFLICT DO NOTHING
                """)
            if database.changesCount > 0 { jobCount.forget(lane) }
            try database.run(
                """
                UPDATE job AS j SET state = 'waiting', finished_at_ms = NULL
                WHERE lane = \(lane) AND sequence >= \(first) AND state = 'abandoned' AND NOT \(Self.leftInFile)
                    AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                """)
        }
        signals.ring()
    }

    /// The first sale accepted at or after a time; nil where there is none yet.
    public func firstSale(at time: Timestamp) async throws(SpoolError) -> Int64? {
        try await read { try JournalOrder.firstSale($0, at: time) }
    }

    /// The sales of a lane that no document has yet and whose turn has come, oldest first.
    ///
    /// - Parameter afterKRA: whether a sale waits until it is fiscal, or given up.
    public func booksCandidates(
        of lane: String, afterKRA: Bool, limit: Int
    ) async throws(SpoolError) -> [BooksCandidate] {
        try await read { database in
            let sequences = try Int64.fetchAll(
                database,
                literal: """
                    SELECT j.sequence FROM job j INDEXED BY job_open
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight')
                        AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                        AND (NOT \(afterKRA)
                            OR EXISTS (SELECT 1 FROM fiscal_receipt f WHERE f.sequence = j.sequence)
                            OR EXISTS (SELECT 1 FROM job k WHERE k.lane = 'kra' AND k.sequence = j.sequence
                                AND k.state = 'abandoned'))
                    ORDER BY j.sequence LIMIT \(limit)
                    """)
            return try sequences.map { sequence in
                let receipt = try Self.receipt(sequence, database)
                let atKRA = try String.fetchOne(
                    database, literal: "SELECT state FROM job WHERE lane = 'kra' AND sequence = \(sequence)")
                return BooksCandidate(
                    document: try Self.entry(sequence, database).document, receipt: receipt,
                    isGivenUp: receipt == nil && atKRA == JobState.abandoned.rawValue,
                    isForced: try Self.isForced(sequence, lane, database),
                    leftIn: try Self.keepingOut(sequence, of: lane, database))
            }
        }
    }

    /// Whether a running sync job takes a sale in that lies before the books' first day.
    private static func isForced(_ sequence: Int64, _ lane: String, _ database: Database) throws -> Bool {
        try Int64.fetchOne(
            database,
            literal: """
                SELECT EXISTS (SELECT 1 FROM sync_job_sale s JOIN sync_job k ON k.id = s.job
                    WHERE s.sequence = \(sequence) AND k.lane = \(lane) AND k.state = 'running' AND k.takes_earlier)
                """) == 1
    }

    /// Puts sales into a company's documents, all in one transaction.
    ///
    /// One that left in a file since it was looked at is passed over, and to be decided again.
    ///
    /// - Parameter settings: the company's settings by which it was decided; where they are others by now, nothing is
    ///   placed, and it is to be decided again.
    public func place(
        _ places: [(sequence: Int64, place: BooksPlace)], of lane: String, by settings: String, at time: Timestamp
    ) async throws(SpoolError) {
        guard !places.isEmpty else { return }
        try await write { [jobCount] database in
            let present = try String.fetchOne(
                database, literal: "SELECT settings FROM books_connection WHERE lane = \(lane)")
            guard present == settings else { return }
            for (sequence, place) in places {
                if place != .nowhere, try Self.keepingOut(sequence, of: lane, database) != nil { continue }
                switch place {
                case .nowhere:
                    jobCount.forgetLeftOut(lane)
                    try database.run(
                        """
                        UPDATE job SET state = 'abandoned', finished_at_ms = \(time.milliseconds)
                        WHERE lane = \(lane) AND sequence = \(sequence) AND state = 'waiting'
                        """)
                case .own(let number, let day, let isCredit):
                    let id = try Self.insert(
                        lane: lane, kind: .sale, number: number, day: day, isCredit: isCredit, state: .ready, database)
                    try Self.join(sequence, id, lane, database)
                case .summary(let stem, let day, let isCredit):
                    let id = try Self.openSummary(lane: lane, stem: stem, day: day, isCredit: isCredit, database)
                    try Self.join(sequence, id, lane, database)
                }
            }
        }
        signals.ring()
    }

    /// Closes the summaries of days before one, where no sale of theirs waits for KRA any more; how many.
    ///
    /// A till that was cut off hands in a past day's sales late, many in a row: what has one of them waits for all that
    /// were accepted up to ``straggle`` after it.
    ///
    /// - Parameter afterKRA: whether sales wait for KRA at all.
    public func closeSummaries(
        of lane: String, before day: CalendarDay, afterKRA: Bool
    ) async throws(SpoolError) -> Int {
        try await write { database in
            let open = try Row.fetchAll(
                database,
                literal: """
                    SELECT d.id, d.day, (SELECT max(s.accepted_at_ms) FROM books_member m JOIN sale s USING (sequence)
                        WHERE m.document = d.id) AS newest
                    FROM books_document d WHERE d.lane = \(lane) AND d.state = 'open' AND d.day < \("\(day)")
                    """)
            guard !open.isEmpty else { return 0 }
            let oldestWaiting = try Int64.fetchOne(
                database,
                literal: """
                    SELECT s.accepted_at_ms FROM job j INDEXED BY job_open JOIN sale s USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight')
                        AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                        AND NOT (\(afterKRA) AND EXISTS (SELECT 1 FROM job k WHERE k.lane = 'kra'
                            AND k.sequence = j.sequence AND k.state = 'parked'))
                    ORDER BY j.sequence LIMIT 1
                    """)
            var closed = 0
            for row in open {
                guard let own = CalendarDay(row["day"] as String) else { continue }
                let (end, newest) = (own.end.milliseconds, row["newest"] as Int64? ?? 0)
                if let oldestWaiting, oldestWaiting < (newest < end ? end : newest + Self.straggle) { continue }
                try database.run("UPDATE books_document SET state = 'ready' WHERE id = \(row["id"] as Int64)")
                closed += 1
            }
            return closed
        }
    }

    private static func openSummary(
        lane: String, stem: String, day: CalendarDay, isCredit: Bool, _ database: Database
    ) throws -> Int64 {
        let (open, number) = try summary(lane: lane, stem: stem, day: day, isCredit: isCredit, database)
        if let open { return open }
        return try insert(
            lane: lane, kind: .summary, number: number, day: day, isCredit: isCredit, state: .open, database)
    }

    /// The day's document that still collects; nil where the next has to be begun, whose number this is.
    private static func summary(
        lane: String, stem: String, day: CalendarDay, isCredit: Bool, _ database: Database
    ) throws -> (open: Int64?, number: String) {
        let open = try Row.fetchOne(
            database,
            literal: """
                SELECT id, number FROM books_document
                WHERE lane = \(lane) AND day = \("\(day)") AND is_credit = \(isCredit) AND state = 'open'
                """)
        if let open { return (open["id"], open["number"]) }
        let before =
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT count(*) FROM books_document
                    WHERE lane = \(lane) AND day = \("\(day)") AND is_credit = \(isCredit) AND kind = 'summary'
                    """) ?? 0
        return (nil, "\(stem)-\(before + 1)")
    }

    /// The day's document that a sale would join, as it stands: one that still collects, or the next without sales.
    public func summary(
        of lane: String, stem: String, day: CalendarDay, isCredit: Bool
    ) async throws(SpoolError) -> BooksDocumentRow {
        try await read { database in
            let (open, number) = try Self.summary(lane: lane, stem: stem, day: day, isCredit: isCredit, database)
            let row = try Row.fetchOne(database, literal: "SELECT * FROM books_document WHERE id = \(open)")
            return try row.flatMap { try Self.booksDocument($0, database) }
                ?? BooksDocumentRow(
                    id: 0, lane: lane, kind: .summary, number: number, day: day, isCredit: isCredit, state: .open,
                    notBefore: Timestamp(milliseconds: 0), attempts: 0, sequences: [])
        }
    }

    private static func insert(
        lane: String, kind: BooksDocumentRow.Kind, number: String, day: CalendarDay, isCredit: Bool,
        state: BooksDocumentRow.State, _ database: Database
    ) throws -> Int64 {
        try database.run(
            """
            INSERT INTO books_document (lane, kind, number, day, is_credit, state)
            VALUES (\(lane), \(kind.rawValue), \(number), \("\(day)"), \(isCredit), \(state.rawValue))
            """)
        return database.lastInsertedRowID
    }

    private static func join(_ sequence: Int64, _ document: Int64, _ lane: String, _ database: Database) throws {
        try database.run(
            "INSERT INTO books_member (lane, sequence, document) VALUES (\(lane), \(sequence), \(document))")
    }
}
