import Dispatch
import Fiscal
import Foundation
import GRDB
import Synchronization

/// Commits sales in groups: whatever has arrived while the last fsync ran shares the next one (design §3.2).
///
/// A lone till never waits for company: where nothing is under way, its sale is committed at once. The work is done on a
/// thread of its own, since it waits for the disk; where transactions have the caller's (``TransactionPlace``), so has
/// this, and a sale's answer comes behind all that it made the disk do.
final class GroupWriter: Sendable {
    private struct Pending {
        let sale: NewSale
        let answer: CheckedContinuation<Result<Appended, any Error>, Never>
    }

    private struct Line {
        var pending: [Pending] = []
        var isRunning = false
    }

    /// Sales in one transaction: bounds the time a till waits behind others, about 20 ms of hashing and signing.
    private static let groupLimit = 256
    /// Sales that may wait; beyond it the machine is told to come again.
    private static let queueLimit = 10_000

    private let store: ConnectionStore
    private let watch: HealthWatch
    private let log: LogKeeper
    private let directory: URL
    private let sealers: SealerStore
    private let clock: WallClock
    private let chance: Chance
    private let place: TransactionPlace
    private let memory = JournalMemory()
    private let line = Mutex(Line())
    private let queue = DispatchQueue(label: "risiti.spool.sales", qos: .userInitiated)

    init(
        store: ConnectionStore, watch: HealthWatch, log: LogKeeper, directory: URL, sealers: SealerStore,
        clock: WallClock, chance: Chance, place: TransactionPlace
    ) {
        self.store = store
        self.watch = watch
        self.log = log
        self.directory = directory
        self.sealers = sealers
        self.clock = clock
        self.chance = chance
        self.place = place
    }

    func append(_ sale: NewSale) async throws -> Appended {
        try await withCheckedContinuation { continuation in
            let (waiting, mustStart) = line.withLock { line in
                guard line.pending.count < Self.queueLimit else { return (line.pending.count, false) }
                line.pending.append(Pending(sale: sale, answer: continuation))
                defer { line.isRunning = true }
                return (0, !line.isRunning)
            }
            if waiting > 0 {
                let full = SpoolError(.full, "\(waiting) sales wait to be written; try again in a moment")
                continuation.resume(returning: .failure(full))
            }
            guard mustStart else { return }
            switch place {
            case .connection: queue.async { self.drain() }
            case .caller: drain()
            }
        }.get()
    }

    private func drain() {
        while let group = next() { commit(group) }
    }

    private func next() -> [Pending]? {
        line.withLock { line in
            guard !line.pending.isEmpty else {
                line.isRunning = false
                return nil
            }
            guard line.pending.count > Self.groupLimit else {
                defer { line.pending = [] }
                return line.pending
            }
            let group = Array(line.pending.prefix(Self.groupLimit))
            line.pending.removeFirst(group.count)
            return group
        }
    }

    private func commit(_ group: [Pending]) {
        do {
            try watch.gate()
            try checkReserve()
            let results = try store.current.write { database in
                var journal = try JournalHead(
                    database, sealers: sealers, clock: clock, chance: chance, memory: memory)
                return try group.map { pending in try journal.append(pending.sale, database) }
            }
            memory.end(durable: true)
            if let last = results.compactMap({ try? $0.get() }).last?.entry {
                watch.noteCommit(sequence: last.document.sequence, hash: last.seal.hash)
            }
            for (pending, result) in zip(group, results) {
                pending.answer.resume(returning: result)
            }
        } catch {
            memory.end(durable: false)
            // After an error of the disk nothing is tried again: the second try could be acknowledged and not be there.
            let isOver = watch.noteFailure(error)
            let error = Spool.spoolError(error)
            guard group.count > 1, !isOver, error.code != .full else {
                for pending in group { pending.answer.resume(returning: .failure(error)) }
                return
            }
            // Nothing of the group was stored. One sale must not take down its neighbours: each goes alone.
            for pending in group { commit([pending]) }
        }
        foldLogWhereDue()
    }

    /// After the answers were given: what is folded in here is durable already.
    private func foldLogWhereDue() {
        guard log.isDue(idle: false) else { return }
        do {
            try store.current.writeWithoutTransaction { try log.fold($0) }
        } catch {
            watch.noteFailure(error)
        }
    }

    private func checkReserve() throws {
        guard let free = StableFile.freeBytes(at: directory), free < Spool.reserveBytes else { return }
        throw SpoolError(.full, "only \(free >> 20) MiB are free, the reserve is \(Spool.reserveBytes >> 20) MiB")
    }
}
