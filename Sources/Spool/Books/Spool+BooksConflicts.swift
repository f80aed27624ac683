public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// The conflicts of a company, the newest first.
    public func booksConflicts(
        of lane: String, openOnly: Bool, before: Int64?, limit: Int
    ) async throws(SpoolError) -> [BooksConflict] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT c.*, d.number AS number,
                        (SELECT min(sequence) FROM books_member m WHERE m.document = c.document) AS sequence
                    FROM books_conflict c JOIN books_document d ON d.id = c.document
                    WHERE c.lane = \(lane) AND c.id < \(before ?? .max) AND (NOT \(openOnly) OR c.state <> 'settled')
                    ORDER BY c.id DESC LIMIT \(limit)
                    """
            ).compactMap(Self.booksConflict)
        }
    }

    /// The conflicts of a company that nobody has to be asked about now: just seen, or ours is to be put back.
    ///
    /// One for which something was sent again waits until all of that stands, or a person gave it up; that of a payment,
    /// for what becomes of its document.
    public func booksConflictsToWork(of lane: String, limit: Int) async throws(SpoolError) -> [BooksConflict] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT c.*, d.number AS number,
                        (SELECT min(sequence) FROM books_member m WHERE m.document = c.document) AS sequence
                    FROM books_conflict c INDEXED BY books_conflict_open JOIN books_document d ON d.id = c.document
                    WHERE c.lane = \(lane) AND c.state <> 'settled' AND (c.state = 'seen' OR c.state = 'ours'
                        AND d.state NOT IN ('ready', 'parked') AND NOT (c.attempts > 0 AND EXISTS (
                            SELECT 1 FROM books_document t WHERE (t.id = c.document OR t.id IN (\(Self.setOffs)))
                                AND (t.state IN ('ready', 'parked') OR c.kind IN ('deleted', 'voided') AND EXISTS (
                                    SELECT 1 FROM books_conflict k WHERE k.document = t.id AND k.kind = 'payment'
                                        AND k.state <> 'settled'))))
                        AND NOT (c.kind = 'payment' AND EXISTS (
                            SELECT 1 FROM books_conflict w WHERE w.document = c.document AND w.state <> 'settled'
                                AND w.kind IN ('deleted', 'voided') AND w.attempts = 0)))
                    ORDER BY c.id LIMIT \(limit)
                    """
            ).compactMap(Self.booksConflict)
        }
    }

    /// The allocations `r` of credit notes that take back a sale in `o`, a row of `books_member`.
    private static let allocationsOver: SQL = """
        books_member o JOIN sale s ON s.credits_sequence = o.sequence
            JOIN books_member m ON m.lane = o.lane AND m.sequence = s.sequence
            JOIN books_record r ON r.document = m.document AND r.kind = 'allocation'
        """

    /// The documents of credit notes that are set off against the document of a conflict `c` as a whole.
    private static let setOffs: SQL = """
        SELECT r.document FROM \(allocationsOver)
        WHERE o.document = c.document AND c.kind IN ('deleted', 'voided')
        """

    /// The kept allocations by which credit notes of other documents are set off against a document.
    public func booksSetOffs(against document: Int64) async throws(SpoolError) -> [BooksRecordRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT DISTINCT r.* FROM \(Self.allocationsOver)
                    WHERE o.document = \(document) AND r.state = 'kept' ORDER BY r.id
                    """
            ).compactMap(Self.booksRecord)
        }
    }

    /// Whether a person or a rule let stand that a payment is off its document.
    public func isLetStand(_ record: BooksRecordRow, _ externalID: String) async throws(SpoolError) -> Bool {
        try await read { database in
            try String.fetchOne(
                database,
                literal: """
                    SELECT outcome FROM books_conflict WHERE document = \(record.document)
                        AND kind = 'payment' AND external_id = \(externalID) AND state = 'settled'
                    ORDER BY id DESC LIMIT 1
                    """) == BooksConflict.Outcome.theirs.rawValue
        }
    }

    private static func booksConflict(_ row: Row) -> BooksConflict? {
        func sides(_ text: String) -> [String: String] {
            (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
        }
        guard let kind = BooksConflict.Kind(rawValue: row["kind"]),
            let state = BooksConflict.State(rawValue: row["state"])
        else { return nil }
        return BooksConflict(
            id: row["id"], lane: row["lane"], document: row["document"], number: row["number"],
            sequence: row["sequence"], kind: kind, recordKind: row["record_kind"], localKey: row["local_key"],
            externalID: row["external_id"], ours: sides(row["ours"]), theirs: sides(row["theirs"]),
            seenAt: Timestamp(milliseconds: row["seen_at_ms"]), state: state,
            answeredBy: (row["answered_by"] as String?).flatMap(BooksConflict.Answerer.init(rawValue:)),
            attempts: Int(row["attempts"] as Int64),
            outcome: (row["outcome"] as String?).flatMap(BooksConflict.Outcome.init(rawValue:)),
            settledAt: (row["settled_at_ms"] as Int64?).map(Timestamp.init(milliseconds:)))
    }

    /// Says that ours is to be put back, by the connection's rule.
    public func restoreByRule(_ conflict: BooksConflict) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE books_conflict SET state = 'ours', answered_by = 'rule' WHERE id = \(conflict.id)
                    AND state = 'seen'
                """)
        }
    }

    /// Asks a person about a conflict: the task and the conflict's state in one transaction.
    public func ask(
        _ trouble: Trouble, about conflict: BooksConflict, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                "UPDATE books_conflict SET state = 'asked', answered_by = NULL WHERE id = \(conflict.id)")
            try Self.raise(trouble, lane: conflict.lane, sequence: conflict.sequence, at: time, database)
        }
        signals.ring()
    }

    /// Counts a try to put ours back that came to nothing yet.
    public func countAttempt(at conflict: BooksConflict) async throws(SpoolError) {
        try await write { database in
            try database.run("UPDATE books_conflict SET attempts = attempts + 1 WHERE id = \(conflict.id)")
        }
    }

    /// Ends a conflict, with what was learned of the document, in one transaction; a task that is open about it ends.
    public func settle(
        _ conflict: BooksConflict, _ outcome: BooksConflict.Outcome, by answerer: BooksConflict.Answerer? = nil,
        keeping record: BooksRecordRow? = nil, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            if let record { try Self.put(record, conflict.lane, database) }
            try Self.end(conflict.id, outcome, by: answerer, at: time, database)
            try Self.endAnswered(of: conflict.document, conflict.sequence, conflict.lane, at: time, database)
        }
        signals.ring()
    }

    private static func end(
        _ id: Int64, _ outcome: BooksConflict.Outcome, by answerer: BooksConflict.Answerer?, at time: Timestamp,
        _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE books_conflict SET state = 'settled', outcome = \(outcome.rawValue),
                settled_at_ms = \(time.milliseconds), answered_by = coalesce(\(answerer?.rawValue), answered_by)
            WHERE id = \(id) AND state <> 'settled'
            """)
    }

    /// Takes in what a person answered to the task of a document's conflicts: retry is ours, discard is theirs.
    static func answerConflicts(
        of sequence: Int64, in lane: String, _ resolution: TaskResolution, at time: Timestamp, _ database: Database
    ) throws {
        let open = try Int64.fetchAll(
            database,
            literal: """
                SELECT c.id FROM books_conflict c JOIN books_member m ON m.document = c.document
                WHERE m.lane = \(lane) AND m.sequence = \(sequence) AND c.state = 'asked'
                """)
        for id in open {
            switch resolution {
            case .retry:
                try database.run(
                    "UPDATE books_conflict SET state = 'ours', answered_by = 'person', attempts = 0 WHERE id = \(id)")
            case .discard: try end(id, .theirs, by: .person, at: time, database)
            }
        }
    }

    /// Lets what is gone there be posted once more, because a person said so: the document with all that hung on it, or
    /// one payment; each begins one further generation, whose key is another.
    ///
    /// The conflict ends when all of it stands.
    /// What takes it back is set off against it anew: a credit note is only ever set off against what is there.
    ///
    /// - Parameters:
    ///   - looksFirst: whether the document is looked for before it is sent.
    ///   - body: the document as it is sent then; nil for as it was.
    ///   - again: the payments and allocations that go with it, whosesoever document they are of.
    /// - Throws: ``SpoolError`` where no person said so, by the schema's own rule.
    public func postAgain(
        _ conflict: BooksConflict, looksFirst: Bool, body: String? = nil, with again: [BooksSentAgain] = [],
        at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            let isWhole = conflict.kind != .payment
            // What is looked for counts as missed once: a second search that does not find it lets it be sent.
            try database.run(
                """
                UPDATE books_record SET generation = generation + 1, kept = NULL, run = 0, sends = 1,
                    state = iif(kind = 'document' AND \(looksFirst) OR NOT \(isWhole), 'unclear', 'refused'),
                    misses = iif(kind = 'document' AND \(looksFirst) OR NOT \(isWhole), 1, 0),
                    body = iif(kind = 'document', coalesce(\(body), body), body)
                WHERE document = \(conflict.document) AND state = 'kept' AND kind <> 'note'
                    AND (\(isWhole) OR kind = \(conflict.recordKind) AND local_key = \(conflict.localKey))
                """)
            try Self.makeReady(conflict.document, database)
            try Self.sendAgain(again, for: conflict, at: time, database)
        }
        signals.ring()
    }

    /// Lets payments and allocations be put back on a document that stands, because a person said so; the conflict ends
    /// when they are.
    ///
    /// - Throws: ``SpoolError`` where no person said so, by the schema's own rule.
    public func joinAgain(
        _ again: [BooksSentAgain], for conflict: BooksConflict, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { try Self.sendAgain(again, for: conflict, at: time, $0) }
        signals.ring()
    }

    private static func sendAgain(
        _ again: [BooksSentAgain], for conflict: BooksConflict, at time: Timestamp, _ database: Database
    ) throws {
        try database.run("UPDATE books_conflict SET attempts = attempts + 1 WHERE id = \(conflict.id)")
        for one in again {
            guard let document = one.record.document else { continue }
            if document != conflict.document { try answer(one, as: conflict, document, at: time, database) }
            // What is over something else is read before it is sent; what was kept begins another generation once.
            try database.run(
                """
                UPDATE books_record SET generation = iif(state = 'kept', generation + 1, generation), kept = NULL,
                    run = 0, sends = 1, state = iif(\(one.body == nil), iif(state = 'kept', 'refused', state), 'refused'),
                    misses = iif(\(one.body == nil), iif(state = 'kept', 0, misses), 1),
                    body = coalesce(\(one.body), body)
                WHERE document = \(document) AND kind = \(one.record.kind) AND local_key = \(one.record.localKey)
                """)
            try makeReady(document, database)
        }
    }

    private static func makeReady(_ document: Int64, _ database: Database) throws {
        try database.run(
            """
            UPDATE books_document SET state = 'ready', not_before_ms = 0, attempts = 0, finished_at_ms = NULL
            WHERE id = \(document) AND state IN ('ready', 'done')
            """)
    }

    /// Says of a credit note's allocation what was said of the document that it takes back: who wants the one there again
    /// wants the other too.
    private static func answer(
        _ one: BooksSentAgain, as conflict: BooksConflict, _ document: Int64, at time: Timestamp, _ database: Database
    ) throws {
        // One that is open already has its answer now.
        try database.run(
            """
            UPDATE books_conflict SET state = 'ours', answered_by = 'person', attempts = attempts + 1
            WHERE document = \(document) AND state <> 'settled' AND kind = 'payment'
                AND record_kind = \(one.record.kind) AND local_key = \(one.record.localKey)
            """)
        if database.changesCount == 0 {
            let theirs = try json(["state": "\(conflict.number) was \(conflict.kind.rawValue)"])
            try database.run(
                """
                INSERT INTO books_conflict (lane, document, kind, record_kind, local_key, external_id, ours, theirs,
                    seen_at_ms, state, answered_by, attempts)
                VALUES (\(conflict.lane), \(document), 'payment', \(one.record.kind), \(one.record.localKey),
                    \(one.externalID), \(try json(["allocation": one.record.localKey])), \(theirs),
                    \(time.milliseconds), 'ours', 'person', 1)
                """)
        }
        let first = try Int64.fetchOne(
            database, literal: "SELECT min(sequence) FROM books_member WHERE document = \(document)")
        if let first { try endAnswered(of: document, first, conflict.lane, at: time, database) }
    }

    /// Ends the task about a document's conflicts once none of them asks any more.
    private static func endAnswered(
        of document: Int64, _ sequence: Int64, _ lane: String, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'mended'
            WHERE lane = \(lane) AND sequence = \(sequence) AND code = \(Trouble.booksConflict)
                AND resolved_at_ms IS NULL AND NOT EXISTS (SELECT 1 FROM books_conflict c
                    WHERE c.document = \(document) AND c.state = 'asked')
            """)
    }
}
