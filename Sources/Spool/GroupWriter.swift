import Crypto
import Fiscal
import Foundation
import GRDB

/// Commits sales in groups: whatever has arrived while the last fsync ran shares the next one (design §3.2).
///
/// A lone till never waits for company: where nothing is under way, its sale is committed at once.
actor GroupWriter {
    private struct Pending {
        let sale: NewSale
        let answer: CheckedContinuation<Result<Appended, any Error>, Never>
    }

    /// Sales in one transaction: bounds the time a till waits behind others, about 20 ms of hashing and signing.
    private static let groupLimit = 256
    /// Sales that may wait; beyond it the machine is told to come again.
    private static let queueLimit = 10_000

    private let store: ConnectionStore
    private let watch: HealthWatch
    private let directory: URL
    private let sealers: SealerStore
    private let clock: WallClock
    private let chance: Chance
    private var pending: [Pending] = []
    private var running = false

    init(
        store: ConnectionStore, watch: HealthWatch, directory: URL, sealers: SealerStore, clock: WallClock,
        chance: Chance
    ) {
        self.store = store
        self.watch = watch
        self.directory = directory
        self.sealers = sealers
        self.clock = clock
        self.chance = chance
    }

    func append(_ sale: NewSale) async throws -> Appended {
        guard pending.count < Self.queueLimit else {
            throw SpoolError(.full, "\(pending.count) sales wait to be written; try again in a moment")
        }
        return try await withCheckedContinuation { continuation in
            pending.append(Pending(sale: sale, answer: continuation))
            if !running {
                running = true
                Task { await self.drain() }
            }
        }.get()
    }

    private func drain() async {
        while !pending.isEmpty {
            let group = Array(pending.prefix(Self.groupLimit))
            pending.removeFirst(group.count)
            await commit(group)
        }
        running = false
    }

    private func commit(_ group: [Pending]) async {
        let (sealers, clock, chance) = (sealers, clock, chance)
        do {
            try watch.gate()
            try checkReserve()
            let sales = group.map(\.sale)
            let results = try await store.current.write { database in
                var journal = try JournalHead(database, sealers: sealers, clock: clock, chance: chance)
                return try sales.map { sale in try journal.append(sale, database) }
            }
            if let last = results.compactMap({ try? $0.get() }).last?.entry {
                watch.noteCommit(sequence: last.document.sequence, hash: last.seal.hash)
            }
            for (pending, result) in zip(group, results) {
                pending.answer.resume(returning: result)
            }
        } catch {
            // After an error of the disk nothing is tried again: the second try could be acknowledged and not be there.
            let isOver = watch.noteFailure(error)
            let error = Spool.spoolError(error)
            guard group.count > 1, !isOver, error.code != .full else {
                for pending in group { pending.answer.resume(returning: .failure(error)) }
                return
            }
            // Nothing of the group was stored. One sale must not take down its neighbours: each goes alone.
            for pending in group { await commit([pending]) }
        }
    }

    private func checkReserve() throws {
        guard let free = StableFile.freeBytes(at: directory), free < Spool.reserveBytes else { return }
        throw SpoolError(.full, "only \(free >> 20) MiB are free, the reserve is \(Spool.reserveBytes >> 20) MiB")
    }
}
