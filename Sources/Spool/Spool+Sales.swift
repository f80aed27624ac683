public import Fiscal
import Foundation
import GRDB

/// A sale as it stands: its entry, and what became of it.
public struct StoredSale: Sendable {
    /// The sealed entry.
    public let entry: Entry
    /// Where it stands with KRA.
    public let state: SaleState
    /// KRA's answer, once there.
    public let receipt: FiscalReceipt?
    /// For a credit note, KRA's answer to the original.
    public let originalReceipt: FiscalReceipt?
}

extension StoredSale {
    /// A sale of this moment, to which KRA cannot have answered yet.
    public init(accepted entry: Entry) {
        self.init(entry: entry, state: .accepted, receipt: nil, originalReceipt: nil)
    }
}

/// Where a sale stands with KRA.
public enum SaleState: String, Sendable, CaseIterable {
    /// Sealed here, not yet answered by KRA.
    case accepted
    /// KRA's fiscal receipt is stored.
    case fiscalised
    /// KRA refused it; a task says why.
    case refused
}

extension Spool {
    /// Where a sale stands; for callers that know another type of that name.
    public typealias State = SaleState

    /// Seals a sale, durably, with all it is owed; the answer means that it survives a power cut.
    ///
    /// - Throws: ``SpoolError`` `keyConflict`, `full` or `storage`, or `SaleFaults` for a credit note beyond what is left.
    public func append(_ sale: NewSale) async throws -> Appended {
        let appended = try await writer.append(sale)
        signals.ring(.sale)
        return appended
    }

    /// One sale by document id or temporary number.
    public func sale(_ name: String) async throws(SpoolError) -> StoredSale {
        try await read { database in
            guard let sequence = try Self.sequence(of: name, database) else {
                throw SpoolError(.notFound, "no sale has the id or temporary number \(name)")
            }
            return try Self.stored(sequence, database)
        }
    }

    /// The sales of a period, newest first, at most `limit`, before the sequence `before`.
    public func sales(
        state: SaleState?, from: Timestamp?, to: Timestamp?, before: Int64?, limit: Int
    ) async throws(SpoolError) -> [ListedSale] {
        try await read { database in
            let first = try from.map { try JournalOrder.firstSale(database, at: $0) ?? .max } ?? 1
            let end = min(try to.map { try JournalOrder.firstSale(database, at: $0) ?? .max } ?? .max, before ?? .max)
            let sequences = try Int64.fetchAll(
                database,
                literal: """
                    SELECT s.sequence FROM sale s
                    LEFT JOIN fiscal_receipt f USING (sequence)
                    LEFT JOIN job j ON j.lane = 'kra' AND j.sequence = s.sequence
                    WHERE s.sequence >= \(first) AND s.sequence < \(end)
                        AND (\(state?.rawValue) IS NULL OR \(state?.rawValue) = CASE
                            WHEN f.sequence IS NOT NULL THEN 'fiscalised'
                            WHEN j.state IN ('parked', 'abandoned') THEN 'refused' ELSE 'accepted' END)
                    ORDER BY s.sequence DESC LIMIT \(limit)
                    """)
            return try sequences.map { sequence in
                if let pruned = try Self.prunedSale(sequence, database) { return .pruned(pruned) }
                return .whole(try Self.stored(sequence, database))
            }
        }
    }

    /// The entry with a sequence.
    public func entry(_ sequence: Int64) async throws(SpoolError) -> Entry {
        try await read { try Self.entry(sequence, $0) }
    }

    static func sequence(of name: String, _ database: Database) throws -> Int64? {
        if DocumentID.isValid(name) { return try JournalOrder.sale(withID: name, database) }
        return try Int64.fetchOne(
            database, literal: "SELECT sequence FROM sale WHERE temporary_number = \(name)")
    }

    static func entry(_ sequence: Int64, _ database: Database) throws -> Entry {
        let row = try Row.fetchOne(
            database, literal: "SELECT bytes, hash, signature, key FROM journal_entry WHERE sequence = \(sequence)")
        guard let row else { throw SpoolError(.notFound, "the journal has no entry \(sequence)") }
        let bytes = [UInt8](row["bytes"] as Data)
        guard bytes != Self.prunedBytes else { throw try pruned(sequence, database) }
        return Entry(
            document: try Document(canonicalBytes: bytes),
            seal: Seal(
                hash: [UInt8](row["hash"] as Data), signature: [UInt8](row["signature"] as Data),
                key: [UInt8](row["key"] as Data)))
    }

    static func receipt(_ sequence: Int64, _ database: Database) throws -> FiscalReceipt? {
        try Row.fetchOne(database, literal: "SELECT * FROM fiscal_receipt WHERE sequence = \(sequence)").map { row in
            FiscalReceipt(
                scuID: row["scu_id"], invoiceNumber: row["invoice_number"], receiptNumber: row["receipt_number"],
                totalReceiptNumber: row["total_receipt_number"], internalData: row["internal_data"],
                signature: row["signature"], signedAt: Timestamp(milliseconds: row["signed_at_ms"]), qr: row["qr"])
        }
    }

    static func stored(_ sequence: Int64, _ database: Database) throws -> StoredSale {
        let receipt = try receipt(sequence, database)
        let job = try String.fetchOne(
            database, literal: "SELECT state FROM job WHERE lane = 'kra' AND sequence = \(sequence)")
        let original = try Int64.fetchOne(
            database, literal: "SELECT credits_sequence FROM sale WHERE sequence = \(sequence)")
        let refused = job == JobState.parked.rawValue || job == JobState.abandoned.rawValue
        return StoredSale(
            entry: try entry(sequence, database),
            state: receipt != nil ? .fiscalised : refused ? .refused : .accepted,
            receipt: receipt, originalReceipt: try original.flatMap { try Self.receipt($0, database) })
    }
}

extension Int64 {
    static func fetchOne(_ database: Database, literal: SQL) throws -> Int64? {
        try SQLRequest<Int64>(literal: literal, cached: true).fetchOne(database)
    }

    static func fetchAll(_ database: Database, literal: SQL) throws -> [Int64] {
        try SQLRequest<Int64>(literal: literal, cached: true).fetchAll(database)
    }
}

extension String {
    static func fetchOne(_ database: Database, literal: SQL) throws -> String? {
        try SQLRequest<String>(literal: literal, cached: true).fetchOne(database)
    }
}

extension Row {
    static func fetchOne(_ database: Database, literal: SQL) throws -> Row? {
        try SQLRequest<Row>(literal: literal, cached: true).fetchOne(database)
    }

    static func fetchAll(_ database: Database, literal: SQL) throws -> [Row] {
        try SQLRequest<Row>(literal: literal, cached: true).fetchAll(database)
    }
}
