public import Fiscal
import Foundation
import GRDB
import Synchronization

extension Spool {
    /// How the spool and its disk are.
    public var health: SpoolHealth { watch.now() }

    /// Entries whose seals are checked again when the spool is opened: enough for what one crash can touch.
    private static let tailEntries = 64

    /// Opens the file again after the disk failed, checks it, writes once, and lets sales in again.
    ///
    /// The pages that a failed fsync left in the machine's memory are thrown away first, so that what is checked is what
    /// the disk has. Does nothing where the spool is well, or where only a person can mend it.
    ///
    /// - Returns: the health after it.
    public func recover(at time: Timestamp) async -> SpoolHealth {
        guard watch.now().mayRecover else { return watch.now() }
        let wasCorrupt = watch.now().state == .corrupt
        if StableFile.isReadOnly(directory) { return watch.now() }
        do {
            try store.current.close()
            FileCacheHandle.drop(directory.appending(path: Self.fileName).path)
            log.begin()
            let fresh = try Self.openPool(in: directory, log: log)
            store.replace(with: fresh)
            try await checkTail(of: fresh, wholly: wasCorrupt)
            try await fresh.write { [self] database in
                _ = try handOverIfOwed(.keyLost, nil, database)
                try database.execute(
                    literal: """
                        INSERT INTO fact (name, value, at_ms) VALUES ('spool.recovered', 'checked', \(time.milliseconds))
                        ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms
                        """)
            }
            watch.recovered()
        } catch {
            watch.noteFailure(error)
        }
        signals.ring(.any)
        return watch.now()
    }

    /// Writes down how far the spool has come; for idle moments.
    public func keepHighWater() async throws(SpoolError) {
        guard !watch.now().refusesWrites else { return }
        let end = try await chainEnd()
        try keep(HighWater(sequence: end.sequence, hash: end.hash))
    }

    /// As ``keepHighWater()``, for the moment of closing.
    func keepHighWaterNow() throws {
        let mark = try pool.read { database in
            try Row.fetchOne(
                database, literal: "SELECT sequence, hash FROM journal_entry ORDER BY sequence DESC LIMIT 1"
            ).map { HighWater(sequence: $0["sequence"], hash: [UInt8]($0["hash"] as Data)) }
        }
        if let mark { try keep(mark) }
    }

    func keep(_ mark: HighWater) throws(SpoolError) {
        guard mark.sequence > 0, HighWater.read(in: directory) != mark else { return }
        try mark.write(in: directory)
    }

    /// Compares with the record beside the spool and checks the seals of the last entries; shuts the gate where they
    /// do not fit.
    func checkOpened() throws {
        let mark = HighWater.read(in: directory)
        let (older, tail) = try pool.read { database in
            (try mark?.fault(in: database), try ChainTail.fault(in: database, entries: Self.tailEntries))
        }
        if let older {
            watch.shut(.rolledBack, older)
        } else if let tail {
            watch.shut(
                .corrupt, "\(tail); no sale is taken. Stop the agent and run: risiti spool restore --from-mirror")
        }
    }

    private func checkTail(of pool: DatabasePool, wholly: Bool) async throws {
        let mark = watch.acknowledged ?? HighWater.read(in: directory)
        let fault = try await pool.read { database -> String? in
            if wholly {
                let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(3)")
                if faults != ["ok"] { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: faults.first) }
            }
            return try mark?.fault(in: database) ?? ChainTail.fault(in: database, entries: Self.tailEntries)
        }
        guard let fault else { return }
        watch.shut(.corrupt, fault)
        throw SpoolError(.corrupt, fault)
    }
}

/// The connections, which are made anew after the disk failed.
final class ConnectionStore: Sendable {
    private let pool: Mutex<DatabasePool>

    init(_ pool: DatabasePool) {
        self.pool = Mutex(pool)
    }

    var current: DatabasePool { pool.withLock { $0 } }

    func replace(with fresh: DatabasePool) {
        pool.withLock { $0 = fresh }
    }
}
