public import Fiscal
import Foundation
import GRDB

/// Who may do what at the doors.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Sells, prints, reads its sales.
    case till
    /// Everything a person on site may do.
    case technician
    /// Reads status and reports.
    case hq
}

/// An access token without its secret.
public struct TokenView: Sendable {
    /// Its id.
    public let id: String
    /// What it may do.
    public let role: Role
    /// What it was made for.
    public let name: String
    /// When it was made.
    public let createdAt: Timestamp
    /// When it was revoked.
    public let revokedAt: Timestamp?
}

/// The device's one initialisation with KRA.
public struct DeviceRegistrationRecord: Sendable {
    /// When it was tried.
    public let attemptedAt: Timestamp
    /// When KRA answered, where it did.
    public let answeredAt: Timestamp?
    /// The control unit's id.
    public let scuID: String?
}

extension Spool {
    /// Keeps a sealed secret under a name, in place of an earlier one.
    public func keep(secret name: String, sealed: [UInt8]) async throws(SpoolError) {
        try await write { try Self.keep(name, sealed, $0) }
    }

    /// Keeps a sealed secret in a transaction that has more to do.
    static func keep(_ name: String, _ sealed: [UInt8], _ database: Database) throws {
        try database.run(
            """
            INSERT INTO secret (name, sealed) VALUES (\(name), \(Data(sealed)))
            ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed
            """)
    }

    /// A sealed secret.
    public func secret(_ name: String) async throws(SpoolError) -> [UInt8]? {
        try await read { database in
            try SQLRequest<Data>(literal: "SELECT sealed FROM secret WHERE name = \(name)").fetchOne(database)
                .map { [UInt8]($0) }
        }
    }

    /// Keeps a token's hash.
    public func keep(token id: String, role: Role, name: String, hash: [UInt8], at time: Timestamp)
        async throws(SpoolError)
    {
        try await write { database in
            try database.run(
                """
                INSERT INTO token (id, role, name, hash, created_at_ms)
                VALUES (\(id), \(role.rawValue), \(name), \(Data(hash)), \(time.milliseconds))
                """)
        }
    }

    /// The tokens that were made.
    public func tokens() async throws(SpoolError) -> [TokenView] {
        try await read {
            try Row.fetchAll($0, literal: "SELECT * FROM token ORDER BY created_at_ms").compactMap(Self.token)
        }
    }

    /// The hashes and roles of the tokens that hold.
    public func liveTokens() async throws(SpoolError) -> [(hash: [UInt8], view: TokenView)] {
        try await read { database in
            try Row.fetchAll(database, literal: "SELECT * FROM token WHERE revoked_at_ms IS NULL").compactMap { row in
                Self.token(row).map { ([UInt8](row["hash"] as Data), $0) }
            }
        }
    }

    /// Revokes a token.
    public func revoke(token id: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE token SET revoked_at_ms = \(time.milliseconds) WHERE id = \(id) AND revoked_at_ms IS NULL
                """)
            guard database.changesCount > 0 else { throw SpoolError(.notFound, "no live token has the id \(id)") }
        }
    }

    /// What is known of the device's initialisation.
    public func registration() async throws(SpoolError) -> DeviceRegistrationRecord? {
        try await read { database in
            try Row.fetchOne(database, literal: "SELECT * FROM device_registration").map { row in
                let answered: Int64? = row["answered_at_ms"]
                return DeviceRegistrationRecord(
                    attemptedAt: Timestamp(milliseconds: row["attempted_at_ms"]),
                    answeredAt: answered.map(Timestamp.init(milliseconds:)), scuID: row["scu_id"])
            }
        }
    }

    /// Writes down that the initialisation is about to be tried; it is tried once in a device's life (design §5).
    ///
    /// - Throws: ``SpoolError`` `refused` where it was tried before.
    public func beginRegistration(at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO device_registration (id, attempted_at_ms) VALUES (1, \(time.milliseconds))
                ON CONFLICT DO NOTHING
                """)
            guard database.changesCount > 0 else {
                throw SpoolError(
                    .refused, "this device's initialisation was tried before; a second try can ruin it at KRA")
            }
        }
    }

    /// Takes the note of an attempt back, where nothing was sent.
    public func forgetRegistration() async throws(SpoolError) {
        try await write {
            try $0.run("DELETE FROM device_registration WHERE answered_at_ms IS NULL")
        }
    }

    /// Stores KRA's whole answer, sealed, and the communication key, before anything else is done with them.
    public func storeRegistration(
        sealedAnswer: [UInt8], sealedKey: [UInt8], scuID: String, at time: Timestamp
    ) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO device_registration (id, attempted_at_ms, answered_at_ms, answer, scu_id)
                VALUES (1, \(time.milliseconds), \(time.milliseconds), \(Data(sealedAnswer)), \(scuID))
                ON CONFLICT (id) DO UPDATE SET answered_at_ms = excluded.answered_at_ms,
                    answer = excluded.answer, scu_id = excluded.scu_id
                """)
            try database.run(
                """
                INSERT INTO secret (name, sealed) VALUES ('kra.communication_key', \(Data(sealedKey)))
                ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed
                """)
        }
        signals.ring()
    }

    /// Keeps a fact that was fetched.
    public func keep(fact name: String, _ value: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO fact (name, value, at_ms) VALUES (\(name), \(value), \(time.milliseconds))
                ON CONFLICT (name) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms
                """)
        }
    }

    /// A fact and when it was fetched.
    public func fact(_ name: String) async throws(SpoolError) -> (value: String, at: Timestamp)? {
        try await read { database in
            try Row.fetchOne(database, literal: "SELECT value, at_ms FROM fact WHERE name = \(name)")
                .map { ($0["value"], Timestamp(milliseconds: $0["at_ms"])) }
        }
    }

    private static func token(_ row: Row) -> TokenView? {
        let revoked: Int64? = row["revoked_at_ms"]
        return Role(rawValue: row["role"]).map {
            TokenView(
                id: row["id"], role: $0, name: row["name"], createdAt: Timestamp(milliseconds: row["created_at_ms"]),
                revokedAt: revoked.map(Timestamp.init(milliseconds:)))
        }
    }
}
