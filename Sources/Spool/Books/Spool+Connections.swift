public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// The companies by lane, those that were taken away too.
    public func booksConnections() async throws(SpoolError) -> [BooksConnection] {
        try await read { database in
            try Row.fetchAll(database, literal: "SELECT * FROM books_connection ORDER BY lane")
                .compactMap(Self.connection)
        }
    }

    /// One company.
    ///
    /// - Throws: ``SpoolError`` `notFound` where no company has that lane.
    public func booksConnection(_ lane: String) async throws(SpoolError) -> BooksConnection {
        guard let found = try await booksConnections().first(where: { $0.lane == lane }) else {
            throw SpoolError(.notFound, "no company is connected as \(lane); see: risiti books list")
        }
        return found
    }

    /// Keeps a company with its sealed grant and app, in one transaction; one that was there is connected again.
    ///
    /// The lane's open task of that name, which asked for it, is done then.
    ///
    /// - Parameters:
    ///   - secrets: the names of its secrets, and what is sealed under each.
    ///   - code: the code of the task that asks for connecting again.
    public func connect(
        _ connection: BooksConnection, secrets: [(name: String, sealed: [UInt8])], ending code: String,
        at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            let state = try String.fetchOne(
                database, literal: "SELECT state FROM books_connection WHERE lane = \(connection.lane)")
            try database.run("INSERT INTO lane (name) VALUES (\(connection.lane)) ON CONFLICT DO NOTHING")
            try database.run(
                """
                INSERT INTO books_connection (lane, provider, company, title, settings, connected_at_ms)
                VALUES (\(connection.lane), \(connection.provider), \(connection.company), \(connection.title),
                    \(connection.settings), \(connection.connectedAt.milliseconds))
                ON CONFLICT (lane) DO UPDATE SET title = excluded.title, settings = excluded.settings,
                    state = 'connected', refresh_begun_at_ms = NULL
                """)
            for (name, sealed) in secrets { try Self.keep(name, sealed, database) }
            if state == BooksConnection.State.removed.rawValue {
                try Self.takeOutExported(of: connection.lane, at: time, database)
            }
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'mended'
                WHERE lane = \(connection.lane) AND code IN (\(code), 'books.expired') AND resolved_at_ms IS NULL
                """)
        }
        signals.ring()
    }

    /// Changes the settings of a company.
    public func set(settings: String, of lane: String) async throws(SpoolError) {
        try await write { database in
            try database.run("UPDATE books_connection SET settings = \(settings) WHERE lane = \(lane)")
            guard database.changesCount > 0 else { throw SpoolError(.notFound, "no company is connected as \(lane)") }
        }
        signals.ring()
    }

    /// Writes down, durably, that a refresh of a grant is about to be sent.
    public func noteRefresh(of lane: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                "UPDATE books_connection SET refresh_begun_at_ms = \(time.milliseconds) WHERE lane = \(lane)")
        }
    }

    /// Keeps a refreshed grant and strikes the note of its refresh, in one transaction.
    public func keep(grant name: String, sealed: [UInt8], of lane: String) async throws(SpoolError) {
        try await write { database in
            try Self.keep(name, sealed, database)
            try database.run(
                "UPDATE books_connection SET refresh_begun_at_ms = NULL, state = 'connected' WHERE lane = \(lane)")
        }
    }

    /// Says that a company has to be connected again, and raises the task of it, in one transaction.
    public func noteNeedsReconnect(
        of lane: String, _ trouble: Trouble, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE books_connection SET state = 'needs_reconnect', refresh_begun_at_ms = NULL
                WHERE lane = \(lane) AND state <> 'removed'
                """)
            guard database.changesCount > 0 else { return }
            try Self.raise(trouble, lane: lane, sequence: nil, at: time, database)
        }
        signals.ring()
    }

    /// Takes a company away and forgets its secrets; what was posted there is still known.
    ///
    /// The tasks of the lane itself ask for nothing any more, nor do those about credit that is set off against nothing, and
    /// its sync jobs end as cancelled. A document that waits for a person keeps its task: it is there still when the
    /// company is connected again.
    ///
    /// - Parameter closing: sums of days before it are closed by themselves; later ones that a job closed collect again.
    public func removeConnection(
        _ lane: String, secrets names: [String], closing: CalendarDay, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                "UPDATE books_connection SET state = 'removed', refresh_begun_at_ms = NULL WHERE lane = \(lane)")
            for name in names { try database.run("DELETE FROM secret WHERE name = \(name)") }
            try Self.cancelSyncJobs(
                of: lane, reason: "its company was removed", closing: closing, at: time, database)
            try database.run(
                """
                UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'mended'
                WHERE lane = \(lane) AND resolved_at_ms IS NULL AND (sequence IS NULL OR code = \(Trouble.booksNotSetOff))
                """)
        }
        signals.ring()
    }

    private static func connection(_ row: Row) -> BooksConnection? {
        guard let state = BooksConnection.State(rawValue: row["state"]) else { return nil }
        let refresh: Int64? = row["refresh_begun_at_ms"]
        return BooksConnection(
            lane: row["lane"], provider: row["provider"], company: row["company"], title: row["title"],
            settings: row["settings"], state: state, connectedAt: Timestamp(milliseconds: row["connected_at_ms"]),
            refreshBegunAt: refresh.map(Timestamp.init(milliseconds:)))
    }

    // MARK: - Mappings

    /// The versions of a company's mapping, the newest first.
    public func booksMappings(of lane: String) async throws(SpoolError) -> [BooksMapping] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: "SELECT * FROM books_mapping WHERE lane = \(lane) ORDER BY version DESC LIMIT 100"
            ).map {
                BooksMapping(
                    version: Int($0["version"] as Int64), body: $0["body"], madeBy: $0["made_by"],
                    madeAt: Timestamp(milliseconds: $0["made_at_ms"]))
            }
        }
    }

    /// Keeps a further version of a company's mapping, and gives its number.
    ///
    /// - Throws: ``SpoolError`` `refused` where the newest is no longer the one that was changed.
    public func keep(
        mapping body: String, of lane: String, after version: Int, by person: String, at time: Timestamp
    ) async throws(SpoolError) -> Int {
        let made = try await write { database in
            let newest =
                try Int64.fetchOne(
                    database, literal: "SELECT max(version) FROM books_mapping WHERE lane = \(lane)") ?? 0
            guard Int(newest) == version else {
                throw SpoolError(
                    .refused, "the mapping of \(lane) is at version \(newest), not \(version); look at it again")
            }
            try database.run(
                """
                INSERT INTO books_mapping (lane, version, body, made_by, made_at_ms)
                VALUES (\(lane), \(version + 1), \(body), \(person), \(time.milliseconds))
                """)
            return version + 1
        }
        signals.ring()
        return made
    }

    // MARK: - What companies answered

    /// What a company answered last to a question, and when.
    public func booksFact(
        _ question: String, of lane: String
    ) async throws(SpoolError) -> (body: String, at: Timestamp)? {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                literal: "SELECT body, at_ms FROM books_fact WHERE lane = \(lane) AND question = \(question)")
            return row.map { ($0["body"] as String, Timestamp(milliseconds: $0["at_ms"])) }
        }
    }

    /// Keeps what a company answered.
    public func keep(
        booksFact body: String, to question: String, of lane: String, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO books_fact (lane, question, body, at_ms)
                VALUES (\(lane), \(question), \(body), \(time.milliseconds))
                ON CONFLICT (lane, question) DO UPDATE SET body = excluded.body, at_ms = excluded.at_ms
                """)
        }
    }
}
