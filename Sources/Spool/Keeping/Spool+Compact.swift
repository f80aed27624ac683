public import Foundation
import GRDB

/// What compacting gave back.
public struct Compaction: Sendable {
    /// The file and its log before, in bytes.
    public let before: Int64
    /// The file and its log after, in bytes.
    public let after: Int64
    /// Bytes inside the file that hold nothing and are used again by later sales.
    public let unused: Int64
}

extension Spool {
    /// Pages that are given back in one transaction, so that a till waits a few milliseconds at most: 1 MiB.
    private static let compactStep = 256

    /// Gives space back while tills sell: drops old events, gives free pages back in small steps where the file allows
    /// it, and folds the log in.
    ///
    /// The file is never written anew while it is in use: `VACUUM` would keep every till waiting for as long as it takes.
    public func compact() async throws(SpoolError) -> Compaction {
        let before = size()
        try await trimEvents()
        let canShrink = try await read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") == 2 }
        if canShrink {
            while try await unusedPages() > 0 {
                let left = try await unusedPages()
                try await step()
                guard try await unusedPages() < left else { break }
            }
        }
        try await checkpoint(idle: true)
        let after = size()
        return Compaction(
            before: before.fileBytes + before.logBytes, after: after.fileBytes + after.logBytes,
            unused: try await read { try Self.unusedBytes($0) })
    }

    /// Writes a cold file anew without the pages that hold nothing; no agent may have it open.
    ///
    /// - Throws: ``SpoolError`` `full` where twice the file's size is not free, `corrupt` where the chain does not hold
    ///   before or after.
    public static func compact(file: URL) throws(SpoolError) -> Compaction {
        let before = StableFile.size(file.path) + StableFile.size(file.path + "-wal")
        _ = try check(file)
        let free = StableFile.freeBytes(at: file.deletingLastPathComponent()) ?? .max
        guard free >= 2 * before + reserveBytes else {
            throw SpoolError(
                .full,
                "compacting takes up to \(2 * before >> 20) MiB beside the reserve and \(free >> 20) MiB are free")
        }
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM")
                _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch {
            throw spoolError(error)
        }
        let copy = try check(file)
        return Compaction(before: before, after: copy.bytes, unused: 0)
    }

    private func unusedPages() async throws(SpoolError) -> Int {
        try await read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 }
    }

    private func step() async throws(SpoolError) {
        try watch.gate()
        do {
            try await pool.writeWithoutTransaction { database in
                _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(Self.compactStep))")
            }
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
    }

    private static func unusedBytes(_ database: Database) throws -> Int64 {
        let pages = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        return pages * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }
}
