public import Fiscal
import Foundation
import GRDB

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
    /// Folds the write-ahead log into the file, on the writer, in a passive step that holds nobody up.
    ///
    /// Does nothing while the log is small (``LogKeeper``); `idle` says that no till is waiting.
    public func checkpoint(idle: Bool) async throws(SpoolError) {
        guard log.isDue(idle: idle), !watch.now().refusesWrites else { return }
        do {
            if place == .caller { return try foldHere() }
            try await pool.writeWithoutTransaction { [log] in try log.fold($0) }
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
    }

    private func foldHere() throws { try pool.writeWithoutTransaction { try log.fold($0) } }

    /// Folds the log in, however small it is.
    func foldLog() async throws(SpoolError) {
        do {
            try await pool.writeWithoutTransaction { [log] database in
                guard !log.stays else {
                    throw SpoolError(
                        .storage, "the disk failed while the log was folded in; it is kept until the next start")
                }
                try log.fold(database)
            }
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
    }

    /// Gives the log's file the size that it needs, in steps between which tills sell; see ``LogKeeper``.
    ///
    /// Not where the disk is nearly full: there it grows with what is written, as it must. A step after which the file
    /// is no larger was the last: somebody took it away or put another in its place.
    public func makeRoomInLog() async throws(SpoolError) {
        var before: Int64 = -1
        while watch.now().state == .healthy, case let bytes = size().logBytes, bytes < LogKeeper.roomBytes,
            bytes > before
        {
            before = bytes
            do {
                try await pool.writeWithoutTransaction { try LogHandle.grow($0, to: LogKeeper.roomBytes) }
            } catch {
                watch.noteFailure(error)
                throw Self.spoolError(error)
            }
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
