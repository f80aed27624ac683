public import Fiscal
import Foundation
import GRDB

/// An invoice that the destination has and this journal lost: sold after the backup that was restored.
public struct LostInvoice: Sendable, Hashable {
    /// The destination's number of it.
    public let number: Int64
    /// What was sent as remark, where the destination kept it.
    public let remark: String?
    /// Its total.
    public let total: Money?
    /// When it was signed.
    public let signedAt: Timestamp?

    /// Makes a record.
    public init(number: Int64, remark: String?, total: Money?, signedAt: Timestamp?) {
        self.number = number
        self.remark = remark
        self.total = total
        self.signedAt = signedAt
    }
}

/// A sale of this journal that the destination has although the journal has no receipt of it.
public struct Adoption: Sendable {
    /// The entry.
    public let sequence: Int64
    /// The destination's receipt.
    public let receipt: FiscalReceipt
    /// The codes that its items turned out to have, by our number of the item.
    public let itemCodes: [Int64: String]
    /// What the sale moved of the stock.
    public let moves: [WriteEffect.StockMove]

    /// Makes an adoption.
    public init(
        sequence: Int64, receipt: FiscalReceipt, itemCodes: [Int64: String], moves: [WriteEffect.StockMove]
    ) {
        self.sequence = sequence
        self.receipt = receipt
        self.itemCodes = itemCodes
        self.moves = moves
    }
}

/// What a reconciliation writes down at its end.
public struct Reconciliation: Sendable {
    /// The highest invoice number that the destination has.
    public var lastInvoice: Int64
    /// The highest item serial that the destination has; nil where it does not tell.
    public var lastItem: Int64?
    /// Codes that items turned out to have, by our number of the item.
    public var itemCodes: [Int64: String]
    /// What the destination has and the journal lost.
    public var lost: [LostInvoice]
    /// Sales whose stock was moved after the backup, and what they moved.
    public var moved: [(sequence: Int64, moves: [WriteEffect.StockMove])]
    /// The task for a person, where sales were lost.
    public var trouble: Trouble?
    /// Codes of the lane's tasks that this clears.
    public var clears: [String]

    /// Makes a reconciliation.
    public init(
        lastInvoice: Int64, lastItem: Int64?, itemCodes: [Int64: String], lost: [LostInvoice],
        moved: [(sequence: Int64, moves: [WriteEffect.StockMove])], trouble: Trouble?, clears: [String]
    ) {
        self.lastInvoice = lastInvoice
        self.lastItem = lastItem
        self.itemCodes = itemCodes
        self.lost = lost
        self.moved = moved
        self.trouble = trouble
        self.clears = clears
    }
}

extension Spool {
    /// The last invoice number that this journal knows to be accepted, and when it was signed.
    public func lastInvoice() async throws(SpoolError) -> (number: Int64, signedAt: Timestamp?) {
        try await read { database in
            let number =
                try Int64.fetchOne(
                    database,
                    literal: "SELECT last FROM acceptance_counter WHERE name = \(AcceptanceCounter.invoice.rawValue)")
                ?? 0
            let signed = try Int64.fetchOne(
                database, literal: "SELECT signed_at_ms FROM fiscal_receipt WHERE invoice_number = \(number)")
            return (number, signed.map(Timestamp.init(milliseconds:)))
        }
    }

