public import Fiscal
import Foundation
import GRDB

/// What an acceptance-only counter counts; each moves only when the destination accepts.
public enum AcceptanceCounter: String, Sendable, Codable {
    /// KRA's `invcNo`.
    case invoice
    /// KRA's `sarNo`.
    case stockMovement = "stock_movement"
    /// The running number in item codes.
    case item
}

/// What becomes true when a destination accepts a write.
public enum WriteEffect: Sendable, Hashable, Codable {
    /// The job's sale is fiscal.
    case sale
    /// An item has its code.
    case item(id: Int64, code: String)
    /// Balances move by hundredths; with the job's own stock where `ofJob`.
    case stock(moves: [StockMove], ofJob: Bool)
    /// KRA's stock master says a balance.
    case master(itemID: Int64, hundredths: Int64)

    /// One item's change.
    public struct StockMove: Sendable, Hashable, Codable {
        /// The item.
        public let itemID: Int64
        /// Hundredths; negative goes out.
        public let hundredths: Int64

        /// Makes a move.
        public init(itemID: Int64, hundredths: Int64) {
            self.itemID = itemID
            self.hundredths = hundredths
        }
    }

    /// The counter that this moves on acceptance.
    public var counter: AcceptanceCounter? {
        switch self {
        case .sale: .invoice
        case .item: .item
        case .stock: .stockMovement
        case .master: nil
        }
    }

    var kind: String {
        switch self {
        case .sale: "sale"
        case .item: "item"
        case .stock: "stock_movement"
        case .master: "stock_master"
        }
    }
}

/// A write that is under way: number, exact body, and what its acceptance changes.
public struct InFlightWrite: Sendable, Hashable {
    /// The job that it serves.
    public let job: Job
    /// What acceptance changes.
    public let effect: WriteEffect
    /// The number that the body carries, where it has one.
    public let number: Int64?
    /// The exact bytes, without any secret.
    public let body: [UInt8]
    /// How often it was handed to the network.
    public let sends: Int

    /// Makes a write that was not sent yet.
    public init(job: Job, effect: WriteEffect, number: Int64?, body: [UInt8], sends: Int = 0) {
        self.job = job
        self.effect = effect
        self.number = number
        self.body = body
        self.sends = sends
    }
}

extension Spool {
    /// What is under way on a lane.
    public func inFlight(on job: Job) async throws(SpoolError) -> InFlightWrite? {
        try await read { try Self.inFlight(job, $0) }
    }

    static func inFlight(_ job: Job, _ database: Database) throws -> InFlightWrite? {
        try database.first(
            "SELECT * FROM write_in_flight WHERE lane = ? AND sequence = ?", [job.lane, job.sequence]
        ).map { row in
            InFlightWrite(
                job: job,
                effect: try JSONDecoder().decode(WriteEffect.self, from: Data((row["effect"] as String).utf8)),
                number: row["number"], body: [UInt8](row["body"] as Data), sends: row["sends"])
        }
    }

    /// Writes down a write, or one more sending of it, before anything leaves the machine; there is one a lane.
    ///
    /// - Throws: ``SpoolError`` `refused` where another write is under way on the lane, the job's own included: what is
    ///   sent again is the same bytes under the same number.
    public func writeDown(_ write: InFlightWrite, at time: Timestamp) async throws(SpoolError) -> InFlightWrite {
        let effect: String
        do { effect = try write.effect.text() } catch { throw Self.spoolError(error) }
        return try await self.write { database in
            let (job, kind, body) = (write.job, write.effect.kind, Data(write.body))
            let other = try database.first(
                """
                SELECT sequence FROM write_in_flight
                WHERE lane = ? AND (sequence <> ? OR kind <> ? OR number IS NOT ? OR body <> ?)
                """,
                [job.lane, job.sequence, kind, write.number, body])
            if let other {
                let sequence: Int64 = other["sequence"]
                throw SpoolError(.refused, "lane \(job.lane) has another write under way, for entry \(sequence)")
            }
            try database.run(
                """
                INSERT INTO write_in_flight (lane, sequence, kind, number, body, effect, sends, written_at_ms, fate)
                VALUES (?, ?, ?, ?, ?, ?, 1, ?, 'sending')
                ON CONFLICT (lane) DO UPDATE SET sends = sends + 1,
                    fate = CASE fate WHEN 'not_taken' THEN 'sending' ELSE 'unknown' END
                """,
                [job.lane, job.sequence, kind, write.number, body, effect, time.milliseconds])
            try database.run(
                "UPDATE job SET state = 'in_flight' WHERE lane = ? AND sequence = ? AND state = 'waiting'",
                [job.lane, job.sequence])
            return InFlightWrite(
                job: write.job, effect: write.effect, number: write.number, body: write.body, sends: write.sends + 1)
        }
    }

