import Crypto
import Fiscal
public import Foundation
import GRDB

/// What replaying the journal found.
public struct Verification: Sendable {
    /// Entries that hold.
    public let entries: Int64
    /// The hash of the last entry that holds, hexadecimal.
    public let hash: String
    /// The first break, nil where the chain is whole.
    public let firstBreak: Break?
    /// Temporary numbers that were skipped.
    public internal(set) var temporaryNumbersMissing: Int64 = 0
    /// Invoice numbers that were skipped.
    public internal(set) var invoiceNumbersMissing: Int64 = 0
    /// Entries that have their fiscal receipt.
    public internal(set) var fiscalised: Int64 = 0
    /// How long it took.
    public internal(set) var took = Duration.zero

    /// The first entry that does not hold.
    public struct Break: Sendable {
        /// Its sequence.
        public let sequence: Int64
        /// Its document, where that could be read.
        public let documentID: String?
        /// Which rule of `spool/CONTRACT.md` it breaks, in words.
        public let reason: String
    }

    /// Whether every entry holds.
    public var isWhole: Bool { firstBreak == nil }
}

extension Spool {
    /// Replays the journal of a running spool.
    public func verify() async throws(SpoolError) -> Verification {
        try await read { try ChainReplay.run($0) }
    }

    /// Replays the journal of a file that no agent has open, changing nothing.
    public static func verify(file: URL) throws(SpoolError) -> Verification {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw SpoolError(.notFound, "there is no spool at \(file.path)")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            return try DatabaseQueue(path: file.path, configuration: configuration).read { try ChainReplay.run($0) }
        } catch {
            throw spoolError(error)
        }
    }
}

/// Checks every entry against the rules of `spool/CONTRACT.md`, in order, and stops at the first break.
private enum ChainReplay {
    static func run(_ database: Database) throws -> Verification {
        let start = ContinuousClock.now
        var verification = try replay(database)
        // Every till's numbers run from 1; invoice numbers from the first that this device was given.
        verification.temporaryNumbersMissing = try count(
            database, "SELECT coalesce((SELECT sum(last) FROM till_counter), 0) - (SELECT count(*) FROM sale)")
        verification.invoiceNumbersMissing = try count(
            database, "SELECT coalesce(max(invoice_number) - min(invoice_number) + 1, 0) - count(*) FROM fiscal_receipt"
        )
        verification.fiscalised = try count(database, "SELECT count(*) FROM fiscal_receipt")
        verification.took = start.duration(to: .now)
        return verification
    }

    private static func count(_ database: Database, _ sql: String) throws -> Int64 {
        try Int64.fetchOne(database, sql: sql) ?? 0
    }

    private static func replay(_ database: Database) throws -> Verification {
        var hash = Seal.genesis
        var entries: Int64 = 0
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT e.*, s.temporary_number, s.document_id AS indexed_id, s.total_minor
                FROM journal_entry e LEFT JOIN sale s USING (sequence) ORDER BY e.sequence
                """)
        while let row = try rows.next() {
            if let reason = fault(in: row, follows: entries, hash: hash) {
                return Verification(
                    entries: entries, hash: Hex.text(hash),
                    firstBreak: .init(sequence: row["sequence"], documentID: row["document_id"], reason: reason))
            }
            hash = [UInt8](row["hash"] as Data)
            entries += 1
        }
        let loose = try Int64.fetchOne(
            database, literal: "SELECT min(sequence) FROM sale WHERE sequence > \(entries)")
        return Verification(
            entries: entries, hash: Hex.text(hash),
            firstBreak: loose.map { .init(sequence: $0, documentID: nil, reason: "a sale has no entry") })
    }

    private static func fault(in row: Row, follows entries: Int64, hash: [UInt8]) -> String? {
        let sequence: Int64 = row["sequence"]
        guard sequence == entries + 1 else { return "entry \(entries + 1) is missing" }
        guard [UInt8](row["previous_hash"] as Data) == hash else {
            return "the previous hash is not that of entry \(entries)"
        }
        let bytes = [UInt8](row["bytes"] as Data)
        let own = [UInt8](row["hash"] as Data)
        guard EntryHash.of(bytes, after: hash) == own else { return "the hash does not fit the bytes" }
        guard
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: row["key"] as Data),
            key.isValidSignature(row["signature"] as Data, for: own)
        else { return "the signature does not fit the hash and the key" }
        guard let document = try? Document(canonicalBytes: bytes) else { return "the bytes are not a document" }
        guard document.sequence == sequence, document.id == row["document_id"] else {
            return "the document names another sequence or id"
        }
        guard let number: String = row["temporary_number"], number == document.temporaryNumber,
            row["indexed_id"] == document.id, row["total_minor"] == document.sale.totals.total.minor
        else { return "the index of sales says otherwise than the entry" }
        return nil
    }
}
