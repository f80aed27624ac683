import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

/// Sales are found by time and id without an index of their own.
@Suite struct JournalOrderTests {
    /// Sells at minutes after the opening; several at one time share it to the millisecond.
    private func shop(_ minutes: [Int]) async throws -> (Shop, [Document]) {
        let shop = try Shop()
        var documents: [Document] = []
        for (index, minute) in minutes.enumerated() {
            shop.clock.set(Shop.opening.advanced(by: .seconds(60 * minute)))
            documents.append(try await shop.sell("\(index)").document)
        }
        return (shop, documents)
    }

    @Test(arguments: [[0], [0, 1, 2], [0, 0, 0, 0], [0, 5, 5, 5, 9, 9, 12, 40], Array(0..<33)])
    func `every sale is found by its id and by its number`(_ minutes: [Int]) async throws {
        let (shop, documents) = try await shop(minutes)
        for document in documents {
            #expect(try await shop.spool.sale(document.id).entry.document == document)
            #expect(try await shop.spool.sale(document.temporaryNumber).entry.document == document)
        }
        for (one, next) in zip(documents, documents.dropFirst()) { #expect(one.id < next.id) }
    }

    @Test(arguments: ["00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "T1-000009", "", "' OR 1 --"])
    func `what was never sold is not found`(_ name: String) async throws {
        for minutes in [[], [0, 0, 3]] {
            let (shop, _) = try await shop(minutes)
            await #expect(throws: SpoolError.self) { try await shop.spool.sale(name) }
        }
    }

    @Test func `a notice between two sales hides neither`() async throws {
        let (shop, documents) = try await shop([0, 1, 2])
        try shop.spool.close()
        let later = try Shop(after: shop, at: Shop.opening.advanced(by: .seconds(300)), seed: Array(32..<64))
        _ = try await later.spool.takeOver()
        let last = try await later.sell("after").document
        for document in documents + [last] {
            #expect(try await later.spool.sale(document.id).entry.document == document)
        }
    }

    @Test(arguments: [(0, 9), (1, 6), (5, 5), (5, 6), (6, 12), (41, 60), (-5, 0), (-5, 1)])
    func `a period has its first minute and not its last`(_ from: Int, _ to: Int) async throws {
        let minutes = [0, 1, 5, 5, 5, 9, 12, 40]
        let (shop, _) = try await shop(minutes)
        let sales = try await shop.spool.sales(
            state: nil, from: Shop.opening.advanced(by: .seconds(60 * from)),
            to: Shop.opening.advanced(by: .seconds(60 * to)), before: nil, limit: 100)
        #expect(sales.count == minutes.filter { $0 >= from && $0 < to }.count)
        #expect(sales.map(\.sequence) == sales.map(\.sequence).sorted(by: >))
    }

    @Test func `ids of an older schema are found where their order within one time is another`() async throws {
        let (shop, documents) = try await shop([0, 0, 0, 1])
        try shop.spool.close()
        let swapped = [documents[2].id, documents[0].id, documents[1].id, documents[3].id]
        try shop.tamper(droppingTriggers: true) { database in
            for (index, id) in swapped.enumerated() {
                try database.execute(
                    sql: "UPDATE sale SET document_id = ? WHERE sequence = ?", arguments: [id, index + 1])
            }
        }
        let queue = try DatabaseQueue(path: shop.file.path)
        for (index, id) in swapped.enumerated() {
            #expect(try await queue.read { try JournalOrder.sale(withID: id, $0) } == Int64(index + 1))
        }
    }

    @Test func `an index of sales that runs backwards is refused`() async throws {
        let (shop, _) = try await shop([0, 1])
        try shop.spool.close()
        #expect(throws: DatabaseError.self) {
            try shop.tamper(droppingTriggers: false) { database in
                try database.execute(
                    sql: """
                        PRAGMA foreign_keys = OFF;
                        INSERT INTO sale SELECT sequence + 9, document_id || '', till, 'T1-000009', 'k9', request_digest,
                            accepted_at_ms - 1, total_minor, NULL FROM sale WHERE sequence = 2
                        """)
            }
        }
    }
}
