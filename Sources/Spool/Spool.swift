public import Fiscal
public import Foundation
import GRDB
import SpoolSchema

/// The shop's one SQLite file: journal, lanes, receipts, tasks.
///
/// One connection writes and checkpoints; every other one only reads (design §4). All writes go through ``write(_:)``,
/// sales through the group commit of ``append(_:)``.
public final class Spool: Sendable {
    let pool: DatabasePool
    let directory: URL
    let writer: GroupWriter
    let signals = Signals()
    let sealer: Sealer
    let clock: WallClock
    let chance: Chance

    /// Bytes that stay free on the disk so that draining and printing go on when sales are refused: 64 MiB.
    public static let reserveBytes: Int64 = 64 << 20
    /// The name of the file inside the data directory.
    public static let fileName = "risiti.sqlite"
    /// Readers at the same time; a till's machine has few cores.
    private static let readerLimit = 4

    /// Opens the spool in a data directory, making and migrating it where needed.
    ///
    /// - Throws: ``SpoolError`` `newer` where the file knows migrations that we do not, `storage` for anything else.
    public init(directory: URL, sealer: Sealer, clock: WallClock = .system, chance: Chance = .system) throws {
        self.directory = directory
        (self.sealer, self.clock, self.chance) = (sealer, clock, chance)
        do {
            var configuration = Configuration()
            configuration.label = "risiti.spool"
            configuration.maximumReaderCount = Self.readerLimit
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 16777216")
                // Without this, REPLACE deletes rows past the triggers that refuse it.
                try database.execute(sql: "PRAGMA recursive_triggers = ON")
            }
            pool = try DatabasePool(path: directory.appending(path: Self.fileName).path, configuration: configuration)
            try Self.migrate(pool)
            try Self.assertDurable(pool)
            try pool.writeWithoutTransaction { try LogHandle.writeAgain($0) }
        } catch let error as SpoolError {
            throw error
        } catch {
            throw SpoolError(.storage, "the spool in \(directory.path) does not open", cause: error)
        }
        writer = GroupWriter(pool: pool, directory: directory, sealer: sealer, clock: clock, chance: chance)
    }

    /// Makes every lane's row; a lane that exists keeps its state.
    public func prepare(lanes: [String]) throws(SpoolError) {
        try writeNow { database in
            for lane in lanes {
                try database.execute(
                    sql: "INSERT INTO lane (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [lane])
            }
        }
    }

    /// Waits for what is under way and closes the file.
    public func close() throws(SpoolError) {
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try pool.close()
        } catch {
            throw SpoolError(.storage, "the spool does not close", cause: error)
        }
    }

    private static func migrate(_ pool: DatabasePool) throws {
        var migrator = DatabaseMigrator()
        for migration in SpoolSchema.migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        let known = Set(SpoolSchema.migrations.map(\.name))
        if let newer = try pool.read({ try migrator.appliedIdentifiers($0) }).subtracting(known).min() {
            throw SpoolError(
                .newer, "the spool knows migration \(newer), this program does not; install a newer risiti")
        }
        try migrator.migrate(pool)
    }

    /// `synchronous=FULL` is set after the pool's own hook, which sets NORMAL, and checked (design §4).
    private static func assertDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            let keys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            guard synchronous == 2, mode == "wal", keys == 1 else {
                throw SpoolError(
                    .storage, "the writer is not durable: synchronous \(synchronous ?? -1), journal \(mode ?? "?")")
            }
        }
    }
}

/// Signs entries; lent by whoever keeps the device key.
public struct Sealer: Sendable {
    /// The public half, 32 bytes.
    public let key: [UInt8]
    /// Signs a hash of 32 bytes with Ed25519; gives 64 bytes.
    public let sign: @Sendable ([UInt8]) throws -> [UInt8]

    /// Makes a sealer.
    public init(key: [UInt8], sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.key = key
        self.sign = sign
    }
}

/// What the machine's clocks say; a value so that tests can set it.
public struct WallClock: Sendable {
    /// The wall clock.
    public let now: @Sendable () -> Timestamp
    /// Milliseconds since the machine was started.
    public let sinceBoot: @Sendable () -> Int64

    /// Makes a clock.
    public init(now: @escaping @Sendable () -> Timestamp, sinceBoot: @escaping @Sendable () -> Int64) {
        self.now = now
        self.sinceBoot = sinceBoot
    }

    /// The machine's own clocks.
    public static let system = WallClock(
        now: { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))) },
        sinceBoot: { Int64((ProcessInfo.processInfo.systemUptime * 1_000).rounded(.down)) })
}
