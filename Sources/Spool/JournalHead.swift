import Crypto
import Fiscal
import Foundation
import GRDB

/// The end of the chain inside one transaction: what the next entry follows.
struct JournalHead {
    private var sequence: Int64
    private var hash: [UInt8]
    private var acceptedAt: Timestamp
    private let sealer: Sealer
    private let reading: ClockReading
    private var chance: Chance

    /// The moment this software was made; a wall clock before it is wrong (design §3, "Clocks lie").
    private static let earliestTime = Timestamp(milliseconds: 1_735_678_800_000)  // 2025-01-01 in Kenya
    /// How far the wall clock may fall behind the last entry before it is called wrong: NTP's small steps are not.
    private static let backwardsTolerance = Duration.seconds(5)

    init(_ database: Database, sealer: Sealer, clock: WallClock, chance: Chance) throws {
        let last = try Row.fetchOne(
            database,
            sql: """
                SELECT e.sequence, e.hash, s.accepted_at_ms FROM journal_entry e JOIN sale s USING (sequence)
                ORDER BY e.sequence DESC LIMIT 1
                """)
        sequence = last?["sequence"] ?? 0
        hash = last.map { [UInt8]($0["hash"] as Data) } ?? Seal.genesis
        acceptedAt = Timestamp(milliseconds: last?["accepted_at_ms"] ?? 0)
        self.sealer = sealer
        self.chance = chance
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
            return .success(.seenBefore(try Spool.entry(seen.sequence, database)))
        }
        let sale: Sale
        var credits: Int64?
        switch new.content {
        case .sale(let checked): sale = checked
        case .creditNote(let original, let make):
            credits = original
            do {
                sale = try make(try Spool.entry(original, database), try Self.notes(of: original, database))
            } catch let faults as SaleFaults {
                return .failure(faults)
            }
        }
        return .success(.new(try insert(new, sale: sale, credits: credits, database)))
    }

    private mutating func insert(_ new: NewSale, sale: Sale, credits: Int64?, _ database: Database) throws -> Entry {
        let accepted = max(reading.claimed, acceptedAt)
        let document = Document(
            id: DocumentID.make(at: accepted, random: &chance), sequence: sequence + 1,
            temporaryNumber: try Self.nextNumber(till: sale.till, database), acceptedAt: accepted, clock: reading,
            branch: new.branch, sale: sale)
        let bytes = try document.canonicalBytes()
        let seal = try seal(bytes)
        try database.execute(
            literal: """
                INSERT INTO journal_entry (sequence, document_id, bytes, previous_hash, hash, signature, key)
                VALUES (\(document.sequence), \(document.id), \(Data(bytes)), \(Data(hash)), \(Data(seal.hash)),
                    \(Data(seal.signature)), \(Data(seal.key)))
                """)
        try database.execute(
            literal: """
                INSERT INTO sale (sequence, document_id, till, temporary_number, idempotency_key, request_digest,
                    accepted_at_ms, total_minor, credits_sequence)
                VALUES (\(document.sequence), \(document.id), \(sale.till), \(document.temporaryNumber),
                    \(new.idempotencyKey), \(Data(new.requestDigest)), \(accepted.milliseconds),
                    \(sale.totals.total.minor), \(credits))
                """)
        for lane in new.lanes {
            try database.execute(literal: "INSERT INTO job (lane, sequence) VALUES (\(lane), \(document.sequence))")
        }
        for line in sale.lines where credits == nil {
            try Spool.remember(line, database)
        }
        try Spool.record(
            .saleAccepted, ["id": document.id, "temporary_number": document.temporaryNumber], at: accepted, database)
        (sequence, hash, acceptedAt) = (document.sequence, seal.hash, accepted)
        return Entry(document: document, seal: seal)
    }

    private func seal(_ bytes: [UInt8]) throws -> Seal {
        let next = EntryHash.of(bytes, after: hash)
        return Seal(hash: next, signature: try sealer.sign(next), key: sealer.key)
    }

    /// `T1-000041`, or `T1-B000001` in a series that a restore began (reference §10).
    private static func nextNumber(till: String, _ database: Database) throws -> String {
        let row = try Row.fetchOne(
            database,
            literal: """
                INSERT INTO till_counter (till, last) VALUES (\(till), 1)
                ON CONFLICT (till) DO UPDATE SET last = last + 1 RETURNING series, last
                """)
        guard let row else { throw SpoolError(.storage, "till \(till) was given no number") }
        let (series, number): (String, Int64) = (row["series"], row["last"])
        let digits = String(number)
        return "\(till)-\(series)" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private static func seen(
        _ key: String, _ database: Database
    ) throws -> (sequence: Int64, digest: [UInt8], number: String)? {
        try Row.fetchOne(
            database,
            literal: "SELECT sequence, request_digest, temporary_number FROM sale WHERE idempotency_key = \(key)"
        ).map { ($0["sequence"], [UInt8]($0["request_digest"] as Data), $0["temporary_number"]) }
    }

    private static func notes(of original: Int64, _ database: Database) throws -> [Sale] {
        try Int64.fetchAll(
            database, literal: "SELECT sequence FROM sale WHERE credits_sequence = \(original) ORDER BY sequence"
        ).map { try Spool.entry($0, database).document.sale }
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
