public import Fiscal
import Foundation
import GRDB
import Synchronization

/// How large the spool is.
public struct SpoolSize: Sendable {
    /// The file, in bytes.
    public let fileBytes: Int64
    /// Its write-ahead log, in bytes.
    public let logBytes: Int64
    /// What is free on its disk, in bytes.
    public let freeBytes: Int64
}

/// The end of the chain at a moment.
public struct ChainEnd: Sendable {
    /// Entries in the journal.
    public let sequence: Int64
    /// The last entry's hash; 32 zero bytes before the first.
    public let hash: [UInt8]
}

extension Spool {
    /// The log is folded into the file in idle moments once it holds this much: 1 MiB.
    private static let quietLogBytes: Int64 = 1 << 20
    /// Under load it is folded in all the same at this size, so that it never grows past it for long: 16 MiB.
    private static let largestLogBytes: Int64 = 16 << 20

    /// Folds the write-ahead log into the file, on the writer, in a passive step that holds nobody up.
    ///
    /// Does nothing while the log is small; `idle` says that no till is waiting.
    public func checkpoint(idle: Bool) async throws(SpoolError) {
        let limit = idle ? Self.quietLogBytes : Self.largestLogBytes
        // After a failed folding the log stays as it is until the next start; see fold(_:).
        guard size().logBytes >= limit, !watch.now().refusesWrites, !logStays.withLock({ $0 }) else { return }
        try await foldLog()
    }

    /// Folds the log in, however small it is.
    func foldLog() async throws(SpoolError) {
        do {
            try await pool.writeWithoutTransaction { database in
                guard !logStays.withLock({ $0 }) else {
                    throw SpoolError(
                        .storage, "the disk failed while the log was folded in; it is kept until the next start")
                }
                try fold { _ = try database.checkpoint(.passive) }
            }
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
    }

    /// Folds the log in; where the disk fails at that, the log stays until the next start.
    ///
    /// After a failed fsync Linux takes pages of the file for clean that never reached the disk, and SQLite does not
    /// write those again that an earlier, partial folding had counted as done: the next one would succeed, the log be
    /// written over, and the pages be gone. A new start counts nothing as done and writes them all.
    func fold(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
            logStays.withLock { $0 = true }
            throw error
        }
    }

    /// How large the spool is.
    public func size() -> SpoolSize {
        let file = directory.appending(path: Self.fileName).path
        return SpoolSize(
            fileBytes: StableFile.size(file), logBytes: StableFile.size(file + "-wal"),
            freeBytes: StableFile.freeBytes(at: directory) ?? 0)
    }

    /// The end of the chain.
    public func chainEnd() async throws(SpoolError) -> ChainEnd {
        try await read { database in
            let row = try Row.fetchOne(
                database, literal: "SELECT sequence, hash FROM journal_entry ORDER BY sequence DESC LIMIT 1")
            return ChainEnd(
                sequence: row?["sequence"] ?? 0, hash: row.map { [UInt8]($0["hash"] as Data) } ?? Seal.genesis)
        }
    }

    /// When the last entry was accepted; nil in an empty journal.
    public func lastAcceptedAt() async throws(SpoolError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT coalesce(s.accepted_at_ms, n.accepted_at_ms) FROM journal_entry e
                    LEFT JOIN sale s USING (sequence) LEFT JOIN notice n USING (sequence)
                    ORDER BY e.sequence DESC LIMIT 1
                    """
            ).map(Timestamp.init(milliseconds:))
        }
    }
}
