public import Fiscal
import GRDB

/// What listeners are told (design §3).
public enum EventType: String, Sendable {
    /// A sale is sealed.
    case saleAccepted = "sale.accepted"
    /// KRA has answered it.
    case saleFiscalised = "sale.fiscalised"
    /// KRA has refused it.
    case saleRefused = "sale.refused"
    /// A slip is on paper.
    case printDone = "print.done"
    /// A lane stopped.
    case lanePaused = "lane.paused"
    /// Another device key signs from here on.
    case keyRotated = "key.rotated"
    /// A person is needed.
    case taskRaised = "task.raised"
}

/// One event, as stored.
public struct StoredEvent: Sendable {
    /// Its number; later events have larger ones.
    public let id: Int64
    /// Its type.
    public let type: String
    /// Its body, JSON.
    public let body: String
    /// When it happened.
    public let at: Timestamp
}

extension Spool {
    /// Events that are kept for listeners that come back.
    static let eventLimit: Int64 = 20_000

    /// The events after a number, oldest first, at most `limit`.
    public func events(after id: Int64, limit: Int) async throws(SpoolError) -> [StoredEvent] {
        try await read { database in
            try Row.fetchAll(
                database, literal: "SELECT * FROM event WHERE id > \(id) ORDER BY id LIMIT \(limit)"
            ).map {
                StoredEvent(
                    id: $0["id"], type: $0["type"], body: $0["body"], at: Timestamp(milliseconds: $0["at_ms"]))
            }
        }
    }

    /// The number of the newest event, 0 where there is none.
    public func lastEvent() async throws(SpoolError) -> Int64 {
        try await read { try Int64.fetchOne($0, literal: "SELECT max(id) FROM event") ?? 0 }
    }

    /// Events that are dropped in one transaction, so that a till waits a few milliseconds at most.
    static let trimStep: Int64 = 1_000

    /// Drops events beyond the limit, in steps between which tills sell.
    public func trimEvents() async throws(SpoolError) {
        var dropped = 1
        while dropped > 0, !Task.isCancelled {
            dropped = try await write { database in
                try database.run(
                    """
                    DELETE FROM event WHERE id < (SELECT min(id) FROM event) + \(Self.trimStep)
                        AND id <= (SELECT max(id) FROM event) - \(Self.eventLimit)
                    """)
                return database.changesCount
            }
        }
    }

    static func record(_ type: EventType, _ body: [String: String], at time: Timestamp, _ database: Database) throws {
        var writer = CanonicalWriter()
        try writer.object { writer in
            for (name, text) in body.sorted(by: { $0.key < $1.key }) {
                try writer.name(text: name)
                try writer.put(text)
            }
        }
        try database.run(
            "INSERT INTO event (type, body, at_ms) VALUES (?, ?, ?)",
            [type.rawValue, String(decoding: writer.bytes, as: UTF8.self), time.milliseconds])
    }
}
