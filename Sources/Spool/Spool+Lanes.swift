public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// A stream that has an element whenever something was committed.
    public func changes() -> AsyncStream<Void> {
        signals.stream()
    }

    /// The job of a lane that is to be worked on: the one whose write is under way, else the oldest that can be done.
    ///
    /// A credit note whose original is parked is passed over: it cannot be fiscal before its original is (reference §4.5).
    /// One whose original was given up comes to its turn, so that a person is told of it too.
    public func head(of lane: String) async throws(SpoolError) -> Job? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT j.sequence, j.attempts,
                        EXISTS (SELECT 1 FROM write_in_flight w WHERE w.lane = j.lane AND w.sequence = j.sequence)
                            AS under_way
                    FROM job j JOIN sale s USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight')
                        AND NOT EXISTS (SELECT 1 FROM job o WHERE o.lane = j.lane AND o.sequence = s.credits_sequence
                            AND o.state = 'parked')
                    ORDER BY under_way DESC, j.sequence LIMIT 1
                    """
            ).map { Job(lane: lane, sequence: $0["sequence"], attempts: $0["attempts"], isInFlight: $0["under_way"]) }
        }
    }

    /// The entries of the jobs that wait on a lane, oldest first, at most `limit`.
    public func backlog(of lane: String, limit: Int) async throws(SpoolError) -> [Int64] {
        try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT j.sequence FROM job j LEFT JOIN fiscal_receipt f USING (sequence)
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

    /// How every lane stands.
    public func lanes() async throws(SpoolError) -> [LaneView] {
        try await read { database in
            try Row.fetchAll(database, literal: "SELECT * FROM lane ORDER BY name").map { try Self.view($0, database) }
        }
    }

    private static func view(_ lane: Row, _ database: Database) throws -> LaneView {
        let name: String = lane["name"]
        let open = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS backlog, coalesce(sum(s.total_minor), 0) AS total,
                    min(s.accepted_at_ms) AS oldest, max(j.attempts) AS attempts
                FROM job j JOIN sale s USING (sequence)
                WHERE j.lane = \(name) AND j.state IN ('waiting', 'in_flight')
                """)
        let parked = try Int64.fetchOne(
            database, literal: "SELECT count(*) FROM job WHERE lane = \(name) AND state = 'parked'")
        let all = try Int64.fetchOne(
            database,
            literal: "SELECT count(*) FROM job WHERE lane = \(name) AND state IN ('done', 'abandoned')")
        let next: Int64? = lane["next_attempt_at_ms"]
        let oldest: Int64? = open?["oldest"]
        return LaneView(
            name: name, state: LaneState(rawValue: lane["state"]) ?? .running, reason: lane["reason"],
            nextAttemptAt: next.map(Timestamp.init(milliseconds:)), backlog: open?["backlog"] ?? 0,
            backlogTotal: Money(minor: open?["total"] ?? 0), oldestAt: oldest.map(Timestamp.init(milliseconds:)),
            done: Int(all ?? 0), parked: Int(parked ?? 0), attempts: open?["attempts"] ?? 0)
    }
}
