public import Fiscal
import Foundation
import GRDB

/// What a pruning takes, or would take.
public struct PruneScope: Sendable, Hashable {
    /// The last sale that it takes; 0 where there is none.
    public let through: Int64
    /// How many sales give up their documents.
    public let sales: Int64
    /// What they take up, in bytes.
    public let bytes: Int64
    /// Why it reaches no further, in words; nil where nothing of that age is left.
    public let stoppedBy: String?
}

extension Spool {
    /// Documents that are given up in one transaction: a few milliseconds, so that no till waits long.
    private static let pruneBatch = 256
    /// Times that a pruning starts over because an old sale was credited or printed meanwhile.
    private static let tries = 3

    /// What a pruning of everything before a time would take, changing nothing.
    public func prunable(before time: Timestamp) async throws(SpoolError) -> PruneScope {
        try await read { try Self.scope(before: time, $0) }
    }

    /// Gives up the documents of the oldest sales: those before a time, as far as each is finished and nothing stands
    /// open with it.
    ///
    /// The notice comes first; the bytes go in bounded steps after it. A pruning that was cut off is finished by the
    /// next one, or by ``finishPruning(progress:)``.
    /// - Parameter progress: told how many of the sales are done.
    /// - Throws: ``SpoolError`` `refused` where the journal was restored and KRA was not asked yet.
    public func prune(
        before time: Timestamp, progress: @Sendable (Int64) -> Void = { _ in }
    ) async throws(SpoolError) -> PruneScope {
        try await prune(before: time, batch: Self.pruneBatch, progress: progress)
    }

    /// As ``prune(before:progress:)``, with so many documents in one transaction.
    func prune(
        before time: Timestamp, batch: Int, progress: @Sendable (Int64) -> Void = { _ in }
    ) async throws(SpoolError) -> PruneScope {
        _ = try await finishPruning(batch: batch)
        for _ in 0..<Self.tries {
            // What is long is read beside the tills; what can have changed since is looked at once more with the notice.
            let scope = try await prunable(before: time)
            guard scope.sales > 0 else { return scope }
            guard try await write({ [self] in try cover(scope, $0) }) else { continue }
            _ = try await finishPruning(batch: batch, progress: progress)
            return scope
        }
        throw SpoolError(.refused, "old sales are being credited or printed just now; try again in a moment")
    }

    /// Appends the notice, unless something stands open by now with a sale that it would cover.
    private func cover(_ scope: PruneScope, _ database: Database) throws -> Bool {
        guard try Self.openEnds(database).allSatisfy({ $0.sequence > scope.through }) else { return false }
        let hash = try SQLRequest<Data>(
            literal: "SELECT hash FROM journal_entry WHERE sequence = \(scope.through)"
        ).fetchOne(database)
        guard let hash else { throw SpoolError(.storage, "the journal has no entry \(scope.through)") }
        var journal = try JournalHead(database, sealers: sealers, clock: clock, chance: chance)
        _ = try journal.append(.pruning(Pruning(hash: Hex.text(hash), through: scope.through)), database)
        return true
    }

    /// Finishes a pruning whose notice stands; gives how many sales it still had to do.
    public func finishPruning(progress: @Sendable (Int64) -> Void = { _ in }) async throws(SpoolError) -> Int64 {
        try await finishPruning(batch: Self.pruneBatch, progress: progress)
    }

    private func finishPruning(
        batch: Int, progress: @Sendable (Int64) -> Void = { _ in }
    ) async throws(SpoolError) -> Int64 {
        guard let (first, through) = try await read({ try Self.unfinished($0) }) else { return 0 }
        var from = first - 1
        var done: Int64 = 0
        while from < through {
            let start = from
            let (upper, count) = try await write { try Self.giveUp(after: start, through: through, batch: batch, $0) }
            guard let upper else { break }
            from = upper
            done += count
            progress(done)
            try await checkpoint(idle: false)
        }
        return done
    }

    /// The first sale that a notice covers and that still has its bytes, with the end of what is covered.
    ///
    /// Sales are pruned in order, so where the last one is done all are.
    private static func unfinished(_ database: Database) throws -> (first: Int64, through: Int64)? {
        guard
            let through = try Int64.fetchOne(
                database,
                literal: "SELECT max(sequence) FROM sale WHERE sequence <= (SELECT max(through) FROM notice)"),
            try prunedSale(through, database) == nil
        else { return nil }
        return try Int64.fetchOne(
            database,
            literal: """
                SELECT s.sequence FROM sale s JOIN journal_entry e USING (sequence)
                WHERE s.sequence <= \(through) AND e.bytes <> \(Data(prunedBytes)) ORDER BY s.sequence LIMIT 1
                """
        ).map { ($0, through) }
    }

