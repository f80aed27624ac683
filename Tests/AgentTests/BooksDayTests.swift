import Accounting
import Agent
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What is sold reaches the books once, over real HTTP: till, KRA, QuickBooks or Xero.
@Suite struct BooksDayTests {
    /// A shop whose sales become fiscal and go to the books.
    private struct World: Sendable {
        let shop: Shop
        let books: SimulatedBooks
        let lane: String
    }

    private static func world(
        _ provider: String, mode: BooksMap.Mode = .document,
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider))
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base) { (shop) async throws in
                    try await shop.initialise()
                    let lane = try await shop.connect(books, address)
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var chosen = map
                    chosen.mode = mode
                    _ = try await shop.agent.books.keep(chosen, of: lane, after: version, by: "test")
                    try await body(World(shop: shop, books: books, lane: lane))
                }
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a sale is in the books once, with its tax to the cent, its money and its receipt`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            let answer = try await world.shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
            #expect(try ReplyCoding.read(SaleReply.self, from: answer.body).state == .fiscalised)
            try await world.shop.posted(world.lane)
            let report = await world.books.report()
            let sold = report.documents(provider == "xero" ? "Invoice" : "SalesReceipt")
            #expect(sold.map(\.total) == ["630.00"])
            #expect(sold.map(\.tax) == ["62.07"])
            #expect(sold.map(\.number) == ["00-T1-000001"])
            #expect(report.attachments.count == 1)
            #expect(report.documents("Payment").count == (provider == "xero" ? 1 : 0))
            #expect(try await world.shop.agent.spool.tasks(openOnly: true).isEmpty)
        }
    }
}

extension Shop {
    /// Waits until everything that was sold is in a company's books, or waits for a person.
    func posted(_ lane: String) async throws {
        let changes = agent.spool.changes()
        if try await isPosted(lane) { return }
        for await _ in changes where try await isPosted(lane) { return }
    }

    private func isPosted(_ lane: String) async throws -> Bool {
        let tally = try await agent.spool.booksTally(of: lane)
        let open = (tally.documents[.ready] ?? 0) + (tally.documents[.open] ?? 0) + tally.unplaced
        let newest = try await agent.spool.sales(state: nil, from: nil, to: nil, before: nil, limit: 1)
        return open == 0 && tally.documents.values.reduce(0, +) > 0 && !newest.isEmpty
    }
}
