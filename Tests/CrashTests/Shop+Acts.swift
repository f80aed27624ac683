import Agent
import Custody
import Fiscal
import Foundation
import GRDB
import SpoolTestSupport

@testable import Spool

/// An act has no ground: the one before it was refused.
struct NothingToDo: Error {}

extension Shop {
    /// Does an act on the real spool; a sale gives its entry.
    func perform(_ act: Act) async throws -> Entry? {
        switch act {
        case .open: break
        case .sell(let key, let till): return try await sell(key, till: till)
        case .sellBehindReader(let key):
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let reader = try DatabaseQueue(path: file.path, configuration: configuration)
            try await reader.writeWithoutTransaction { try $0.execute(sql: "BEGIN; SELECT * FROM sale") }
            let entry = try await sell(key)
            // Housekeeping, too, goes on where the log cannot be folded in.
            try? await spool.foldLog()
            try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            return entry
        case .credit(let key, let original):
            let sequence = try await spool.read { database in
                try Int64.fetchOne(database, literal: "SELECT sequence FROM sale WHERE idempotency_key = \(original)")
            }
            return try await credit(sequence ?? 0, key)
        case .writeDown, .settle, .finish, .park:
            guard let job = try await head() else { throw NothingToDo() }
            try await work(act, on: job)
        case .askPrint(let sequence):
            _ = try await spool.askPrint(sequence, paper: .temporary, printer: "counter", at: Self.opening)
        case .beginPrint, .endPrint:
            guard let job = try await spool.nextPrint(on: "counter") else { throw NothingToDo() }
            if act == .beginPrint {
                try await spool.beginPrint(job)
            } else {
                try await spool.endPrint(job, .printed, at: Self.opening)
            }
        case .checkpoint:
            try await spool.foldLog()
        case .prune:
            _ = try await spool.prune(before: Self.opening.advanced(by: .seconds(1)), batch: 1)
        case .backup(let isSealed): try backUp(sealed: isSealed)
        case .rotate:
            let custody = try Custody(directory: directory, credentials: nil)
            _ = try await KeyDesk(spool: spool, custody: custody).rotate()
        case .close: try spool.close()
        case .compact: throw Finding("an open file is not written anew")
        }
        return nil
    }

    private func work(_ act: Act, on job: Job) async throws {
        switch act {
        case .writeDown(let number):
            let body = Array("{\"invcNo\":\(number)}".utf8)
            _ = try await spool.writeDown(
                InFlightWrite(job: job, effect: .sale, number: number, body: body), at: Self.opening)
        case .settle:
            guard let write = try await spool.inFlight(on: job), let number = write.number else { throw NothingToDo() }
            let receipt = FiscalReceipt(
                scuID: "KRACU0300000123", invoiceNumber: number, receiptNumber: "\(number)",
                totalReceiptNumber: "\(number)", internalData: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                signature: "ABCDEFGHIJKLMNOP", signedAt: Self.opening, qr: "https://example.invalid/\(number)")
            try await spool.settle(write, receipt: receipt, at: Self.opening)
        case .finish:
            guard try await spool.progress(of: job).receipt != nil else { throw NothingToDo() }
            try await spool.finish(job, at: Self.opening)
        default:
            try await spool.park(
                job, Trouble(code: "kra.refused", reason: "KRA says no", action: "look at it"), at: Self.opening)
        }
    }

    /// What the spool says, row by row.
    func world() async throws -> World {
        try await spool.read { [self] database in
            var world = World()
            world.invoice =
                try Int64.fetchOne(database, literal: "SELECT last FROM acceptance_counter WHERE name = 'invoice'") ?? 0
            let sequences = try Int64.fetchAll(database, sql: "SELECT sequence FROM journal_entry ORDER BY sequence")
            world.notices = try Row.fetchAll(database, sql: "SELECT * FROM notice ORDER BY sequence").map {
                World.Notice(sequence: $0["sequence"], through: $0["through"])
            }
            for row in try Row.fetchAll(database, sql: Self.salesQuery) {
                let sequence: Int64 = row["sequence"]
                var sale = World.Sale(
                    sequence: sequence, key: row["idempotency_key"], till: row["till"], number: row["temporary_number"])
                sale.isPruned = row["bytes"] as Data == Data([0])
                let request: Data? = row["request"]
                guard (request.map { $0 == Data([0]) } ?? sale.isPruned) == sale.isPruned else {
                    throw Finding("entry \(sequence) is pruned by half")
                }
                (sale.credits, sale.job) = (row["credits_sequence"], row["state"])
                sale.entry = World.Sealed(
                    id: row["document_id"], bytes: [UInt8](row["bytes"] as Data), hash: [UInt8](row["hash"] as Data),
                    signature: [UInt8](row["signature"] as Data))
                (sale.underWay, sale.invoice, sale.tasks) = (row["number"], row["invoice_number"], row["tasks"])
                sale.prints = try Row.fetchAll(
                    database, literal: "SELECT * FROM print_job WHERE sequence = \(sequence) ORDER BY id"
                ).map { World.Print(designation: $0["designation"], state: $0["state"]) }
                world.sales.append(sale)
            }
            guard sequences == (0..<world.length).map({ $0 + 1 }) else {
                throw Finding("the journal has the entries \(sequences)")
            }
            world.backup = try backedUp(database)
            return world
        }
    }

    private static let salesQuery = """
        SELECT s.*, e.bytes, e.hash, e.signature, coalesce(j.state, 'none') AS state, w.number, f.invoice_number, f.request,
            (SELECT count(*) FROM task t WHERE t.sequence = s.sequence AND t.resolved_at_ms IS NULL) AS tasks
        FROM sale s LEFT JOIN journal_entry e USING (sequence) LEFT JOIN job j USING (sequence)
            LEFT JOIN write_in_flight w USING (sequence) LEFT JOIN fiscal_receipt f USING (sequence)
        ORDER BY s.sequence
        """
}
