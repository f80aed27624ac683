import Fiscal
public import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#endif

/// A spool that was put back from a backup.
///
/// The copy is made beside the spool under another name, checked, and given its mark. Its last renaming to
/// `risiti.restored-XYZ.sqlite` is the moment of truth: before it the old spool stands, after it the new one does, and
/// whatever is left to rename is done by ``finish(in:)``, here or at the next opening. `XYZ` is the new series.
public struct Restoration: Sendable, Hashable {
    /// The series of temporary numbers that begins at the next start.
    public let series: String
    /// Entries that were put back.
    public let entries: Int64
    /// The hash of the last of them, hexadecimal.
    public let hash: String
    /// Where the spool that stood there before lies now.
    public let movedAside: URL?

    private static let draft = "risiti.restoring.sqlite"
    private static let ready = "risiti.restored-"
    private static let aside = "risiti.before-"
    private static let ending = ".sqlite"
    /// SQLite's files of one database, the log before the file that it belongs to.
    private static let companions = ["-wal", "-shm", ""]

    /// Renames what a restore left to be renamed; does nothing where there is none.
    static func finish(in directory: URL) throws(SpoolError) {
        guard let series = waiting(in: directory) else { return }
        let names = (own: Spool.fileName, aside: aside + series + ending)
        for companion in companions {
            try move(names.own + companion, to: names.aside + companion, in: directory)
        }
        HighWater.forget(in: directory)
        try StableFile.sync(directory)
        try move(ready + series + ending, to: names.own, in: directory)
        try StableFile.sync(directory)
    }

    /// The series of a copy that is complete and waits to be put in place.
    private static func waiting(in directory: URL) -> String? {
        series(in: directory, prefix: ready).min()
    }

    /// The series in the names of a directory's files.
    private static func series(in directory: URL, prefix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix(prefix), name.hasSuffix(ending) else { return nil }
            let series = name.dropFirst(prefix.count).dropLast(ending.count)
            return Series.isValid(series) ? String(series) : nil
        }
    }

    private static func move(_ name: String, to other: String, in directory: URL) throws(SpoolError) {
        let path = directory.appending(path: name).path
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard rename(path, directory.appending(path: other).path) == 0 else {
            throw SpoolError(.storage, "\(name) could not be renamed to \(other) (errno \(errno))")
        }
    }
}

extension Spool {
    /// Puts a backup in place of a directory's spool; no agent may have that open.
    ///
    /// The backup is a plain SQLite file that was closed. It is copied and the copy checked before anything else
    /// changes; a spool that stands there is moved aside, never deleted. The next start begins a new series of temporary
    /// numbers and sends nothing to KRA until it was reconciled. A crash leaves the old spool or the new one, and this
    /// can be called again.
    /// - Throws: ``SpoolError`` `notFound`; `refused` for a file that is not closed or does not hold; `newer`; `full`.
    public static func restore(
        from file: URL, into directory: URL, clock: WallClock
    ) throws(SpoolError) -> Restoration {
        do {
            return try Restoration.make(from: file, in: directory, at: clock.now())
        } catch {
            throw spoolError(error)
        }
    }
}

extension Restoration {
    fileprivate static func make(from file: URL, in directory: URL, at time: Timestamp) throws -> Restoration {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw SpoolError(.notFound, "there is no backup at \(file.path)")
        }
        let log = (try? FileManager.default.attributesOfItem(atPath: file.path + "-wal")[.size] as? NSNumber) ?? 0
        guard log.int64Value == 0 else {
            throw SpoolError(
                .refused, "\(file.lastPathComponent) was not closed: its log holds \(log) bytes more; back it up again")
        }
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try finish(in: directory)
        let copy = directory.appending(path: draft)
        StableFile.discard(copy)
        do {
            try FileManager.default.copyItem(at: file, to: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy.path)
            let found = try check(copy, named: file.lastPathComponent)
            let series = try mark(copy, in: directory, at: time)
            try StableFile.sync(copy)
            try StableFile.sync(directory)
            let former = directory.appending(path: Spool.fileName)
            let hadFormer = FileManager.default.fileExists(atPath: former.path)
            try move(draft, to: ready + series + ending, in: directory)
            try StableFile.sync(directory)
            try finish(in: directory)
            return Restoration(
                series: series, entries: found.entries, hash: found.hash,
                movedAside: hadFormer ? directory.appending(path: aside + series + ending) : nil)
        } catch {
            StableFile.discard(copy)
            throw error
        }
    }

    /// What is in the copy holds, to the last page and entry.
    private static func check(_ copy: URL, named name: String) throws -> Verification {
        let found: Verification
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: copy.path, configuration: configuration)
            let pages = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard pages == "ok" else { throw SpoolError(.refused, "\(name) is damaged: \(pages ?? "no answer")") }
            found = try queue.read { try ChainReplay.run($0, since: nil) }
            try queue.close()
        } catch let error as DatabaseError {
            throw SpoolError(.refused, "\(name) is not a spool, or is damaged", cause: error)
        }
        if let first = found.firstBreak {
            throw SpoolError(.refused, "\(name) does not hold: entry \(first.sequence), \(first.reason)")
        }
        return found
    }

    /// Writes into the copy that it was restored, and which series it begins.
    private static func mark(_ copy: URL, in directory: URL, at time: Timestamp) throws -> String {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let queue = try DatabaseQueue(path: copy.path, configuration: configuration)
        try Spool.migrate(queue)
        var begun = try queue.read(seriesBegun)
        begun.formUnion(Self.series(in: directory, prefix: aside))
        begun.formUnion(seriesBegun(besides: directory.appending(path: Spool.fileName)))
        var random = SystemRandomNumberGenerator()
        guard let series = Series.random(besides: begun, using: &random) else {
            throw SpoolError(.refused, "every series of temporary numbers was begun before")
        }
        try queue.write { database in
            try database.run(
                "INSERT INTO restoration (series, restored_at_ms) VALUES (\(series), \(time.milliseconds))")
        }
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try queue.close()
        return series
    }

    /// The series that a spool began; none where it cannot be read any more, which may be why it is replaced.
    private static func seriesBegun(besides file: URL) -> Set<String> {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        var configuration = Configuration()
        configuration.readonly = true
        guard let queue = try? DatabaseQueue(path: file.path, configuration: configuration),
            let begun = try? queue.read(seriesBegun)
        else { return [] }
        try? queue.close()
        return begun
    }

    private static func seriesBegun(_ database: Database) throws -> Set<String> {
        var begun = Set(try String.fetchAll(database, sql: "SELECT DISTINCT series FROM till_counter"))
        if try database.tableExists("notice") {
            begun.formUnion(try String.fetchAll(database, sql: "SELECT series FROM notice WHERE series IS NOT NULL"))
            begun.formUnion(try String.fetchAll(database, sql: "SELECT series FROM restoration"))
        }
        return begun
    }
}
