import CSQLite
import GRDB

/// SQLite's write-ahead log as a file, below the pager.
enum LogHandle {
    /// Read and written at a time: 64 KiB.
    private static let step = 1 << 16

    /// Lets a connection close without folding the log into the file: only the writer does that, and only when told.
    static func leaveOnClose(_ database: Database) throws {
        try check(risiti_sqlite_leave_log(database.sqliteConnection))
    }

    /// Writes every byte of the log again where it stands, and syncs it.
    ///
    /// Behind a hole in the log nothing is recovered. After a failed fsync Linux takes pages for clean that never
    /// reached the disk; the agent that met the error stops, and the next one reads those pages from memory, finds whole
    /// commits and builds on them: its own sales would be synced and yet be lost in a power cut. The same bytes once
    /// more close the hole before anything is acknowledged, as they do for what opening itself committed before the
    /// writer waited for the disk. Nobody is harmed: the writer's lock is held, and readers see what they saw. The log
    /// is bounded (16 MiB), so this takes a moment, and after a clean end there is next to none.
    static func writeAgain(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            var buffer = [CChar](repeating: 0, count: step)
            try check(risiti_sqlite_write_log_again(database.sqliteConnection, &buffer, CInt(buffer.count)))
            return .rollback
        }
    }

    private static func check(_ code: CInt) throws {
        guard code == ResultCode.SQLITE_OK.rawValue else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
