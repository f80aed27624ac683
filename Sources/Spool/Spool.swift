public import Fiscal
public import Foundation
import GRDB
import SpoolSchema

/// The shop's one SQLite file: journal, lanes, receipts, tasks.
///
/// One connection writes and checkpoints; every other one only reads (design §4). All writes go through ``write(_:)``,
/// sales through the group commit of ``append(_:)``.
public final class Spool: Sendable {
    let store: ConnectionStore
    let watch: HealthWatch
    let directory: URL
    let writer: GroupWriter
    let sealers: SealerStore
    let clock: WallClock
    let signals = Signals()
    let chance: Chance
    let log = LogKeeper()
    let jobCount = JobCount()
    let place: TransactionPlace

    /// Bytes that stay free on the disk so that draining and printing go on when sales are refused: 64 MiB.
    public static let reserveBytes: Int64 = 64 << 20
    /// The name of the file inside the data directory.
    public static let fileName = "risiti.sqlite"
    /// Readers at the same time; a till's machine has few cores.
    private static let readerLimit = 4

    /// Opens the spool in a data directory, making and migrating it where needed.
    ///
    /// A spool that is older than what was acknowledged here opens, and takes no writes: ``health`` says why.
    ///
    /// - Parameter next: the key of a rotation that may have been cut off: it seals where the journal says so.
    /// - Throws: ``SpoolError`` `newer` where the file knows migrations that we do not, `corrupt` where it is damaged or
    ///   no spool, `storage` for anything else.
    public init(
        directory: URL, sealer: Sealer, next: Sealer? = nil, clock: WallClock = .system, chance: Chance = .system,
        transactions place: TransactionPlace = .connection
    ) throws {
        self.place = place
        self.directory = directory
        (sealers, self.clock, self.chance) = (SealerStore(sealer, next: next), clock, chance)
        watch = HealthWatch(directory: directory)
        try Restoration.finish(in: directory)
        do {
            let pool = try Self.openPool(in: directory, log: log)
            store = ConnectionStore(pool)
            try Self.migrate(pool, in: directory)
        } catch let error as SpoolError {
            throw error
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            throw SpoolError(
                .corrupt,
                "the spool in \(directory.path) is damaged; run: risiti spool restore --from-mirror, or "
                    + "risiti spool restore BACKUP", cause: error)
        } catch  where StableFile.isReadOnly(directory) {
            throw SpoolError(.readOnly, "the disk of \(directory.path) takes no writes", cause: error)
        } catch {
            throw SpoolError(.storage, "the spool in \(directory.path) does not open", cause: error)
        }
        writer = GroupWriter(
            store: store, watch: watch, log: log, directory: directory, sealers: sealers, clock: clock,
            chance: chance, place: place)
        do {
            try checkOpened()
        } catch {
            throw Self.spoolError(error)
        }
    }

    /// The connections, as they are now.
    var pool: DatabasePool { store.current }

    /// Opens the connections of a data directory's spool and checks that the writer waits for the disk.
    static func openPool(in directory: URL, log: LogKeeper) throws -> DatabasePool {
        _ = LogHandle.countsNoMemory
        var configuration = Configuration()
        configuration.label = "risiti.spool"
        configuration.maximumReaderCount = readerLimit
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try LogHandle.leaveOnClose(database)
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 16777216")
            // Without this, REPLACE deletes rows past the triggers that refuse it.
            try database.execute(sql: "PRAGMA recursive_triggers = ON")
        }
        let pool = try DatabasePool(path: directory.appending(path: fileName).path, configuration: configuration)
        try assertDurable(pool)
        try pool.writeWithoutTransaction { database in
            try LogHandle.writeAgain(database)
            LogHandle.watch(database, log)
        }
        return pool
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
            if !watch.now().refusesWrites {
                try keepHighWaterNow()
                try pool.writeWithoutTransaction { try log.foldAway($0) }
            }
            try pool.close()
        } catch {
            throw SpoolError(.storage, "the spool does not close", cause: error)
        }
    }

    /// Brings a spool to the newest schema; `directory` is where an older one is copied to before, nil for a copy itself.
    static func migrate(_ pool: some DatabaseWriter, in directory: URL? = nil) throws {
        var migrator = DatabaseMigrator()
        for migration in SpoolSchema.migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        try checkKnown(applied)
        if let directory, !applied.isEmpty,
            let next = SpoolSchema.migrations.first(where: { !applied.contains($0.name) })
        {
            try copyBefore(next.name, in: directory)
        }
        try migrator.migrate(pool)
    }

    /// Refuses a file that names a migration which this program does not know: a newer one wrote it.
    private static func checkKnown(_ applied: Set<String>) throws(SpoolError) {
        guard let newer = applied.subtracting(SpoolSchema.migrations.map(\.name)).min() else { return }
        throw SpoolError(.newer, "the spool knows migration \(newer), this program does not; install a newer risiti")
    }

    /// As the check at opening, for a file that is only read; one that names no migrations at all is no spool.
    static func checkMigrations(_ database: Database) throws {
        guard try database.tableExists("grdb_migrations") else {
            throw SpoolError(.corrupt, "the file is no spool: it does not say which migrations were applied")
        }
        try checkKnown(Set(try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations")))
    }

    /// A verified copy beside the spool before a newer schema takes it over: there is no way back but this one.
    private static func copyBefore(_ migration: String, in directory: URL) throws {
        let file = directory.appending(path: fileName)
        let target = directory.appending(path: "\(fileName).before-\(migration.prefix { $0 != "-" })")
        let draft = directory.appending(path: "\(target.lastPathComponent).new")
        _ = try copy(file, to: draft)
        try StableFile.place(draft, at: target, replacing: true)
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