    /// Settles a write as accepted: receipt stored, counter advanced and effect made true in one transaction.
    public func settle(
        _ write: InFlightWrite, receipt: FiscalReceipt?, at time: Timestamp
    ) async throws(SpoolError) {
        try await self.write { database in
            if let counter = write.effect.counter, let number = write.number {
                try Self.set(counter, to: number, database)
                try Self.confirm(counter, database)
            }
            switch write.effect {
            case .sale:
                guard let receipt, receipt.invoiceNumber == write.number else {
                    throw SpoolError(.refused, "a sale is settled by the fiscal receipt of its own number alone")
                }
                try Self.store(receipt, for: write.job.sequence, request: write.body, at: time, database)
            case .item(let id, let code):
                try database.run("UPDATE item SET code = \(code) WHERE id = \(id)")
            case .stock(let moves, let ofJob):
                try Self.move(moves, database)
                if ofJob { try Self.markMoved(write.job, database) }
            case .master(let id, let hundredths):
                try database.run("UPDATE item SET master_hundredths = ? WHERE id = ?", [hundredths, id])
            }
            try database.run("DELETE FROM write_in_flight WHERE lane = ?", [write.job.lane])
        }
        if write.effect == .sale { signals.ring() }
    }

    /// The destination said of the last sending that it did not take it; of those before this says nothing.
    public func noteNotTaken(_ write: InFlightWrite) async throws(SpoolError) {
        try await self.write { database in
            try database.run(
                """
                UPDATE write_in_flight SET fate = 'not_taken'
                WHERE lane = \(write.job.lane) AND sequence = \(write.job.sequence) AND fate = 'sending'
                """)
        }
    }

    /// The destination was asked, and says that it took none of the sendings.
    public func noteNotThere(_ write: InFlightWrite) async throws(SpoolError) {
        try await self.write { database in
            try database.run(
                """
                UPDATE write_in_flight SET fate = 'not_taken'
                WHERE lane = \(write.job.lane) AND sequence = \(write.job.sequence)
                """)
        }
    }

    /// Strikes a write that was refused or must be made anew; no counter moves.
    public func strike(_ write: InFlightWrite) async throws(SpoolError) {
        try await self.write { database in
            try database.run("DELETE FROM write_in_flight WHERE lane = \(write.job.lane)")
        }
    }

    /// Strikes a write and sets its counter so that `expected` comes next; one transaction.
    public func renumber(_ write: InFlightWrite, expected: Int64) async throws(SpoolError) {
        try await self.write { database in
            if let counter = write.effect.counter {
                try Self.set(counter, to: expected - 1, database)
            }
            try database.run("DELETE FROM write_in_flight WHERE lane = \(write.job.lane)")
        }
    }

    /// Strikes a stock master write and takes over the balance that the destination named.
    public func adoptBalance(_ write: InFlightWrite, hundredths: Int64) async throws(SpoolError) {
        guard case .master(let id, _) = write.effect else { return }
        try await self.write { database in
            try database.run("UPDATE item SET balance_hundredths = \(hundredths) WHERE id = \(id)")
            try database.run("DELETE FROM write_in_flight WHERE lane = \(write.job.lane)")
        }
    }

    /// Strikes a write and forgets the stock masters of a document's items, so that they are sent again first.
    public func forgetMasters(_ write: InFlightWrite, items: [Int64]) async throws(SpoolError) {
        try await self.write { database in
            for id in items {
                try database.run("UPDATE item SET master_hundredths = NULL WHERE id = \(id)")
            }
            try database.run("DELETE FROM write_in_flight WHERE lane = \(write.job.lane)")
        }
    }

    /// The number that comes next.
    public func next(_ counter: AcceptanceCounter) async throws(SpoolError) -> Int64 {
        try await read { database in
            let last = try Int64.fetchOne(
                database, literal: "SELECT last FROM acceptance_counter WHERE name = \(counter.rawValue)")
            return (last ?? 0) + 1
        }
    }

    /// Whether a job's own stock movement was accepted, and its fiscal receipt, if stored.
    public func progress(of job: Job) async throws(SpoolError) -> (receipt: FiscalReceipt?, stockMoved: Bool) {
        try await read { database in
            let moved = try Int64.fetchOne(
                database,
                literal: "SELECT stock_moved FROM job WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
            return (try Self.receipt(job.sequence, database), moved == 1)
        }
    }

    /// Marks a job's stock as moved where it has none to move.
    public func noStock(_ job: Job) async throws(SpoolError) {
        try await write { try Self.markMoved(job, $0) }
    }

    static func markMoved(_ job: Job, _ database: Database) throws {
        try database.run(
            "UPDATE job SET stock_moved = 1 WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
    }

    static func set(_ counter: AcceptanceCounter, to number: Int64, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO acceptance_counter (name, last) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET last = excluded.last
            """,
            [counter.rawValue, number])
    }

    static func move(_ moves: [WriteEffect.StockMove], _ database: Database) throws {
        for move in moves {
            try database.run(
                "UPDATE item SET balance_hundredths = balance_hundredths + ? WHERE id = ?",
                [move.hundredths, move.itemID])
        }
    }

    static func store(
        _ receipt: FiscalReceipt, for sequence: Int64, request: [UInt8], at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO fiscal_receipt (sequence, invoice_number, scu_id, receipt_number, total_receipt_number,
                internal_data, signature, signed_at_ms, qr, request, stored_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                sequence, receipt.invoiceNumber, receipt.scuID, receipt.receiptNumber, receipt.totalReceiptNumber,
                receipt.internalData, receipt.signature, receipt.signedAt.milliseconds, receipt.qr, Data(request),
                time.milliseconds,
            ])
        let id = try String.fetchOne(
            database, literal: "SELECT document_id FROM sale WHERE sequence = \(sequence)")
        try record(
            .saleFiscalised, ["id": id ?? "", "invoice_number": "\(receipt.invoiceNumber)"], at: time, database)
    }
}
