import Crypto
import Fiscal
import Foundation
import GRDB
import Synchronization

/// The end of the chain inside one transaction: what the next entry follows.
struct JournalHead {
    private var sequence: Int64
    private var hash: [UInt8]
    private var acceptedAt: Timestamp
    private var series: String
    private var sealer: Sealer
    private let reading: ClockReading
    private var chance: Chance
    private let memory: JournalMemory
    private var lastID: String?

    /// The moment this software was made; a wall clock before it is wrong (design §3, "Clocks lie").
    private static let earliestTime = Timestamp(milliseconds: 1_735_678_800_000)  // 2025-01-01 in Kenya
    /// How far the wall clock may fall behind the last entry before it is called wrong: NTP's small steps are not.
    private static let backwardsTolerance = Duration.seconds(5)

    init(
        _ database: Database, sealers: SealerStore, clock: WallClock, chance: Chance,
        memory: JournalMemory = JournalMemory()
    ) throws {
        let last = try database.first(
            """
            SELECT e.sequence, e.document_id, e.hash, e.key,
                coalesce(s.accepted_at_ms, n.accepted_at_ms) AS accepted_at_ms
            FROM journal_entry e LEFT JOIN sale s USING (sequence) LEFT JOIN notice n USING (sequence)
            ORDER BY e.sequence DESC LIMIT 1
            """)
        series =
            try database.first("SELECT series FROM notice WHERE series IS NOT NULL ORDER BY sequence DESC LIMIT 1")?[0]
            ?? ""
        sequence = last?["sequence"] ?? 0
        lastID = last?["document_id"]
        hash = last.map { [UInt8]($0["hash"] as Data) } ?? Seal.genesis
        acceptedAt = Timestamp(milliseconds: last.flatMap { $0["accepted_at_ms"] } ?? 0)
        sealer = sealers.current(after: last.map { [UInt8]($0["key"] as Data) })
        self.chance = chance
        self.memory = memory
        let now = clock.now()
        reading = ClockReading(
            claimed: now, sinceBoot: clock.sinceBoot(),
            suspect: now < Self.earliestTime || now < acceptedAt.advanced(by: .zero - Self.backwardsTolerance))
    }

    /// Seals one sale and gives it its numbers and jobs; a refusal changes nothing.
    mutating func append(_ new: NewSale, _ database: Database) throws -> Result<Appended, any Error> {
        if let seen = try Self.seen(new.idempotencyKey, database) {
            guard seen.digest == new.requestDigest else {
                return .failure(
                    SpoolError(
                        .keyConflict, "the key \(new.idempotencyKey) was used for \(seen.number) with another body"))
            }
            return try Self.unlessPruned { .seenBefore(try Spool.entry(seen.sequence, database)) }
        }
        let sale: Sale
        let saleBytes: [UInt8]
        var credits: Int64?
        switch new.content {
        case .sale(let checked, let bytes): (sale, saleBytes) = (checked, bytes)
        case .creditNote(let original, let make):
            credits = original
            do {
                sale = try make(try Spool.entry(original, database), try Self.notes(of: original, database))
                saleBytes = try CanonicalJSON.bytes(of: sale)
            } catch let faults as SaleFaults {
                return .failure(faults)
            } catch let error as SpoolError where error.code == .pruned {
                return .failure(error)
            }
        }
        return .success(.new(try insert(new, sale: sale, bytes: saleBytes, credits: credits, database)))
    }

    /// Seals a notice in the same chain and gives it its row.
    mutating func append(_ matter: Notice.Matter, _ database: Database) throws -> Notice {
        let accepted = max(reading.claimed, acceptedAt)
        let notice = Notice(
            id: DocumentID.make(at: accepted, after: lastID, random: &chance), sequence: sequence + 1,
            acceptedAt: accepted,
            clock: reading, matter: matter)
        let seal = try write(try notice.canonicalBytes(), id: notice.id, database)
        let (kind, series, key, through): (String, String?, [UInt8]?, Int64?) =
            switch matter {
            case .handover(let handover): ("handover", handover.series, Hex.bytes(handover.key), nil)
            case .pruning(let pruning): ("pruning", nil, nil, pruning.through)
            }
        try database.run(
            """
            INSERT INTO notice (sequence, document_id, kind, accepted_at_ms, series, key, through)
            VALUES (\(notice.sequence), \(notice.id), \(kind), \(accepted.milliseconds), \(series),
                \(key.map { Data($0) }), \(through))
            """)
        if let series { self.series = series }
        (sequence, lastID, hash, acceptedAt) = (notice.sequence, notice.id, seal.hash, accepted)
        return notice
    }

    /// Hands the journal over to the sealer's key, or to a new series, or to both.
    ///
    /// `endorse` signs for the key before, where that is still there.
    mutating func handOver(
        reason: Handover.Reason, series: String?, endorse: Endorser?, _ database: Database
    ) throws -> Notice {
        let text = Handover.endorsementText(sequence: sequence + 1, previousHash: hash, key: sealer.key)
        let endorsement = try endorse.map { Hex.text(try $0(text)) }
        return try append(
            .handover(
                Handover(endorsement: endorsement, key: Hex.text(sealer.key), reason: reason, series: series)),
            database)
    }

    /// Hands the journal over to another key of this device, which the one before endorses where it signed anything.
    mutating func rotate(to next: Sealer, _ database: Database) throws -> Notice {
        let endorse: Endorser? = sequence > 0 ? sealer.sign : nil
        sealer = next
        return try handOver(reason: .rotation, series: nil, endorse: endorse, database)
    }

