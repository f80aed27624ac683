import GRDB
import GRDBSQLite

/// SQLite's write-ahead log as a file, below the pager.
enum LogHandle {
    /// Read and written at a time: 64 KiB.
    private static let step: Int32 = 1 << 16

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
            var log: UnsafeMutablePointer<sqlite3_file>?
            let found = withUnsafeMutablePointer(to: &log) {
                sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, $0)
            }
            guard found == SQLITE_OK, let log, let methods = log.pointee.pMethods?.pointee else {
                throw SpoolError(.storage, "SQLite does not show its log: \(found)")
            }
            try writeAgain(log, methods)
            return .rollback
        }
    }

    private static func writeAgain(_ log: UnsafeMutablePointer<sqlite3_file>, _ methods: sqlite3_io_methods) throws {
        var size: sqlite3_int64 = 0
        try check(methods.xFileSize?(log, &size))
        guard size > 0 else { return }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: Int(step), alignment: 8)
        defer { bytes.deallocate() }
        var offset: sqlite3_int64 = 0
        while offset < size {
            let length = Int32(min(sqlite3_int64(step), size - offset))
            try check(methods.xRead?(log, bytes, length, offset))
            try check(methods.xWrite?(log, bytes, length, offset))
            offset += sqlite3_int64(length)
        }
        try check(methods.xSync?(log, SQLITE_SYNC_NORMAL))
    }

    private static func check(_ code: Int32?) throws {
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code ?? SQLITE_ERROR)) }
    }
}
