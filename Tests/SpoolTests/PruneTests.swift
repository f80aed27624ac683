import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct PruneTests {
    private static let later = Shop.opening.advanced(by: .seconds(1_000))

    /// A shop with sales, the first of them fiscal and done, and a last one that is younger.
    private func shop(sales: Int = 6, done: Int = 6) async throws -> Shop {
        let shop = try Shop()
        for number in 1...sales { try await shop.sell("\(number)") }
        for number in 0..<done { try await shop.fiscalise(invoice: Int64(number) + 1) }
        shop.clock.set(Self.later)
        try await shop.sell("younger")
        return shop
    }

    @Test func `what is old and finished gives up its document, and the chain still holds`() async throws {
        let shop = try await shop()
        let asked = try await shop.spool.askPrint(2, paper: .fiscal, printer: "counter", at: Shop.opening).job
        try await shop.spool.endPrint(asked, .printed, at: Shop.opening)
        let before = try await shop.spool.verify()
        let plan = try await shop.spool.prunable(before: Self.later)
        #expect(plan.sales == 6)
        #expect(plan.through == 6)
        #expect(plan.stoppedBy?.contains("7") == true)
        #expect(try await shop.spool.chainEnd().sequence == 7)
        #expect(try await shop.spool.prune(before: Self.later) == plan)
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.entries == before.entries + 1)
        #expect(found.pruned == 6)
        #expect(found.notices == 1)
        #expect(found.temporaryNumbersMissing == 0)
        #expect(found.invoiceNumbersMissing == 0)
        let left = try await shop.spool.read { database in
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT (SELECT count(*) FROM fiscal_receipt WHERE request <> x'00')
                        + (SELECT count(*) FROM print_job)
                        + (SELECT count(*) FROM journal_entry WHERE sequence <= 6 AND bytes <> x'00')
                    """)
        }
        #expect(left == 0)
        try shop.spool.close()
        #expect(try Spool.verify(file: shop.file).pruned == 6)
    }

    @Test func `a pruned sale is listed and proved, and nothing else`() async throws {
        let shop = try await shop()
        _ = try await shop.spool.prune(before: Self.later)
        for name in ["T1-000001", "T1-000006"] {
            let error = await #expect(throws: SpoolError.self) { try await shop.spool.sale(name) }
            #expect(error?.code == .pruned)
            #expect(error?.sentence.contains(name) == true)
        }
        let credit = await #expect(throws: SpoolError.self) { try await shop.credit(2, "note") }
        #expect(credit?.code == .pruned)
        let again = await #expect(throws: SpoolError.self) { try await shop.sell("3") }
        #expect(again?.code == .pruned)
        let listed = try await shop.spool.sales(state: nil, from: nil, to: nil, before: nil, limit: 99)
        #expect(listed.map(\.sequence) == [7, 6, 5, 4, 3, 2, 1])
        let pruned = listed.compactMap { if case .pruned(let sale) = $0 { sale } else { nil } }
        #expect(pruned.map(\.invoiceNumber) == [6, 5, 4, 3, 2, 1])
        #expect(pruned.allSatisfy { $0.total == Money(minor: 45_000) })
        #expect(try await shop.sell("next").document.temporaryNumber == "T1-000008")
        #expect(try await shop.spool.verify().isWhole)
    }

    @Test(arguments: [(4, "not finished"), (2, "open task"), (3, "printed"), (5, "credit note")])
    func `it ends at the first sale with which something stands open`(_ place: Int64, _ why: String) async throws {
        let shop = try await shop(done: place == 4 ? 3 : 6)
        switch place {
        case 2: try await shop.raise(task: "test.open", for: 2)
        case 3: _ = try await shop.spool.askPrint(3, paper: .fiscal, printer: "counter", at: Shop.opening)
        case 5: try await shop.credit(5, "note")
        default: break
        }
        let scope = try await shop.spool.prune(before: Self.later.advanced(by: .seconds(-1)))
        #expect(scope.through == place - 1)
        #expect(scope.stoppedBy?.contains(why) == true)
        #expect(scope.stoppedBy?.contains("\(place)") == true)
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.pruned == place - 1)
    }

    @Test func `a pruning that a power cut ended is finished later`() async throws {
        let shop = try await shop()
        let (sealer, clock) = (shop.spool.sealer, shop.spool.clock)
        let end = try await shop.spool.entry(4).seal.hash
        try await shop.spool.write { database in
            var journal = try JournalHead(
                database, sealers: SealerStore(sealer, next: nil), clock: clock, chance: .system)
            _ = try journal.append(.pruning(Pruning(hash: Hex.text(end), through: 4)), database)
            try database.execute(sql: "UPDATE journal_entry SET bytes = x'00' WHERE sequence = 1")
        }
        let half = try await shop.spool.verify()
        #expect(half.isWhole)
        #expect(half.pruned == 1)
        #expect(try await shop.spool.finishPruning() == 3)
        #expect(try await shop.spool.finishPruning() == 0)
        #expect(try await shop.spool.verify().pruned == 4)
        #expect(try await shop.spool.prune(before: Self.later).sales == 2)
        let whole = try await shop.spool.verify()
        #expect(whole.isWhole)
        #expect(whole.pruned == 6)
    }

    @Test(arguments: [
        "UPDATE journal_entry SET bytes = x'00' WHERE sequence = 7",
        "UPDATE journal_entry SET bytes = x'01' WHERE sequence = 1",
        "UPDATE journal_entry SET bytes = x'00', signature = zeroblob(64) WHERE sequence = 1",
        "UPDATE journal_entry SET bytes = x'00' WHERE sequence = 8",
        "UPDATE fiscal_receipt SET request = x'00', qr = '' WHERE sequence = 1",
        "UPDATE fiscal_receipt SET request = x'02' WHERE sequence = 1",
        "INSERT INTO notice VALUES (7, 'x', 'pruning', 1, NULL, NULL, 6)",
        "UPDATE till_counter SET series = 'BCD', last = 8",
    ])
    func `the schema lets nothing more go`(_ statement: String) async throws {
        let shop = try await shop()
        _ = try await shop.spool.prune(before: Self.later)
        #expect(throws: DatabaseError.self) {
            try shop.tamper(droppingTriggers: false) { try $0.execute(sql: statement) }
        }
        #expect(try await shop.spool.verify().isWhole)
    }

    @Test(
        arguments: [
            ("UPDATE journal_entry SET bytes = x'00' WHERE sequence = 7", 7),
            ("UPDATE journal_entry SET bytes = x'00' WHERE sequence = 8", 8),
            ("UPDATE notice SET through = 5", 8), ("DELETE FROM sale WHERE sequence = 3", 3),
            ("UPDATE sale SET temporary_number = 'T1-000099' WHERE sequence = 3", 3),
            ("UPDATE journal_entry SET hash = zeroblob(32) WHERE sequence = 2", 2),
        ] as [(String, Int64)])
    func `bytes that went without leave are found`(_ statement: String, _ sequence: Int64) async throws {
        let shop = try await shop()
        _ = try await shop.spool.prune(before: Self.later)
        try shop.tamper(droppingTriggers: true) { try $0.execute(sql: statement) }
        #expect(try await shop.spool.verify().firstBreak?.sequence == sequence)
    }

    @Test func `a pruning that names another hash breaks the chain`() async throws {
        let shop = try await shop()
        let (sealer, clock) = (shop.spool.sealer, shop.spool.clock)
        try await shop.spool.write { database in
            var journal = try JournalHead(
                database, sealers: SealerStore(sealer, next: nil), clock: clock, chance: .system)
            _ = try journal.append(
                .pruning(Pruning(hash: String(repeating: "0", count: 64), through: 4)), database)
        }
        #expect(try await shop.spool.verify().firstBreak?.sequence == 8)
    }
}

extension Shop {
    /// Raises a task for an entry.
    fileprivate func raise(task code: String, for sequence: Int64) async throws {
        try await spool.write { database in
            try Spool.raise(
                Trouble(code: code, reason: "r", action: "a"), lane: Shop.lane, sequence: sequence, at: Shop.opening,
                database)
        }
    }
}
