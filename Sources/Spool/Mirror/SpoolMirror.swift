import Dispatch
import Fiscal
public import Foundation
import GRDB
import Synchronization

/// Keeps a second copy of a running spool on another medium, at most one group commit behind while the medium is there.
///
/// The medium gets a whole copy, then what each commit wrote, as pages: a till never waits for it. All that touches the
/// medium runs on a thread of its own.
public final class SpoolMirror: Sendable {
    private struct Now {
        var state = MirrorView.State.copying
        var reason: String?
        var isAttached = false
        var hasTask: Bool?
        var stops = false
    }

    private let spool: Spool
    private let medium: MirrorMedium
    private let key: [UInt8]
    private let clock: WallClock
    private let tap: MirrorTap
    private let now = Mutex(Now())
    private let work = Mutex(Work())
    private let thread = DispatchQueue(label: "risiti.spool.mirror")

    /// What only the thread touches.
    private struct Work {
        var log: LogWriter?
        var pageBytes = 0
        var marker = ""
        var pool: ObjectIdentifier?
    }

    /// The fact under which the spool remembers the medium.
    private static let markerFact = "mirror.marker"
    /// The log on the medium is folded in at this size: 16 MiB.
    private static let largestLogBytes = 16 << 20
    /// Commits that may be under way before the mirror calls itself behind: the one that is carried and the one after.
    private static let underWay: Int64 = 2

    /// Makes a mirror of a spool in a directory; nothing is touched yet.
    public convenience init(of spool: Spool, in directory: URL, key: [UInt8], clock: WallClock) {
        self.init(of: spool, in: directory, key: key, clock: clock, limit: MirrorTap.limit)
    }

    init(of spool: Spool, in directory: URL, key: [UInt8], clock: WallClock, limit: Int) {
        self.spool = spool
        medium = MirrorMedium(directory: directory)
        self.key = key
        self.clock = clock
        tap = MirrorTap(log: spool.directory.appending(path: Spool.fileName).path + "-wal", limit: limit)
    }

    /// One element for each commit, or each few, while the medium is there.
    public var commits: AsyncStream<Void> { tap.commits }

    /// How the mirror stands.
    public var view: MirrorView {
        let (state, reason) = now.withLock { ($0.state, $0.reason) }
        let behind = tap.behind
        return MirrorView(
            path: medium.directory.path, state: state == .current && behind > Self.underWay ? .behind : state,
            behind: behind, reason: reason)
    }

    /// Looks after the medium: makes the copy where there is none yet, notices that the medium is away or back.
    public func look() async {
        await settle(await onThread { self.lookNow() })
    }

    /// Carries what was committed to the medium, where it is there.
    public func carry() async {
        await settle(await onThread { self.carryNow() })
    }

    /// Gives up a whole copy that is under way; for the moment when the agent is told to stop.
    public func giveUpCopying() {
        now.withLock { $0.stops = true }
    }

    /// Carries the rest and leaves one file without a log on the medium.
    public func finish() async {
        now.withLock { $0.stops = true }
        await settle(await onThread { self.finishNow() })
        tap.end()
    }

    // MARK: - On the thread

    private func lookNow() -> String? {
        guard now.withLock({ $0.isAttached }) else { return attachNow() }
        return carryNow()
    }

    private func attachNow() -> String? {
        do {
            let known = try spool.pool.read {
                try String.fetchOne($0, sql: "SELECT value FROM fact WHERE name = ?", arguments: [Self.markerFact])
            }
            let marker = try medium.recognise(known: known, key: key, home: spool.directory)
            now.withLock { ($0.state, $0.reason) = (.copying, nil) }
            if known != marker { try remember(marker) }
            try copyWhole()
            work.withLock { $0.marker = marker }
            now.withLock { ($0.state, $0.reason, $0.isAttached) = (.current, nil, true) }
            return carryNow()
        } catch {
            return lose(error)
        }
    }

    private func carryNow() -> String? {
        guard now.withLock({ $0.isAttached }) else { return nil }
        do {
            let (marker, pool) = work.withLock { ($0.marker, $0.pool) }
            guard medium.marker()?.id == marker else {
                throw MirrorFault("\(medium.directory.path) is gone; plug the medium in again")
            }
            guard pool == ObjectIdentifier(spool.pool), let (group, upTo) = tap.take() else {
                now.withLock { $0.isAttached = false }
                return attachNow()
            }
            guard !group.isEmpty else {
                tap.arrived(upTo)
                return nil
            }
            try log().append(group)
            tap.arrived(upTo)
            if try log().bytes >= Self.largestLogBytes { try fold() }
            return nil
        } catch {
            return lose(error)
        }
    }

    private func finishNow() -> String? {
        let reason = carryNow()
        guard now.withLock({ $0.isAttached }) else { return reason }
        do {
            try fold()
        } catch {
            return lose(error)
        }
        return reason
    }

    private func lose(_ error: any Error) -> String? {
        tap.end()
        work.withLock { $0.log = nil }
        let reason =
            (error as? MirrorFault)?.sentence ?? (error as? SpoolError)?.sentence
            ?? (error as? DatabaseError)?.message.map { "the medium cannot be written: \($0)" }
            ?? "the medium cannot be used"
        return now.withLock { now in
            (now.state, now.reason, now.isAttached) = (.lost, reason, false)
            return now.stops ? nil : reason
        }
    }

