public import Fiscal
import Foundation
import GRDB
import Synchronization

extension Spool {
    /// A stream that has an element whenever one of the changes was committed, or some together.
    public func changes(_ changes: SpoolChange = .any) -> AsyncStream<Void> {
        signals.stream(of: changes)
    }

    /// The job of a lane that is to be worked on: the one whose write is under way, else the oldest that can be done.
    ///
    /// A credit note whose original is parked is passed over: it cannot be fiscal before its original is (reference §4.5).
    /// One whose original was given up comes to its turn, so that a person is told of it too.
    public func head(of lane: String) async throws(SpoolError) -> Job? {
        try await read { database in
            // Two questions, so that neither has to look at more than the backlog's first rows.
            let underWay = try Row.fetchOne(
                database,
                literal: """
                    SELECT j.sequence, j.attempts, w.fate <> 'not_taken' AS may_be_taken FROM write_in_flight w JOIN job j USING (lane, sequence)
                    JOIN sale s USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight') AND \(Self.originalIsNotParked)
                    """)
            if let underWay {
                return Job(
                    lane: lane, sequence: underWay["sequence"], attempts: underWay["attempts"], isInFlight: true,
                    mayBeTaken: underWay["may_be_taken"])
            }
            return try Row.fetchOne(
                database,
                literal: """
                    SELECT j.sequence, j.attempts FROM job j INDEXED BY job_open JOIN sale s USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight') AND \(Self.originalIsNotParked)
                    ORDER BY j.sequence LIMIT 1
                    """
            ).map {
                Job(
                    lane: lane, sequence: $0["sequence"], attempts: $0["attempts"], isInFlight: false, mayBeTaken: false
                )
            }
        }
    }

    private static let originalIsNotParked: SQL = """
        NOT EXISTS (SELECT 1 FROM job o WHERE o.lane = j.lane AND o.sequence = s.credits_sequence
            AND o.state = 'parked')
        """

