public import Fiscal
import Foundation
import GRDB

/// How a person resolves a task.
public enum TaskResolution: String, Sendable, CaseIterable {
    /// What was wrong is mended: try again.
    case retry
    /// The document shall not go there any more.
    case discard
}

extension Spool {
    /// Raises a task that concerns no document.
    ///
    /// - Parameter isWidened: whether one of the same kind that is open says what this one says from now on.
    public func raise(
        _ trouble: Trouble, lane: String?, isWidened: Bool = false, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            if isWidened {
                try database.run(
                    """
                    UPDATE task SET reason = \(trouble.reason), evidence = \(try Self.json(trouble.evidence)),
                        action = \(trouble.action)
                    WHERE lane = \(lane) AND sequence IS NULL AND code = \(trouble.code) AND resolved_at_ms IS NULL
                    """)
            }
            try Self.raise(trouble, lane: lane, sequence: nil, at: time, database)
        }
        signals.ring()
    }

    /// Raises the task of a device, and ends its others: a device has one trouble at a time.
    ///
    /// Nil says that it is well.
    public func note(_ trouble: Trouble?, of device: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'mended'
                WHERE device = \(device) AND resolved_at_ms IS NULL AND code IS NOT \(trouble?.code)
                """)
            if let trouble { try Self.raise(trouble, lane: nil, sequence: nil, device: device, at: time, database) }
        }
        signals.ring()
    }

    /// Raises a task once: the same trouble that is still open is not raised again.
    static func raise(
        _ trouble: Trouble, lane: String?, sequence: Int64?, device: String? = nil, at time: Timestamp,
        _ database: Database
    ) throws {
        let evidence = try Self.json(trouble.evidence)
        try database.run(
            """
            INSERT INTO task (lane, sequence, device, code, reason, evidence, action, raised_at_ms)
            VALUES (\(lane), \(sequence), \(device), \(trouble.code), \(trouble.reason), \(evidence), \(trouble.action),
                \(time.milliseconds)) ON CONFLICT DO NOTHING
            """)
        guard database.changesCount > 0 else { return }
        try record(.taskRaised, ["code": trouble.code, "reason": trouble.reason], at: time, database)
    }

    /// The tasks, open ones only where asked, oldest first.
    public func tasks(openOnly: Bool) async throws(SpoolError) -> [TaskView] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT t.*, s.document_id FROM task t LEFT JOIN sale s USING (sequence)
                    WHERE NOT \(openOnly) OR t.resolved_at_ms IS NULL ORDER BY t.id LIMIT 1000
                    """
            ).map(Self.taskView)
        }
    }

    /// One task.
    public func task(_ id: Int64) async throws(SpoolError) -> TaskView {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                literal: "SELECT t.*, s.document_id FROM task t LEFT JOIN sale s USING (sequence) WHERE t.id = \(id)")
            guard let row else { throw SpoolError(.notFound, "no task has the number \(id)") }
            return Self.taskView(row)
        }
    }

    /// Resolves a task: its job waits again, or is given up; a lane's task sets the lane running again.
    ///
    /// Who discards the task of a write whose fate nobody knew has looked, and says that the destination has it not; so
    /// has who discards the doubt of a control unit's document, which is then sent again.
    public func resolve(_ id: Int64, _ resolution: TaskResolution, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            let row = try Row.fetchOne(
                database,
                literal: "SELECT lane, sequence, code FROM task WHERE id = \(id) AND resolved_at_ms IS NULL")
            guard let row else { throw SpoolError(.notFound, "no open task has the number \(id)") }
            let (lane, sequence): (String?, Int64?) = (row["lane"], row["sequence"])
            if resolution == .retry, row["code"] == Trouble.booksNotSetOff {
                throw SpoolError(
                    .refused,
                    """
                    a credit note that is posted is not set off by itself any more; set it off in the books, then \
                    discard task \(id): risiti tasks resolve \(id) --discard
                    """)
            }
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = \(resolution.rawValue)
                WHERE id = \(id)
                """)
            let state = resolution == .retry ? JobState.waiting : .abandoned
            if let lane, let sequence, row["code"] == Trouble.booksConflict {
                try Self.answerConflicts(of: sequence, in: lane, resolution, at: time, database)
            } else if let lane, let sequence {
                try database.run(
                    """
                    UPDATE job SET state = \(state.rawValue), attempts = 0
                    WHERE lane = \(lane) AND sequence = \(sequence) AND state = 'parked'
                    """)
                try Self.resolveBooks(of: sequence, in: lane, to: state, database)
            } else if let lane, row["code"] != Trouble.booksCompared {
                try database.run(
                    """
                    UPDATE lane SET state = 'running', reason = NULL, next_attempt_at_ms = NULL
                    WHERE name = \(lane)
                    """)
                if resolution == .discard, row["code"] == Trouble.booksLocked {
                    try Self.giveUpResting(for: Trouble.booksLocked, in: lane, database)
                }
                if resolution == .discard, row["code"] == Trouble.fateUnknown {
                    try database.run("UPDATE write_in_flight SET fate = 'not_taken' WHERE lane = \(lane)")
                }
                if resolution == .discard, row["code"] == Trouble.controlUnitDoubt {
                    // A lane is at one document at a time. That somebody looked is kept until it is begun again.
                    try database.run("UPDATE control_unit_work SET journal = \(ControlUnitStage.cleared.journal)")
                }
            }
        }
        signals.ring()
    }

    private static func taskView(_ row: Row) -> TaskView {
        let resolved: Int64? = row["resolved_at_ms"]
        let evidence = try? JSONDecoder().decode([String: String].self, from: Data((row["evidence"] as String).utf8))
        return TaskView(
            id: row["id"], lane: row["lane"], documentID: row["document_id"],
            trouble: Trouble(
                code: row["code"], reason: row["reason"], evidence: evidence ?? [:], action: row["action"]),
            raisedAt: Timestamp(milliseconds: row["raised_at_ms"]),
            resolvedAt: resolved.map(Timestamp.init(milliseconds:)), resolution: row["resolution"])
    }

    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.bytes(of: value), as: UTF8.self)
    }
}
