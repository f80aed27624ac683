import CSQLite
import GRDB

/// SQLite's write-ahead log as a file, below the pager.
enum LogHandle {
    /// The largest frame: a page of 64 KiB and its head of 24 bytes.
    private static let step = (1 << 16) + 24
    /// Added to the log at a time: 64 KiB, and four of them in one turn of the writer, some 30 ms of a slow card.
    private static let growth = 1 << 16
    private static let growthSteps: CInt = 4

    /// Done once and before the first connection: readers and the writer share no lock for the memory that they use.
    static let countsNoMemory = risiti_sqlite_count_no_memory() == ResultCode.SQLITE_OK.rawValue

    /// Lets a connection close without folding the log into the file: only the writer does that, and only when told.
    static func leaveOnClose(_ database: Database) throws {
        try check(risiti_sqlite_leave_log(database.sqliteConnection))
    }

    /// Writes the log again where it stands, to the end of what can be recovered of it, and syncs it.
    ///
    /// Behind a hole in the log nothing is recovered. After a failed fsync Linux takes pages for clean that never
    /// reached the disk; the agent that met the error stops, and the next one reads those pages from memory, finds whole
    /// commits and builds on them: its own sales would be synced and yet be lost in a power cut. The same bytes once
    /// more close the hole before anything is acknowledged, as they do for what opening itself committed before the
    /// writer waited for the disk. Nobody is harmed: the writer's lock is held, and readers see what they saw. The log
    /// is bounded (``LogKeeper``), so this takes a moment, and after a clean end there is next to none.
    static func writeAgain(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            var buffer = [CChar](repeating: 0, count: step)
            try check(risiti_sqlite_write_log_again(database.sqliteConnection, &buffer, CInt(buffer.count)))
            return .rollback
        }
    }

    /// Makes the log's file longer by a step, by zeros behind its end, and syncs it.
    ///
    /// SQLite passes over what is no frame of the log's present round, so nothing is said by it.
    static func grow(_ database: Database, to size: Int64) throws {
        try database.inTransaction(.immediate) {
            let zeros = [CChar](repeating: 0, count: growth)
            try check(
                risiti_sqlite_grow_log(database.sqliteConnection, zeros, CInt(growth), growthSteps, size))
            return .rollback
        }
    }

    /// Tells a keeper after each commit how many pages the log has.
    ///
    /// The connection holds the keeper for good, as SQLite does not say when it lets go: some bytes for each opening.
    static func watch(_ database: Database, _ keeper: LogKeeper) {
        _ = sqlite3_wal_hook(
            database.sqliteConnection,
            { keeper, _, _, pages in
                guard let keeper else { return ResultCode.SQLITE_OK.rawValue }
                Unmanaged<LogKeeper>.fromOpaque(keeper).takeUnretainedValue().note(pages: Int(pages))
                return ResultCode.SQLITE_OK.rawValue
            }, Unmanaged.passRetained(keeper).toOpaque())
    }

    private static func check(_ code: CInt) throws {
        guard code == ResultCode.SQLITE_OK.rawValue else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