    /// Makes a whole copy beside the one that is there, and lets it take its place once it is complete.
    private func copyWhole() throws {
        let draft = medium.directory.appending(path: MirrorMedium.fileName + ".new")
        let size = spool.size()
        let free = StableFile.freeBytes(at: medium.directory) ?? .max
        guard free > size.fileBytes + size.logBytes + Int64(Self.largestLogBytes) else {
            throw MirrorFault(
                "the medium is too small: \(free >> 20) MiB are free, \(size.fileBytes >> 20) MiB are needed")
        }
        do {
            try snapshot(to: draft)
            try StableFile.sync(draft)
            // The log that is there belongs to the copy that is there: it is folded in before another copy takes over.
            work.withLock { $0.log = nil }
            try? fold()
            for ending in ["-wal", "-shm", "-journal"] { StableFile.discard(URL(filePath: medium.file.path + ending)) }
            try StableFile.place(draft, at: medium.file, replacing: true)
        } catch {
            StableFile.discard(draft)
            throw error
        }
        work.withLock { $0.log = nil }
    }

    private func snapshot(to draft: URL) throws {
        let pool = spool.pool
        let isKnown = work.withLock { work in
            defer { work.pool = ObjectIdentifier(pool) }
            return work.pool == ObjectIdentifier(pool)
        }
        if !isKnown { pool.add(transactionObserver: tap, extent: .databaseLifetime) }
        let copied = Mutex<Result<Int, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let goesOn: @Sendable (CopyProgress) -> Bool = { _ in !self.now.withLock { $0.stops } }
        try pool.writeWithoutTransaction { _ in
            try tap.begin()
            pool.asyncConcurrentRead { reader in
                let result = Result {
                    let database = try reader.get()
                    try Spool.write(snapshot: database, to: draft, keepingLog: true, goesOn: goesOn)
                    return try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4_096
                }
                copied.withLock { $0 = result }
                done.signal()
            }
        }
        done.wait()
        let pageBytes = try copied.withLock { try $0?.get() } ?? 4_096
        work.withLock { $0.pageBytes = pageBytes }
    }

    private func log() throws(MirrorFault) -> LogWriter {
        if let log = work.withLock({ $0.log }) { return log }
        let fresh = try LogWriter(path: medium.log, pageBytes: work.withLock { $0.pageBytes })
        do {
            try StableFile.sync(medium.directory)
        } catch {
            throw MirrorFault(error.sentence)
        }
        work.withLock { $0.log = fresh }
        return fresh
    }

    /// Has SQLite fold the log into the copy; afterwards there is no log.
    private func fold() throws {
        work.withLock { $0.log = nil }
        guard FileManager.default.fileExists(atPath: medium.file.path) else { return }
        let queue = try DatabaseQueue(path: medium.file.path)
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL")
            _ = try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }

    private func remember(_ marker: String) throws {
        let time = clock.now().milliseconds
        try spool.watch.gate()
        try spool.pool.write { database in
            try database.execute(
                literal: """
                    INSERT INTO fact (name, value, at_ms) VALUES (\(Self.markerFact), \(marker), \(time))
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms
                    """)
        }
    }

    private func onThread(_ body: @escaping @Sendable () -> String?) async -> String? {
        await withCheckedContinuation { continuation in
            thread.async { continuation.resume(returning: body()) }
        }
    }

    // MARK: - The task for a person

    /// Raises the task where the medium was lost, and resolves it where it is back.
    private func settle(_ reason: String?) async {
        if let reason {
            guard now.withLock({ $0.hasTask != true }) else { return }
            let trouble = Trouble(
                code: "spool.mirror_lost",
                reason: "The mirror at \(medium.directory.path) is not kept: \(reason).",
                evidence: ["path": medium.directory.path],
                action:
                    "Plug the medium in again, or take `mirror` out of risiti.yaml; sales and sending go on meanwhile.")
            guard (try? await spool.raise(trouble, lane: nil, at: clock.now())) != nil else { return }
            now.withLock { $0.hasTask = true }
        } else if now.withLock({ $0.isAttached && $0.hasTask != false }) {
            guard (try? await spool.clear(tasks: "spool.mirror_lost", at: clock.now())) != nil else { return }
            now.withLock { $0.hasTask = false }
        }
    }
}

extension Spool {
    /// Resolves the open tasks of a code: what they were raised for has passed by itself.
    func clear(tasks code: String, at time: Timestamp) async throws(SpoolError) {
        let isOpen = try await read { database in
            try Int64.fetchOne(
                database, literal: "SELECT count(*) FROM task WHERE code = \(code) AND resolved_at_ms IS NULL") ?? 0
        }
        guard isOpen > 0 else { return }
        try await write { database in
            try database.execute(
                literal: """
                    UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'by itself'
                    WHERE code = \(code) AND resolved_at_ms IS NULL
                    """)
        }
        signals.ring()
    }

    /// Puts a mirror's file and its log together in a new file, from which ``restore(from:into:clock:)`` can be made.
    ///
    /// - Throws: ``SpoolError``; then nothing of the new file is left.
    public static func gather(mirror directory: URL, into draft: URL) throws(SpoolError) {
        let medium = MirrorMedium(directory: directory)
        guard FileManager.default.fileExists(atPath: medium.file.path) else {
            throw SpoolError(.notFound, "there is no mirror in \(directory.path)")
        }
        let raw = URL(filePath: draft.path + ".raw")
        defer { StableFile.discard(raw) }
        do {
            StableFile.discard(raw)
            try FileManager.default.copyItem(atPath: medium.file.path, toPath: raw.path)
            if FileManager.default.fileExists(atPath: medium.log) {
                try FileManager.default.copyItem(atPath: medium.log, toPath: raw.path + "-wal")
            }
        } catch {
            throw SpoolError(.storage, "the mirror in \(directory.path) cannot be read", cause: error)
        }
        _ = try copy(raw, to: draft)
    }
}