    /// The entries of the jobs that wait on a lane, oldest first, at most `limit`.
    public func backlog(of lane: String, limit: Int) async throws(SpoolError) -> [Int64] {
        try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT j.sequence FROM job j INDEXED BY job_open LEFT JOIN fiscal_receipt f USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight') AND f.sequence IS NULL
                    ORDER BY j.sequence LIMIT \(limit)
                    """)
        }
    }

    /// Counts one more attempt of a job.
    public func countAttempt(_ job: Job) async throws(SpoolError) {
        try await write { database in
            try database.run(
                "UPDATE job SET attempts = attempts + 1 WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
        }
    }

    /// Finishes a job.
    public func finish(_ job: Job, at time: Timestamp) async throws(SpoolError) {
        try await write { try Self.finish(job, at: time, $0) }
        signals.ring()
    }

    static func finish(_ job: Job, at time: Timestamp, _ database: Database) throws {
        try database.run(
            """
            UPDATE job SET state = 'done', finished_at_ms = \(time.milliseconds)
            WHERE lane = \(job.lane) AND sequence = \(job.sequence)
            """)
    }

    /// Parks a job with a task; what was under way for it is struck, so that its number goes to the next.
    ///
    /// Whoever parks knows that the destination took none of it: a lane with a write of unknown fate is paused instead.
    public func park(_ job: Job, _ trouble: Trouble, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                "DELETE FROM write_in_flight WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
            try database.run(
                "UPDATE job SET state = 'parked' WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
            let id = try String.fetchOne(
                database, literal: "SELECT document_id FROM sale WHERE sequence = \(job.sequence)")
            let receipt = try Self.receipt(job.sequence, database)
            if receipt == nil {
                try Self.record(.saleRefused, ["id": id ?? "", "reason": trouble.reason], at: time, database)
            }
            try Self.raise(trouble, lane: job.lane, sequence: job.sequence, at: time, database)
        }
        signals.ring()
    }

    /// Writes down how a lane stands; a pause with a trouble raises its task.
    public func note(
        lane: String, state: LaneState, reason: String?, nextAttemptAt: Timestamp?, trouble: Trouble? = nil,
        at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            let before = try String.fetchOne(database, literal: "SELECT state FROM lane WHERE name = \(lane)")
            try database.run(
                """
                UPDATE lane SET state = \(state.rawValue), reason = \(reason),
                    next_attempt_at_ms = \(nextAttemptAt?.milliseconds) WHERE name = \(lane)
                """)
            if state == .paused, before != LaneState.paused.rawValue {
                try Self.record(.lanePaused, ["lane": lane, "reason": reason ?? ""], at: time, database)
            }
            if let trouble {
                try Self.raise(trouble, lane: lane, sequence: nil, at: time, database)
            }
        }
        signals.ring()
    }

    /// How every lane stands; those of companies that were removed are no lanes any more.
    public func lanes() async throws(SpoolError) -> [LaneView] {
        try await read { [jobCount] database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM lane WHERE name NOT IN (SELECT lane FROM books_connection WHERE state = 'removed')
                    ORDER BY name
                    """
            ).map { try Self.view($0, of: jobCount, database) }
        }
    }

    private static func view(_ lane: Row, of counted: JobCount, _ database: Database) throws -> LaneView {
        let name: String = lane["name"]
        let open = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS backlog, coalesce(sum(s.total_minor), 0) AS total,
                    min(s.accepted_at_ms) AS oldest, max(j.attempts) AS attempts
                FROM job j INDEXED BY job_open JOIN sale s USING (sequence)
                WHERE j.lane = \(name) AND j.state IN ('waiting', 'in_flight')
                """)
        let parked =
            try Int64.fetchOne(
                database,
                literal: "SELECT count(*) FROM job INDEXED BY job_parked WHERE lane = \(name) AND state = 'parked'")
            ?? 0
        // A company's lane runs on though documents wait for a setting of its map: the task says which.
        let asked = try Row.fetchOne(
            database,
            literal: """
                SELECT t.id, t.reason FROM task t JOIN books_connection c ON c.lane = t.lane
                WHERE t.lane = \(name) AND t.sequence IS NULL AND t.resolved_at_ms IS NULL ORDER BY t.id LIMIT 1
                """)
        let reason: String? =
            lane["reason"] ?? asked.map { "task \($0["id"] as Int64): \($0["reason"] as String)" }
        let backlog: Int64 = open?["backlog"] ?? 0
        let next: Int64? = lane["next_attempt_at_ms"]
        let oldest: Int64? = open?["oldest"]
        let abandoned =
            try Int64.fetchOne(
                database,
                literal: "SELECT count(*) FROM job INDEXED BY job_given_up WHERE lane = \(name) AND state = 'abandoned'"
            )
            ?? 0
        let out = try Self.isBooks(name, database) ? Self.leftOut(name, abandoned, counted, database) : LeftOut()
        return LaneView(
            name: name, state: LaneState(rawValue: lane["state"]) ?? .running, reason: reason,
            nextAttemptAt: next.map(Timestamp.init(milliseconds:)), backlog: Int(backlog),
            backlogTotal: Money(minor: open?["total"] ?? 0), oldestAt: oldest.map(Timestamp.init(milliseconds:)),
            done: Int(try counted.jobs(of: name, database) - backlog - parked - abandoned),
            givenUp: Int(abandoned - out.given), leftOut: Int(out.all), leftOutExported: Int(out.exported),
            parked: Int(parked), attempts: open?["attempts"] ?? 0)
    }

    private static func isBooks(_ lane: String, _ database: Database) throws -> Bool {
        try Int64.fetchOne(database, literal: "SELECT 1 FROM books_connection WHERE lane = \(lane)") != nil
    }

    /// Sales that a company's lane leaves out: from before its books begin, or gone to them in files.
    struct LeftOut {
        /// All of them.
        var all: Int64 = 0
        /// Those that the lane was given a job of.
        var given: Int64 = 0
        /// Those among these that left in files.
        var exported: Int64 = 0
    }

    static func leftOut(
        _ lane: String, _ abandoned: Int64, _ counted: JobCount, _ database: Database
    ) throws -> LeftOut {
        // Given up is what is in a document that was, and what was given up at KRA before it had one.
        let inDocuments =
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT count(*) FROM books_document d INDEXED BY books_document_given_up
                    JOIN books_member m ON m.document = d.id
                    JOIN job j ON j.lane = d.lane AND j.sequence = m.sequence AND j.state = 'abandoned'
                    WHERE d.lane = \(lane) AND d.state = 'abandoned'
                    """) ?? 0
        let atKRA =
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT count(*) FROM job k INDEXED BY job_given_up JOIN job j ON j.lane = \(lane)
                        AND j.sequence = k.sequence AND j.state = 'abandoned'
                    WHERE k.lane = 'kra' AND k.state = 'abandoned' AND NOT EXISTS (SELECT 1 FROM books_member m
                        WHERE m.lane = j.lane AND m.sequence = j.sequence)
                    """) ?? 0
        let given = max(0, abandoned - inDocuments - atKRA)
        let exports = try Int64.fetchOne(database, literal: "SELECT max(number) FROM export_batch") ?? 0
        return LeftOut(
            all: try counted.salesWithout(lane, database) + given, given: given,
            exported: given == 0 || exports == 0
                ? 0 : try counted.leftInFiles(lane, [abandoned, inDocuments, atKRA, exports], database))
    }
}

/// How many jobs each lane was ever given, counted once and then only the new ones: jobs never go, and come in order.
final class JobCount: Sendable {
    private let counted = Mutex<[String: (through: Int64, jobs: Int64)]>([:])
    private let sold = Mutex<[String: (through: Int64, sales: Int64)]>([:])
    private let inFiles = Mutex<[String: (key: [Int64], sales: Int64)]>([:])

    /// Counts a lane anew: it was given jobs before those that it had.
    func forget(_ lane: String) { counted.withLock { $0[lane] = nil } }

    /// Counts anew what of a lane left in files: other sales are left out than before.
    func forgetLeftOut(_ lane: String) { inFiles.withLock { $0[lane] = nil } }

    /// Sales that a lane leaves out because they left in files; counted anew where one of the numbers is another.
    func leftInFiles(_ lane: String, _ key: [Int64], _ database: Database) throws -> Int64 {
        if let known = inFiles.withLock({ $0[lane] }), known.key == key { return known.sales }
        let sales = try Spool.countLeftInFiles(lane, database)
        inFiles.withLock { $0[lane] = (key, sales) }
        return sales
    }

    /// Sales up to a lane's last job that it was given none of; all where it was given none at all.
    func salesWithout(_ lane: String, _ database: Database) throws -> Int64 {
        let last =
            try Int64.fetchOne(database, literal: "SELECT max(sequence) FROM job WHERE lane = \(lane)") ?? .max
        let known: (through: Int64, sales: Int64) =
            sold.withLock { $0[lane] }.flatMap { $0.through <= last ? $0 : nil } ?? (0, 0)
        let new = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS sales, max(sequence) AS through FROM sale
                WHERE sequence > \(known.through) AND sequence <= \(last)
                """)
        let sales = known.sales + (new?["sales"] ?? 0)
        let through: Int64 = new?["through"] ?? known.through
        sold.withLock { $0[lane] = (through, sales) }
        return last == .max ? sales : sales - (try jobs(of: lane, database))
    }

    func jobs(of lane: String, _ database: Database) throws -> Int64 {
        let known: (through: Int64, jobs: Int64) = counted.withLock { $0[lane] ?? (0, 0) }
        let new = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS jobs, max(sequence) AS through FROM job
                WHERE lane = \(lane) AND sequence > \(known.through)
                """)
        guard let new, let through: Int64 = new["through"] else { return known.jobs }
        let jobs = known.jobs + (new["jobs"] as Int64)
        counted.withLock { counted in
            if through > counted[lane]?.through ?? 0 { counted[lane] = (through, jobs) }
        }
        return jobs
    }
}
