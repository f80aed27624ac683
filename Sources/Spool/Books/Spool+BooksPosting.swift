public import Fiscal
import GRDB

extension Spool {
    /// The documents of a company that can be worked on now, oldest first.
    ///
    /// A credit note waits until the document of its original is posted, or is nowhere in these books.
    ///
    /// - Parameter flow: which of them go without a sync job that asks for them; what was begun goes on in any case.
    ///   What left in a file goes by its job alone.
    public func readyDocuments(
        of lane: String, at time: Timestamp, limit: Int, flow: BooksFlow = .automatic(from: nil)
    ) async throws(SpoolError) -> [BooksDocumentRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT d.* FROM books_document d INDEXED BY books_document_ready
                    WHERE d.lane = \(lane) AND d.state = 'ready' AND d.not_before_ms <= \(time.milliseconds)
                        AND NOT (d.is_credit AND EXISTS (
                            SELECT 1 FROM books_member m JOIN sale s ON s.sequence = m.sequence
                            JOIN job j ON j.lane = d.lane AND j.sequence = s.credits_sequence
                            LEFT JOIN books_member n ON n.lane = j.lane AND n.sequence = j.sequence
                            LEFT JOIN books_document o ON o.id = n.document
                            WHERE m.document = d.id AND (j.state IN ('waiting', 'in_flight', 'parked')
                                OR o.state IN ('ready', 'parked'))))
                        AND (\(Self.goes(by: flow)) OR \(Self.isBegun) OR \(Self.isAskedFor))
                    ORDER BY d.id LIMIT \(limit)
                    """
            ).compactMap { try Self.booksDocument($0, database) }
        }
    }

    private static func goes(by flow: BooksFlow) -> SQL {
        switch flow {
        case .manual, .automatic(from: nil): "\(flow != .manual)"
        case .automatic(from: .some(let day)):
            """
            NOT (d.day < \("\(day)") AND EXISTS (
                SELECT 1 FROM books_member m JOIN sync_job_sale s ON s.sequence = m.sequence
                JOIN sync_job k ON k.id = s.job AND k.lane = d.lane AND k.takes_earlier WHERE m.document = d.id))
            AND \(isNotTakenInFromFile)
            """
        }
    }

    /// Where the job that took in what left in a file was cancelled, it does not go by itself.
    private static let isNotTakenInFromFile: SQL = """
        NOT (d.kind = 'sale' AND EXISTS (
            SELECT 1 FROM books_member m JOIN job j ON j.lane = d.lane AND j.sequence = m.sequence
            JOIN sync_job_sale s ON s.sequence = m.sequence
            JOIN sync_job k ON k.id = s.job AND k.lane = d.lane AND k.takes_earlier AND \(takesExported)
            WHERE m.document = d.id AND \(leftInFile)))
        """

    static let isBegun: SQL = "EXISTS (SELECT 1 FROM books_record r WHERE r.document = d.id)"

    static let isAskedFor: SQL = """
        EXISTS (SELECT 1 FROM books_member m JOIN sync_job_sale s ON s.sequence = m.sequence
            JOIN sync_job k ON k.id = s.job AND k.lane = d.lane AND k.state = 'running' WHERE m.document = d.id)
        """

    /// When the next document of a company that waits for a time can be worked on; nil where none does.
    public func nextBooksTime(of lane: String, after time: Timestamp) async throws(SpoolError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT min(not_before_ms) FROM books_document INDEXED BY books_document_ready
                    WHERE lane = \(lane) AND state = 'ready' AND not_before_ms > \(time.milliseconds)
                    """
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// The document of a company in which a sale is; nil where it is in none.
    public func booksDocument(of sequence: Int64, in lane: String) async throws(SpoolError) -> BooksDocumentRow? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT d.* FROM books_member m JOIN books_document d ON d.id = m.document
                    WHERE m.lane = \(lane) AND m.sequence = \(sequence)
                    """
            ).flatMap { try Self.booksDocument($0, database) }
        }
    }

    /// The documents of a company, the newest first.
    public func booksDocuments(
        of lane: String, before: Int64?, limit: Int
    ) async throws(SpoolError) -> [BooksDocumentRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM books_document WHERE lane = \(lane) AND id < \(before ?? .max)
                    ORDER BY id DESC LIMIT \(limit)
                    """
            ).compactMap { try Self.booksDocument($0, database) }
        }
    }

    static func booksDocument(_ row: Row, _ database: Database) throws -> BooksDocumentRow? {
        guard let kind = BooksDocumentRow.Kind(rawValue: row["kind"]),
            let state = BooksDocumentRow.State(rawValue: row["state"]), let day = CalendarDay(row["day"] as String)
        else { return nil }
        let id: Int64 = row["id"]
        return BooksDocumentRow(
            id: id, lane: row["lane"], kind: kind, number: row["number"], day: day, isCredit: row["is_credit"],
            state: state, notBefore: Timestamp(milliseconds: row["not_before_ms"]),
            attempts: Int(row["attempts"] as Int64),
            sequences: try Int64.fetchAll(
                database, literal: "SELECT sequence FROM books_member WHERE document = \(id) ORDER BY sequence"))
    }

    // MARK: - Records

    /// All records of a document.
    public func booksRecords(ofDocument id: Int64) async throws(SpoolError) -> [BooksRecordRow] {
        try await read { database in
            try Row.fetchAll(
                database, literal: "SELECT * FROM books_record WHERE document = \(id) ORDER BY id"
            ).compactMap(Self.booksRecord)
        }
    }

    /// One record by our own key.
    public func booksRecord(
        _ kind: String, _ localKey: String, of lane: String
    ) async throws(SpoolError) -> BooksRecordRow? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT * FROM books_record WHERE lane = \(lane) AND kind = \(kind) AND local_key = \(localKey)
                    """
            ).flatMap(Self.booksRecord)
        }
    }

    /// Writes records down as being sent, all in one transaction, before the first byte of any leaves.
    public func begin(
        _ records: [BooksRecordRow], of lane: String, at time: Timestamp
    ) async throws(SpoolError) {
        guard !records.isEmpty else { return }
        try await write { database in
            for record in records { try Self.put(record, lane, database) }
            try Self.takeUp(Set(records.compactMap(\.document)), lane, at: time, database)
        }
    }

    /// What is being sent is under way, though a sync job was cancelled and gave it back a moment ago.
    private static func takeUp(
        _ documents: Set<Int64>, _ lane: String, at time: Timestamp, _ database: Database
    ) throws {
        for document in documents {
            let state = try String.fetchOne(
                database, literal: "SELECT state FROM books_document WHERE id = \(document)")
            guard state == BooksDocumentRow.State.parked.rawValue, let first = try firstSale(of: document, database)
            else { continue }
            try resolveBooks(of: first, in: lane, to: .waiting, database)
            try endTasks(of: first, in: lane, as: "retry", at: time, database)
        }
    }

    /// Keeps what became of records and documents, all in one transaction.
    public func settle(
        _ records: [BooksRecordRow], _ documents: [(id: Int64, settlement: BooksSettlement)], of lane: String,
        at time: Timestamp
    ) async throws(SpoolError) {
        guard !records.isEmpty || !documents.isEmpty else { return }
        try await write { database in
            for record in records { try Self.put(record, lane, database) }
            for (id, settlement) in documents { try Self.settle(id, settlement, lane, at: time, database) }
        }
        signals.ring()
    }

    static func put(_ record: BooksRecordRow, _ lane: String, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO books_record (lane, document, kind, local_key, state, generation, body, first_sent_at_ms, run,
                sends, misses, kept)
            VALUES (\(lane), \(record.document), \(record.kind), \(record.localKey), \(record.state.rawValue),
                \(record.generation), \(record.body), \(record.firstSentAt.milliseconds), \(record.run),
                \(record.sends), \(record.misses), \(record.kept))
            ON CONFLICT (lane, kind, local_key) DO UPDATE SET state = excluded.state,
                generation = excluded.generation, body = excluded.body, first_sent_at_ms = excluded.first_sent_at_ms,
                run = excluded.run, sends = excluded.sends, misses = excluded.misses, kept = excluded.kept
            """)
    }

    private static func settle(
        _ id: Int64, _ settlement: BooksSettlement, _ lane: String, at time: Timestamp, _ database: Database
    ) throws {
        switch settlement {
        case .more(let notBefore, let why), .again(let notBefore, let why):
            let attempts = if case .again = settlement { 1 } else { 0 }
            try database.run(
                """
                UPDATE books_document SET not_before_ms = \(notBefore.milliseconds), attempts = attempts + \(attempts),
                    rest_code = \(why?.code), rest_reason = \(why?.reason) WHERE id = \(id)
                """)
        case .done, .posted, .told:
            try database.run(
                """
                UPDATE books_document SET state = 'done', finished_at_ms = coalesce(finished_at_ms, \(time.milliseconds)),
                    rest_code = NULL, rest_reason = NULL WHERE id = \(id)
                """)
            if settlement == .posted {
                try database.run("INSERT INTO books_receipt_due (document) VALUES (\(id)) ON CONFLICT DO NOTHING")
            } else {
                try database.run("DELETE FROM books_receipt_due WHERE document = \(id)")
            }
            try moveJobs(of: id, to: .done, at: time, database)
            if let first = try firstSale(of: id, database) {
                try endTasks(of: first, in: lane, as: "mended", at: time, database)
                if case .told(let trouble) = settlement {
                    try raise(trouble, lane: lane, sequence: first, at: time, database)
                }
            }
        case .parked(let trouble):
            try database.run(
                """
                UPDATE books_document SET state = 'parked', rest_code = NULL, rest_reason = NULL WHERE id = \(id)
                """)
            try moveJobs(of: id, to: .parked, at: nil, database)
            try raise(trouble, lane: lane, sequence: try firstSale(of: id, database), at: time, database)
        }
    }

    private static func firstSale(of document: Int64, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database, literal: "SELECT min(sequence) FROM books_member WHERE document = \(document)")
    }

    /// Sets a parked document going again, or gives it up, with every sale that is in it.
    static func resolveBooks(of sequence: Int64, in lane: String, to state: JobState, _ database: Database) throws {
        let document = try Int64.fetchOne(
            database,
            literal: """
                SELECT d.id FROM books_member m JOIN books_document d ON d.id = m.document
                WHERE m.lane = \(lane) AND m.sequence = \(sequence) AND d.state = 'parked'
                """)
        guard let document else { return }
        let next: BooksDocumentRow.State = state == .waiting ? .ready : .abandoned
        try database.run(
            """
            UPDATE books_document SET state = \(next.rawValue), not_before_ms = 0, attempts = 0, rest_code = NULL,
                rest_reason = NULL WHERE id = \(document)
            """)
        try moveJobs(of: document, to: state, at: nil, database)
    }

    /// A job that was done once stays so, though its document may be posted again.
    static func moveJobs(
        of document: Int64, to state: JobState, at time: Timestamp?, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE job SET state = \(state.rawValue), finished_at_ms = \(time?.milliseconds)
            WHERE (lane, sequence) IN (SELECT lane, sequence FROM books_member WHERE document = \(document))
                AND state <> 'done'
            """)
    }

    static func booksRecord(_ row: Row) -> BooksRecordRow? {
        guard let state = BooksRecordRow.State(rawValue: row["state"]) else { return nil }
        return BooksRecordRow(
            document: row["document"], kind: row["kind"], localKey: row["local_key"], state: state,
            generation: Int(row["generation"] as Int64), body: row["body"],
            firstSentAt: Timestamp(milliseconds: row["first_sent_at_ms"]), run: row["run"],
            sends: Int(row["sends"] as Int64), misses: Int(row["misses"] as Int64), kept: row["kept"])
    }
}

extension Spool {
    /// One sale by its entry's sequence.
    public func sale(sequence: Int64) async throws(SpoolError) -> StoredSale {
        try await read { try Self.stored(sequence, $0) }
    }

    /// What earlier credit notes of a sale, in the journal's order, took back of it in a company's books.
    public func setOff(of sequence: Int64, before note: Int64, in lane: String) async throws(SpoolError) -> Money {
        try await read { database in
            Money(
                minor: try Int64.fetchOne(
                    database,
                    literal: """
                        SELECT coalesce(sum(s.total_minor), 0) FROM sale s
                        JOIN job j ON j.lane = \(lane) AND j.sequence = s.sequence
                        WHERE s.credits_sequence = \(sequence) AND s.sequence < \(note) AND j.state <> 'abandoned'
                        """) ?? 0)
        }
    }
}

extension Spool {
    /// Lets a company's documents that wait for a time be tried now, and ends the lane's own tasks.
    ///
    /// Whoever has to connect the company again is still asked, and so is who has to say what of a conflict counts, or to
    /// look at what a comparison found.
    ///
    /// - Parameter parked: whether those too that wait for a person.
    public func retryBooks(of lane: String, at time: Timestamp, parked: Bool = false) async throws(SpoolError) {
        try await write { database in
            if parked {
                let sequences = try Int64.fetchAll(
                    database,
                    literal: """
                        SELECT (SELECT min(sequence) FROM books_member m WHERE m.document = d.id) FROM books_document d
                        WHERE d.lane = \(lane) AND d.state = 'parked'
                        """)
                for sequence in sequences { try Self.resolveBooks(of: sequence, in: lane, to: .waiting, database) }
            }
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'retry'
                WHERE lane = \(lane) AND resolved_at_ms IS NULL AND (\(parked) OR sequence IS NULL)
                    AND code NOT IN (\(Trouble.booksConflict), \(Trouble.booksCompared))
                    AND (sequence IS NOT NULL OR EXISTS (SELECT 1 FROM books_connection c
                        WHERE c.lane = \(lane) AND c.state <> 'needs_reconnect'))
                """)
            try database.run(
                """
                UPDATE books_document SET not_before_ms = 0, rest_code = NULL, rest_reason = NULL
                WHERE lane = \(lane) AND state IN ('ready', 'open')
                """)
        }
        signals.ring()
    }
}
