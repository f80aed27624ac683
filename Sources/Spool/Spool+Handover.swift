public import Fiscal
import Foundation
import GRDB

extension Spool {
    /// Sees to it that this device's key signs from here on, and that a restored journal begins its new series.
    ///
    /// Appends a handover where the journal's current key is another or a restore waits for its series; nil where
    /// nothing is to be said. The series and the mark that KRA must be asked first hold from the same transaction on.
    /// - Parameters:
    ///   - reason: why the key is another one; a restore is known from the file.
    ///   - endorsing: signs for the key before, where that is still at hand.
    public func takeOver(
        reason: Handover.Reason = .keyLost, endorsing: Endorser? = nil
    ) async throws(SpoolError) -> Notice? {
        // A spool that takes no writes is handed over when it takes them again, before any sale.
        guard !watch.now().refusesWrites else { return nil }
        let notice = try await write { [self] in try handOverIfOwed(reason, endorsing, $0) }
        if notice != nil { signals.ring() }
        return notice
    }

    /// Appends the handover that a new key or a restore asks for; does nothing where neither does.
    func handOverIfOwed(
        _ reason: Handover.Reason, _ endorsing: Endorser?, _ database: Database
    ) throws -> Notice? {
        let series = try String.fetchOne(
            database,
            literal: "SELECT series FROM restoration WHERE begun IS NULL ORDER BY restored_at_ms DESC LIMIT 1")
        let before = try SQLRequest<Data>(
            literal: "SELECT key FROM journal_entry ORDER BY sequence DESC LIMIT 1"
        ).fetchOne(database)
        let last = before.map { [UInt8]($0) }
        let isOther = last.map { $0 != sealers.current(after: $0).key } ?? false
        guard isOther || series != nil else { return nil }
        var journal = try JournalHead(database, sealers: sealers, clock: clock, chance: chance)
        let notice = try journal.handOver(
            reason: series == nil ? reason : .restore, series: series, endorse: isOther ? endorsing : nil, database)
        try database.run("UPDATE restoration SET begun = \(notice.sequence) WHERE begun IS NULL")
        return notice
    }

    /// The key that seals: the device's, as the journal has it.
    public var sealer: Sealer { sealers.current }

    /// The key that sealed the journal's last entry; nil where there is none.
    public func lastKey() async throws(SpoolError) -> [UInt8]? {
        try await read { database in
            try SQLRequest<Data>(literal: "SELECT key FROM journal_entry ORDER BY sequence DESC LIMIT 1")
                .fetchOne(database).map { [UInt8]($0) }
        }
    }

    /// Hands the journal over to a new key of this device: it signs from the notice on, the notice included.
    ///
    /// The new key must be on stable storage before. Where this fails, which key seals is known once the spool was
    /// opened again; until the journal says that it is the new one, it is the old one.
    public func rotate(to next: Sealer) async throws(SpoolError) -> Notice {
        sealers.expect(next)
        let notice = try await write { [self] database in
            var journal = try JournalHead(database, sealers: sealers, clock: clock, chance: chance)
            let notice = try journal.rotate(to: next, database)
            try Self.record(
                .keyRotated,
                [
                    "before": Hex.text(sealers.current.key), "after": Hex.text(next.key),
                    "sequence": "\(notice.sequence)",
                ], at: notice.acceptedAt, database)
            return notice
        }
        _ = sealers.current(after: next.key)
        signals.ring()
        return notice
    }

    /// When this journal was put back from a backup, while KRA was not asked yet what it missed; nil otherwise.
    ///
    /// While it is so, nothing may be sent to KRA.
    public func restoredUnreconciled() async throws(SpoolError) -> Timestamp? {
        try await read { database in
            try Int64.fetchOne(
                database, literal: "SELECT min(restored_at_ms) FROM restoration WHERE reconciled_at_ms IS NULL"
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// Writes down that nothing of before a restore is in question any more.
    public func markReconciled(at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE restoration SET reconciled_at_ms = \(time.milliseconds)
                WHERE reconciled_at_ms IS NULL AND begun IS NOT NULL
                """)
        }
        signals.ring()
    }
}
