public import Fiscal
public import Foundation
import GRDB

/// How the journal is written for other programs.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// One JSON object a line, with the document exactly as it was sealed.
    case ndjson
    /// One row a sale, for a spreadsheet.
    case csv
}

extension Spool {
    /// Reads the journal of a running agent's spool or a cold file, oldest first, a line at a time.
    ///
    /// - Parameters:
    ///   - from: entries accepted then or later.
    ///   - to: entries accepted before then.
    ///   - line: takes each line with its ending; false stops.
    /// - Returns: how many entries were handed over.
    public static func export(
        _ file: URL, as format: ExportFormat, from: Timestamp?, to: Timestamp?, line: @Sendable (String) throws -> Bool
    ) throws -> Int {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw SpoolError(.notFound, "there is no spool at \(file.path)")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { database in
            if format == .csv, try !line(JournalRow.csvHead) { return 0 }
            var count = 0
            let rows = try Row.fetchCursor(database, sql: JournalRow.query)
            while let row = try rows.next() {
                let journal = JournalRow(row)
                guard journal.isAccepted(from: from, to: to), let text = try journal.text(format) else { continue }
                count += 1
                guard try line(text) else { break }
            }
            return count
        }
    }
}

/// One entry of the journal with what became of it.
private struct JournalRow {
    private let row: Row
    private let bytes: [UInt8]
    private let document: Said?

    /// The part of a document that a spreadsheet shows; notices have no sale.
    private struct Said: Decodable {
        struct Sale: Decodable {
            struct Buyer: Decodable {
                let name: String?
                let pin: String?
            }
            struct Line: Decodable {
                struct Fiscal: Decodable {
                    let tax: Int64
                    let total: Int64
                }
                let fiscal: [Fiscal]
            }
            struct Credits: Decodable {
                let temporaryNumber: String
            }
            let buyer: Buyer?
            let cashier: String
            let lines: [Line]
            let credits: Credits?
            let late: Bool
        }
        let acceptedAt: Int64
        let sale: Sale?
    }

    static let query = """
        SELECT e.*, s.till, s.temporary_number, s.accepted_at_ms, s.total_minor, f.invoice_number, f.scu_id,
            f.receipt_number, f.total_receipt_number, f.internal_data, f.signature AS kra_signature, f.signed_at_ms, f.qr
        FROM journal_entry e LEFT JOIN sale s USING (sequence) LEFT JOIN fiscal_receipt f USING (sequence)
        ORDER BY e.sequence
        """

    private static let columns = [
        "sequence", "id", "temporary_number", "kind", "till", "accepted_at", "late", "cashier", "buyer_pin",
        "buyer_name",
        "credits", "tax", "total", "invoice_number", "scu_id", "receipt_number", "signed_at", "hash",
    ]

    static let csvHead = line(columns)

    init(_ row: Row) {
        self.row = row
        bytes = [UInt8](row["bytes"] as Data)
        document = try? JSONDecoder().decode(Said.self, from: Data(bytes))
    }

    /// Whether the entry falls into a period; one whose time nobody knows any more falls into every one.
    func isAccepted(from: Timestamp?, to: Timestamp?) -> Bool {
        let known: Int64? = row["accepted_at_ms"] ?? document?.acceptedAt
        guard let known else { return true }
        if let from, known < from.milliseconds { return false }
        if let to, known >= to.milliseconds { return false }
        return true
    }

    /// The line; nil for an entry that the format does not show, as a spreadsheet of sales does not show notices.
    func text(_ format: ExportFormat) throws -> String? {
        switch format {
        case .ndjson: return try ndjson()
        case .csv: return csv()
        }
    }

    private func ndjson() throws -> String {
        // The document's own bytes stand in the line: whoever reads it can check the hash.
        let isPruned = bytes == [0]
        let own = try Spool.json([
            "document_id": row["document_id"] as String, "hash": Hex.text(row["hash"] as Data),
            "key": Hex.text(row["key"] as Data), "previous_hash": Hex.text(row["previous_hash"] as Data),
            "signature": Hex.text(row["signature"] as Data),
        ])
        return "{\"sequence\":\(row["sequence"] as Int64)," + own.dropFirst().dropLast()
            + ",\"pruned\":\(isPruned),\"document\":\(isPruned ? "null" : String(decoding: bytes, as: UTF8.self))"
            + ",\"fiscal\":\(try fiscal() ?? "null")}\n"
    }

    private func fiscal() throws -> String? {
        guard let number: Int64 = row["invoice_number"] else { return nil }
        let text = try Spool.json([
            "scu_id": row["scu_id"] as String, "receipt_number": row["receipt_number"] as String,
            "total_receipt_number": row["total_receipt_number"] as String,
            "internal_data": row["internal_data"] as String, "signature": row["kra_signature"] as String,
            "signed_at": Self.time(row["signed_at_ms"]), "qr": row["qr"] as String,
        ])
        return "{\"invoice_number\":\(number)," + text.dropFirst()
    }

    private func csv() -> String? {
        guard let number: String = row["temporary_number"], let till: String = row["till"],
            let accepted: Int64 = row["accepted_at_ms"], let total: Int64 = row["total_minor"]
        else { return nil }
        let sale = document?.sale
        let tax = sale.map { $0.lines.flatMap(\.fiscal).reduce(0) { $0 + $1.tax } }
        let invoice: Int64? = row["invoice_number"]
        let signed: Int64? = row["signed_at_ms"]
        return Self.line([
            "\(row["sequence"] as Int64)", row["document_id"], number,
            sale == nil ? "pruned" : sale?.credits == nil ? "sale" : "credit_note", till, Self.time(accepted),
            sale.map { $0.late ? "yes" : "no" } ?? "", sale?.cashier ?? "", sale?.buyer?.pin ?? "",
            sale?.buyer?.name ?? "", sale?.credits?.temporaryNumber ?? "", tax.map { "\(Money(minor: $0))" } ?? "",
            "\(Money(minor: total))", invoice.map { "\($0)" } ?? "", row["scu_id"] ?? "", row["receipt_number"] ?? "",
            signed.map(Self.time) ?? "", Hex.text(row["hash"] as Data),
        ])
    }

    /// What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards among it.
    private static let formulaStarts = "=+-@\t\r\n|＝＋－＠".unicodeScalars

    private static func time(_ milliseconds: Int64) -> String {
        KenyaTime(Timestamp(milliseconds: milliseconds)).rfc3339
    }

    /// A row by RFC 4180.
    ///
    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    private static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let starts = cell.unicodeScalars.first.map(formulaStarts.contains) ?? false
            let safe = starts ? "'" + cell : cell
            guard safe.unicodeScalars.contains(where: { "\",\r\n'".unicodeScalars.contains($0) }) else { return safe }
            return "\"" + safe.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\r\n"
    }
}