    /// The sales of a lane that have no receipt, whatever became of their jobs, oldest first: sequence and document id.
    public func unanswered(on lane: String) async throws(SpoolError) -> [(sequence: Int64, documentID: String)] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT j.sequence, s.document_id FROM job j JOIN sale s USING (sequence)
                    LEFT JOIN fiscal_receipt f USING (sequence)
                    WHERE j.lane = \(lane) AND f.sequence IS NULL ORDER BY j.sequence
                    """
            ).map { ($0["sequence"], $0["document_id"]) }
        }
    }

    /// The sales of a lane that have their receipt and whose stock is not known to have moved.
    public func unmoved(on lane: String) async throws(SpoolError) -> [(sequence: Int64, invoice: Int64)] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT j.sequence, f.invoice_number FROM job j JOIN fiscal_receipt f USING (sequence)
                    WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight', 'parked') AND j.stock_moved = 0
                    ORDER BY j.sequence
                    """
            ).map { ($0["sequence"], $0["invoice_number"]) }
        }
    }

    /// Every item that was ever sold here.
    public func allItems() async throws(SpoolError) -> [RegisteredItem] {
        try await read { try Self.allItems($0) }
    }

    /// Stores the receipts of sales that the destination had already, and finishes their jobs; one transaction.
    public func adopt(_ adoptions: [Adoption], on lane: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            for adoption in adoptions {
                let sequence = adoption.sequence
                let body = try SQLRequest<Data>(
                    literal: """
                        SELECT body FROM write_in_flight
                        WHERE lane = \(lane) AND sequence = \(sequence) AND kind = 'sale'
                        """
                ).fetchOne(database)
                try Self.store(
                    adoption.receipt, for: sequence, request: body.map { [UInt8]($0) } ?? [], at: time, database)
                try Self.name(adoption.itemCodes, database)
                try Self.move(adoption.moves, database)
                try database.execute(
                    literal: """
                        UPDATE job SET state = 'done', stock_moved = 1, finished_at_ms = \(time.milliseconds)
                        WHERE lane = \(lane) AND sequence = \(sequence) AND state <> 'done'
                        """)
                try database.execute(
                    literal: "DELETE FROM write_in_flight WHERE lane = \(lane) AND sequence = \(sequence)")
                try database.execute(
                    literal: """
                        UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'retry'
                        WHERE lane = \(lane) AND sequence = \(sequence) AND resolved_at_ms IS NULL
                        """)
            }
        }
        signals.ring()
    }

    /// Sets the counters by what the destination has, writes down what was lost, and lifts the mark; one transaction.
    ///
    /// A sale, item or stock master that was under way is struck: whatever of them arrived was adopted before. A stock
    /// movement that was under way is settled where the destination has later documents than this journal knew, since
    /// a lane goes on only behind it.
    public func conclude(_ found: Reconciliation, on lane: String, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            let before =
                try Int64.fetchOne(
                    database,
                    literal: "SELECT last FROM acceptance_counter WHERE name = \(AcceptanceCounter.invoice.rawValue)")
                ?? 0
            try Self.settleUnderWay(on: lane, hasLater: found.lastInvoice > before, database)
            try Self.set(.invoice, to: max(found.lastInvoice, before), database)
            if let item = found.lastItem { try Self.set(.item, to: item, database) }
            try Self.name(found.itemCodes, database)
            for counter in [AcceptanceCounter.stockMovement] + (found.lastItem == nil ? [.item] : []) {
                try database.execute(
                    literal: "INSERT INTO open_counter (name) VALUES (\(counter.rawValue)) ON CONFLICT DO NOTHING")
            }
            for (sequence, moves) in found.moved {
                try database.execute(
                    literal: """
                        UPDATE job SET stock_moved = 1
                        WHERE lane = \(lane) AND sequence = \(sequence) AND stock_moved = 0
                        """)
                if database.changesCount > 0 { try Self.move(moves, database) }
            }
            // What the destination has in stock is learned from its answer to the next stock master.
            try database.execute(literal: "UPDATE item SET master_hundredths = NULL WHERE code IS NOT NULL")
            for invoice in found.lost {
                try database.execute(
                    literal: """
                        INSERT INTO lost_invoice (invoice_number, remark, total_minor, signed_at_ms, found_at_ms)
                        VALUES (\(invoice.number), \(invoice.remark), \(invoice.total?.minor),
                            \(invoice.signedAt?.milliseconds), \(time.milliseconds)) ON CONFLICT DO NOTHING
                        """)
            }
            if let trouble = found.trouble { try Self.raise(trouble, lane: nil, sequence: nil, at: time, database) }
            for code in found.clears {
                try database.execute(
                    literal: """
                        UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'retry'
                        WHERE lane = \(lane) AND sequence IS NULL AND code = \(code) AND resolved_at_ms IS NULL
                        """)
            }
            try database.execute(
                literal: """
                    UPDATE restoration SET reconciled_at_ms = \(time.milliseconds)
                    WHERE begun IS NOT NULL AND reconciled_at_ms IS NULL
                    """)
        }
        signals.ring()
    }

    /// Whether a counter was not confirmed since a restore, so that the destination's next answer sets it.
    public func isOpen(_ counter: AcceptanceCounter) async throws(SpoolError) -> Bool {
        try await read { database in
            try Int64.fetchOne(
                database, literal: "SELECT count(*) FROM open_counter WHERE name = \(counter.rawValue)") == 1
        }
    }

    /// The destination took the counter's last number: it is confirmed.
    static func confirm(_ counter: AcceptanceCounter, _ database: Database) throws {
        try database.execute(literal: "DELETE FROM open_counter WHERE name = \(counter.rawValue)")
    }

    private static func settleUnderWay(on lane: String, hasLater: Bool, _ database: Database) throws {
        let row = try Row.fetchOne(
            database, literal: "SELECT sequence, kind, effect FROM write_in_flight WHERE lane = \(lane)")
        guard let row else { return }
        let effect = try JSONDecoder().decode(WriteEffect.self, from: Data((row["effect"] as String).utf8))
        if case .stock(let moves, let ofJob) = effect {
            guard hasLater else { return }
            try move(moves, database)
            let job = Job(lane: lane, sequence: row["sequence"], attempts: 0, isInFlight: true)
            if ofJob { try markMoved(job, database) }
        }
        try database.execute(literal: "DELETE FROM write_in_flight WHERE lane = \(lane)")
    }

    /// Gives items the codes that the destination has for them; a code that another item bears stays there.
    private static func name(_ codes: [Int64: String], _ database: Database) throws {
        for (id, code) in codes {
            try database.execute(literal: "UPDATE OR IGNORE item SET code = \(code) WHERE id = \(id) AND code IS NULL")
        }
    }
}
