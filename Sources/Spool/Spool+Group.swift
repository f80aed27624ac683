import GRDB

extension Spool {
    /// Seals several sales in one transaction, as the group commit does with what arrived together.
    ///
    /// Which sales share a commit is a matter of timing in ``append(_:)``; a simulation says it here.
    package func append(group sales: [NewSale]) async throws(SpoolError) -> [Result<Appended, any Error>] {
        let (sealers, clock, chance) = (sealers, clock, chance)
        let results = try await write { database in
            var journal = try JournalHead(database, sealers: sealers, clock: clock, chance: chance)
            return try sales.map { sale in try journal.append(sale, database) }
        }
        signals.ring(.sale)
        return results
    }

    /// Finishes several jobs in one transaction; a benchmark's journal has more than it can wait for one by one.
    package func finish(group jobs: [Job]) async throws(SpoolError) {
        let now = clock.now()
        try await write { database in
            for job in jobs { try Self.finish(job, at: now, database) }
        }
    }
}
