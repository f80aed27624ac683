public import Fiscal
import Foundation
import GRDB

/// One line of a listing: a sale with its document, or what is left of one that was pruned.
public enum ListedSale: Sendable {
    /// The sale as it stands.
    case whole(StoredSale)
    /// Its document was given up after the legal period.
    case pruned(PrunedSale)

    /// Its place in the journal.
    public var sequence: Int64 {
        switch self {
        case .whole(let sale): sale.entry.document.sequence
        case .pruned(let sale): sale.sequence
        }
    }
}

/// What is left of a sale whose document was given up.
public struct PrunedSale: Sendable, Hashable {
    /// Its place in the journal.
    public let sequence: Int64
    /// The document's id.
    public let documentID: String
    /// The number on the temporary slip.
    public let temporaryNumber: String
    /// When it was accepted.
    public let acceptedAt: Timestamp
    /// What it came to.
    public let total: Money
    /// KRA's number of it, where KRA answered.
    public let invoiceNumber: Int64?
}

extension Spool {
    /// What stands in place of a document that was given up: one zero byte.
    static let prunedBytes: [UInt8] = [0]

    /// What is left of a sale, nil where its document is whole.
    static func prunedSale(_ sequence: Int64, _ database: Database) throws -> PrunedSale? {
        try Row.fetchOne(
            database,
            literal: """
                SELECT s.*, f.invoice_number FROM sale s JOIN journal_entry e USING (sequence)
                LEFT JOIN fiscal_receipt f USING (sequence)
                WHERE s.sequence = \(sequence) AND e.bytes = \(Data(prunedBytes))
                """
        ).map { row in
            PrunedSale(
                sequence: row["sequence"], documentID: row["document_id"], temporaryNumber: row["temporary_number"],
                acceptedAt: Timestamp(milliseconds: row["accepted_at_ms"]), total: Money(minor: row["total_minor"]),
                invoiceNumber: row["invoice_number"])
        }
    }

    /// The refusal of whatever needs a document that was given up.
    static func pruned(_ sequence: Int64, _ database: Database) throws -> SpoolError {
        let sale = try prunedSale(sequence, database)
        let when = sale.map { " of \(KenyaTime($0.acceptedAt).rfc3339.prefix(10))" } ?? ""
        return SpoolError(
            .pruned,
            """
            the document of \(sale?.temporaryNumber ?? "entry \(sequence)")\(when) was given up after the legal period; \
            it can be listed and proved, but not shown, printed or credited any more
            """)
    }
}