    /// One step: the documents, requests and done print jobs of the next sales; nil where there are none.
    private static func giveUp(
        after from: Int64, through: Int64, batch: Int, _ database: Database
    ) throws -> (upper: Int64?, count: Int64) {
        let upper = try Int64.fetchOne(
            database,
            literal: """
                SELECT max(sequence) FROM (SELECT sequence FROM sale
                    WHERE sequence > \(from) AND sequence <= \(through) ORDER BY sequence LIMIT \(batch))
                """)
        guard let upper else { return (nil, 0) }
        let empty = Data(prunedBytes)
        try database.run(
            """
            UPDATE journal_entry SET bytes = \(empty) WHERE sequence > \(from) AND sequence <= \(upper)
                AND bytes <> \(empty) AND EXISTS (SELECT 1 FROM sale s WHERE s.sequence = journal_entry.sequence)
            """)
        let count = Int64(database.changesCount)
        try database.run(
            """
            UPDATE fiscal_receipt SET request = \(empty)
            WHERE sequence > \(from) AND sequence <= \(upper) AND request <> \(empty)
            """)
        try database.run(
            """
            DELETE FROM print_job
            WHERE sequence > \(from) AND sequence <= \(upper) AND state IN ('done', 'failed')
            """)
        return (upper, count)
    }

    private static func scope(before time: Timestamp, _ database: Database) throws -> PruneScope {
        let unreconciled = try Int64.fetchOne(
            database, literal: "SELECT count(*) FROM restoration WHERE reconciled_at_ms IS NULL")
        guard unreconciled == 0 else {
            throw SpoolError(.refused, "the journal was restored and not reconciled; run: risiti kra reconcile")
        }
        let covered = try Int64.fetchOne(database, literal: "SELECT max(through) FROM notice") ?? 0
        let stop = try (younger(than: time, database) + openEnds(database)).min { $0.sequence < $1.sequence }
        let end = stop?.sequence ?? .max
        let row = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS sales, coalesce(max(s.sequence), 0) AS through,
                    coalesce(sum(length(e.bytes)), 0) + coalesce(sum(length(f.request)), 0) AS bytes
                FROM sale s JOIN journal_entry e USING (sequence) LEFT JOIN fiscal_receipt f USING (sequence)
                WHERE s.sequence > \(covered) AND s.sequence < \(end)
                """)
        return PruneScope(
            through: row?["through"] ?? 0, sales: row?["sales"] ?? 0, bytes: row?["bytes"] ?? 0,
            stoppedBy: stop?.reason)
    }

    /// The first entry that is too young, by the journal's time, which only grows, or by KRA's.
    private static func younger(
        than time: Timestamp, _ database: Database
    ) throws -> [(sequence: Int64, reason: String)] {
        let limit = time.milliseconds
        return try [
            JournalOrder.firstSale(database) { $0.acceptedAt >= limit },
            first(
                "SELECT sequence FROM fiscal_receipt WHERE signed_at_ms >= \(limit) ORDER BY sequence LIMIT 1",
                database),
        ].compactMap { $0 }.map { ($0, "entry \($0) is younger") }
    }

    /// The first entry of each kind with which something stands open.
    private static func openEnds(_ database: Database) throws -> [(sequence: Int64, reason: String)] {
        let kinds: [(SQL, (Int64) -> String)] = [
            (
                "SELECT min(sequence) FROM job WHERE state IN ('waiting', 'in_flight')",
                { "entry \($0) is not finished on every lane" }
            ),
            (
                "SELECT min(sequence) FROM job WHERE state = 'parked'",
                { "entry \($0) is not finished on every lane" }
            ),
            (
                """
                SELECT min(s.credits_sequence) FROM job j JOIN sale s USING (sequence)
                WHERE j.state IN ('waiting', 'in_flight') AND s.credits_sequence IS NOT NULL
                """, { "a credit note of entry \($0) is not finished" }
            ),
            (
                """
                SELECT min(s.credits_sequence) FROM job j JOIN sale s USING (sequence)
                WHERE j.state = 'parked' AND s.credits_sequence IS NOT NULL
                """, { "a credit note of entry \($0) is not finished" }
            ),
            ("SELECT min(sequence) FROM task WHERE resolved_at_ms IS NULL", { "entry \($0) has an open task" }),
            (
                "SELECT min(sequence) FROM print_job WHERE state IN ('waiting', 'printing')",
                { "entry \($0) is about to be printed" }
            ),
        ]
        return try kinds.compactMap { sql, reason in try first(sql, database).map { ($0, reason($0)) } }
    }

    private static func first(_ sql: SQL, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, literal: sql)
    }
}
