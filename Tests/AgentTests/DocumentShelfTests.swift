import Fiscal
import Spool
import SpoolTestSupport
import Testing

@testable import Agent

@Suite struct DocumentShelfTests {
    @Test(arguments: [1, 2, 4, 100])
    func `a shelf of any size gives what the journal has`(_ limit: Int) async throws {
        let shop = try SpoolTestSupport.Shop()
        for number in 1...6 { try await shop.sell("\(number)") }
        try await shop.credit(2, "credit")
        let shelf = DocumentShelf(limit: limit)
        // The lane's order, a parked job that is tried again, and a look ahead in between.
        for sequence in [1, 1, 2, 3, 1, 4, 7, 5, 6] as [Int64] {
            let entry = try await shop.spool.entry(sequence)
            #expect(try await shelf.document(inHand: sequence, from: shop.spool) == entry.document)
            for later in sequence...7 {
                let document = try await shop.spool.entry(later).document
                let items = try await shop.spool.items(of: document)
                let needs = KRAPlanner.needs(of: document, items).map { [$0.item.id: $0.hundredths] }
                let expected = document.sale.isCreditNote ? [:] : needs.first ?? [:]
                #expect(try await shelf.needs(of: later, from: shop.spool) == expected)
            }
        }
    }

    @Test func `what lies behind the job in hand makes room`() async throws {
        let shop = try SpoolTestSupport.Shop()
        for number in 1...6 { try await shop.sell("\(number)") }
        let shelf = DocumentShelf(limit: 3)
        for sequence in 1...6 as ClosedRange<Int64> {
            _ = try await shelf.document(inHand: sequence, from: shop.spool)
            #expect(shelf.count <= 3)
        }
    }
}