    private static func unlessPruned(_ body: () throws -> Appended) throws -> Result<Appended, any Error> {
        do {
            return .success(try body())
        } catch let error as SpoolError where error.code == .pruned {
            return .failure(error)
        }
    }

    private mutating func insert(
        _ new: NewSale, sale: Sale, bytes saleBytes: [UInt8], credits: Int64?, _ database: Database
    ) throws -> Entry {
        let accepted = max(reading.claimed, acceptedAt)
        let document = Document(
            id: DocumentID.make(at: accepted, after: lastID, random: &chance), sequence: sequence + 1,
            temporaryNumber: try nextNumber(till: sale.till, database), acceptedAt: accepted, clock: reading,
            branch: new.branch, sale: sale)
        let bytes = try document.canonicalBytes(branch: memory.bytes(of: new.branch), sale: saleBytes)
        let seal = try write(bytes, id: document.id, database)
        try database.run(
            """
            INSERT INTO sale (sequence, document_id, till, temporary_number, idempotency_key, request_digest,
                accepted_at_ms, total_minor, credits_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                document.sequence, document.id, sale.till, document.temporaryNumber, new.idempotencyKey,
                Data(new.requestDigest), accepted.milliseconds, sale.totals.total.minor, credits,
            ])
        for lane in new.lanes {
            try database.run("INSERT INTO job (lane, sequence) VALUES (?, ?)", [lane, document.sequence])
        }
        for line in sale.lines where credits == nil {
            try memory.remember(line, database)
        }
        try Spool.record(
            .saleAccepted, ["id": document.id, "temporary_number": document.temporaryNumber], at: accepted, database)
        (sequence, lastID, hash, acceptedAt) = (document.sequence, document.id, seal.hash, accepted)
        return Entry(document: document, seal: seal)
    }

    /// Seals bytes and writes their entry.
    private func write(_ bytes: [UInt8], id: String, _ database: Database) throws -> Seal {
        let next = EntryHash.of(bytes, after: hash)
        let seal = Seal(hash: next, signature: try sealer.sign(next), key: sealer.key)
        try database.run(
            """
            INSERT INTO journal_entry (sequence, document_id, bytes, previous_hash, hash, signature, key)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                sequence + 1, id, Data(bytes), Data(hash), Data(seal.hash), Data(seal.signature), Data(seal.key),
            ])
        return seal
    }

    /// `T1-000041`, or `T1-KQB000001` in a series that a restore began; a till's first in a series is 1.
    private func nextNumber(till: String, _ database: Database) throws -> String {
        // Two statements, for SQLite builds a table with a cache of its own for what RETURNING gives.
        let last: Int64 =
            try database.first("SELECT last FROM till_counter WHERE till = ? AND series = ?", [till, series])?[0] ?? 0
        try database.run(
            """
            INSERT INTO till_counter (till, series, last) VALUES (?, ?, ?)
            ON CONFLICT (till) DO UPDATE SET last = excluded.last, series = excluded.series
            """, [till, series, last + 1])
        return Series.number(till: till, series: series, last + 1)
    }

    private static func seen(
        _ key: String, _ database: Database
    ) throws -> (sequence: Int64, digest: [UInt8], number: String)? {
        try database.first(
            "SELECT sequence, request_digest, temporary_number FROM sale WHERE idempotency_key = ?", [key]
        ).map { ($0["sequence"], [UInt8]($0["request_digest"] as Data), $0["temporary_number"]) }
    }

    private static func notes(of original: Int64, _ database: Database) throws -> [Sale] {
        try Int64.fetchAll(
            database, literal: "SELECT sequence FROM sale WHERE credits_sequence = \(original) ORDER BY sequence"
        ).map { try Spool.entry($0, database).document.sale }
    }
}

/// What the writer need not ask or make again for the next sale.
///
/// It is kept from group to group; what a group learned counts only once that group is durable.
final class JournalMemory: Sendable {
    private struct Good: Hashable {
        let sku: String
        let item: Item
        let tax: TaxLetter
    }

    private struct Known {
        var branch: (branch: Branch, bytes: [UInt8])?
        var goods: Set<Good> = []
        var learned: Set<Good> = []
    }

    /// Beyond so many kinds of goods the memory begins anew: about 1 MiB.
    private static let limit = 4_096

    private let known = Mutex(Known())

    /// The branch's canonical bytes.
    func bytes(of branch: Branch) throws -> [UInt8] {
        if let last = known.withLock({ $0.branch }), last.branch == branch { return last.bytes }
        let bytes = try CanonicalJSON.bytes(of: branch)
        known.withLock { $0.branch = (branch, bytes) }
        return bytes
    }

    /// Makes sure that what a line sells is in the register of items.
    func remember(_ line: SaleLine, _ database: Database) throws {
        let good = Good(sku: line.sku, item: line.item, tax: line.tax)
        guard !known.withLock({ $0.goods.contains(good) || $0.learned.contains(good) }) else { return }
        try Spool.remember(line, database)
        known.withLock { _ = $0.learned.insert(good) }
    }

    /// Takes in how a group ended.
    func end(durable: Bool) {
        known.withLock { known in
            guard !known.learned.isEmpty else { return }
            if durable {
                if known.goods.count > Self.limit { known.goods = [] }
                known.goods.formUnion(known.learned)
            }
            known.learned = []
        }
    }
}

/// The chain's one formula (design §4).
public enum EntryHash {
    /// SHA-256 of the previous hash followed by the canonical bytes.
    public static func of(_ bytes: [UInt8], after previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: bytes)
        return [UInt8](hash.finalize())
    }
}
