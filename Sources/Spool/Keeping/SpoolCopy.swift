public import Foundation
import GRDB

/// How far a copy is.
public struct CopyProgress: Sendable {
    /// Pages that are copied.
    public let done: Int
    /// Pages of the spool.
    public let total: Int

    /// Makes a reading.
    public init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }
}

/// A copy of a spool that was verified after it was written.
public struct SpoolCopy: Sendable {
    /// What replaying its journal found.
    public let verification: Verification
    /// Its size in bytes.
    public let bytes: Int64
}

extension Spool {
    /// Pages that are copied between two looks at whether to go on: 4 MiB.
    private static let copyStep: CInt = 1_024

    /// Copies a spool, of a running agent or a cold one, to a new file, and verifies the copy.
    ///
    /// One snapshot is read from beginning to end, by a connection that never writes or checkpoints; the log of a running
    /// agent cannot be folded in beyond it meanwhile and grows by what is sold. The copy is one file without a log, durable.
    ///
    /// - Parameter goesOn: told how far it is; false gives up.
    /// - Throws: ``SpoolError``; then nothing of the copy is left.
    public static func copy(
        _ file: URL, to draft: URL, goesOn: @escaping @Sendable (CopyProgress) -> Bool = { _ in true }
    ) throws(SpoolError) -> SpoolCopy {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw SpoolError(.notFound, "there is no spool at \(file.path)")
        }
        let needed = StableFile.size(file.path) + StableFile.size(file.path + "-wal")
        let free = StableFile.freeBytes(at: draft.deletingLastPathComponent())
        if let free, free < needed + (sharesDisk(file, draft) ? reserveBytes : 0) {
            throw SpoolError(
                .full, "a copy takes up to \(needed >> 20) MiB and \(free >> 20) MiB are free beside \(draft.path)")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let source = try DatabaseQueue(path: file.path, configuration: configuration)
            defer { try? source.close() }
            try source.read { try write(snapshot: $0, to: draft, keepingLog: false, goesOn: goesOn) }
            let copy = try check(draft)
            try StableFile.sync(draft)
            return copy
        } catch {
            StableFile.discard(draft)
            throw spoolError(error)
        }
    }

    /// Replays a copy's journal and has SQLite check its pages.
    ///
    /// - Throws: ``SpoolError`` `corrupt` where either finds a fault.
    public static func check(_ file: URL) throws(SpoolError) -> SpoolCopy {
        let verification = try verify(file: file)
        if let first = verification.firstBreak {
            throw SpoolError(
                .corrupt, "the chain breaks at entry \(first.sequence) of \(file.lastPathComponent): \(first.reason)")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            defer { try? queue.close() }
            let faults = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
            guard faults == ["ok"] else {
                throw SpoolError(.corrupt, "\(file.lastPathComponent) is damaged: \(faults.joined(separator: "; "))")
            }
        } catch {
            throw spoolError(error)
        }
        return SpoolCopy(verification: verification, bytes: StableFile.size(file.path))
    }

    /// Writes the picture that a reading connection sees to a new file.
    ///
    /// - Parameter keepingLog: whether the copy stays in SQLite's WAL mode.
    static func write(
        snapshot source: Database, to draft: URL, keepingLog: Bool, goesOn: @escaping @Sendable (CopyProgress) -> Bool
    ) throws {
        // The snapshot begins with the first read; from then on the copy needs no second start.
        _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_master")
        StableFile.discard(draft)
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw SpoolError(.storage, "\(draft.path) cannot be made") }
        var configuration = Configuration()
        configuration.prepareDatabase {
            try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        let target = try DatabaseQueue(path: draft.path, configuration: configuration)
        defer { try? target.close() }
        try target.writeWithoutTransaction { database in
            try source.backup(to: database, pagesPerStep: copyStep) { progress in
                guard goesOn(CopyProgress(done: progress.completedPageCount, total: progress.totalPageCount)) else {
                    throw SpoolError(.cancelled, "the copy was given up; nothing of it is left")
                }
            }
        }
        // The last step is not asked about, and a small spool is copied in one.
        let pages = try target.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        guard goesOn(CopyProgress(done: pages, total: pages)) else {
            throw SpoolError(.cancelled, "the copy was given up; nothing of it is left")
        }
        guard !keepingLog else { return }
        let mode = try target.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        guard mode == "delete" else {
            throw SpoolError(.storage, "the copy stays in journal mode \(mode ?? "unknown")")
        }
    }

    private static func sharesDisk(_ one: URL, _ other: URL) -> Bool {
        StableFile.disk(of: one.deletingLastPathComponent()) == StableFile.disk(of: other.deletingLastPathComponent())
    }
}
