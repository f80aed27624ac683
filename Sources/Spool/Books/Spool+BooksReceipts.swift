import GRDB

extension Spool {
    /// Takes documents up once more that were posted before their fiscal receipts were there, where by now all of them
    /// are that will ever be; how many.
    ///
    /// Their sales stay done: what the receipts bring is put behind what is there.
    public func takeUpReceipts(of lane: String, limit: Int) async throws(SpoolError) -> Int {
        let due = try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT r.document FROM books_receipt_due r JOIN books_document d ON d.id = r.document
                    WHERE d.lane = \(lane) AND d.state = 'done' AND NOT EXISTS (
                        SELECT 1 FROM books_member m WHERE m.document = d.id AND \(Self.lacksReceipt))
                    ORDER BY r.document LIMIT \(limit)
                    """)
        }
        guard !due.isEmpty else { return 0 }
        try await write { database in
            for document in due {
                // Its end stays known: to whoever asked for it, it is posted.
                try database.run(
                    """
                    UPDATE books_document SET state = 'ready', not_before_ms = 0, attempts = 0
                    WHERE id = \(document) AND state = 'done'
                    """)
                try database.run("DELETE FROM books_receipt_due WHERE document = \(document)")
            }
        }
        signals.ring()
        return due.count
    }

    /// Whether the fiscal receipts of sales are still to come: KRA has not answered all, and nobody gave them up there.
    public func lackReceipts(_ sequences: [Int64]) async throws(SpoolError) -> Bool {
        let list = "[" + sequences.map(String.init).joined(separator: ",") + "]"
        return try await read { database in
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT EXISTS (
                        SELECT 1 FROM (SELECT value AS sequence FROM json_each(\(list))) m WHERE \(Self.lacksReceipt))
                    """) == 1
        }
    }

    /// Of `m`, which has a sale's sequence: its fiscal receipt is still to come.
    private static let lacksReceipt: SQL = """
        NOT EXISTS (SELECT 1 FROM fiscal_receipt f WHERE f.sequence = m.sequence)
            AND NOT EXISTS (SELECT 1 FROM job k WHERE k.lane = 'kra' AND k.sequence = m.sequence
                AND k.state = 'abandoned')
        """
}

extension Spool {
    /// The open task that holds up `d`, a ready row of `books_document` that rests for a setting of its lane; null where
    /// it rests for something that passes.
    static let laneTask: SQL = """
        (SELECT k.id FROM task k WHERE k.lane = d.lane AND k.sequence IS NULL AND k.resolved_at_ms IS NULL
            AND k.code = d.rest_code)
        """

    /// How many documents a task's discarding gives up besides its own, and the numbers of the first.
    public func documentsGivenUp(
        with task: TaskView, naming limit: Int
    ) async throws(SpoolError) -> (count: Int, first: [String]) {
        guard task.trouble.code == Trouble.booksLocked, task.resolvedAt == nil, let lane = task.lane else {
            return (0, [])
        }
        return try await read { database in
            let numbers: [String] = try Row.fetchAll(
                database,
                literal: """
                    SELECT number FROM books_document INDEXED BY books_document_ready
                    WHERE lane = \(lane) AND state = 'ready' AND rest_code = \(Trouble.booksLocked) ORDER BY id
                    """
            ).map { $0["number"] }
            return (numbers.count, Array(numbers.prefix(limit)))
        }
    }

    /// Gives up every document of a lane that rests for a task, with the sales that are in it.
    static func giveUpResting(for code: String, in lane: String, _ database: Database) throws {
        let resting = try Int64.fetchAll(
            database,
            literal: """
                SELECT id FROM books_document INDEXED BY books_document_ready
                WHERE lane = \(lane) AND state = 'ready' AND rest_code = \(code)
                """)
        for document in resting {
            try database.run(
                """
                UPDATE books_document SET state = 'abandoned', rest_code = NULL, rest_reason = NULL
                WHERE id = \(document)
                """)
            try moveJobs(of: document, to: .abandoned, at: nil, database)
        }
    }
}
