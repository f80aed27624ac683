import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Synchronization
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
        _ provider: String, mode: BooksMap.Mode = .document, seed: UInt64 = 1, clock: WallClock = .system,
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider, seed: seed))
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base, clock: clock) { (shop) async throws in
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

    @Test(arguments: ["quickbooks", "xero"])
    func `a day's anonymous sales are one document once the day is over, and a buyer's sale is one of its own`(
        _ provider: String
    ) async throws {
        // Yesterday at noon, until the test says that it is today: KRA takes nothing from a day to come.
        let day: Int64 = 86_400_000
        let now = WallClock.system.now()
        let behind = now.milliseconds - (CalendarDay(now).start.milliseconds - day / 2)
        let moved = Shift()
        let clock = WallClock(
            now: { WallClock.system.now().advanced(by: .milliseconds(moved.milliseconds - behind)) },
            sinceBoot: WallClock.system.sinceBoot)
        try await Self.world(provider, mode: .hybrid, clock: clock) { world in
            for number in 1...3 { #expect(try await world.shop.sell(Bodies.sale(), key: "s\(number)").status == 201) }
            let named = Bodies.sale().replacing(
                #", "buyer": null"#, with: #", "buyer": {"pin": "P051234567Q", "name": "Mwangaza Stores"}"#)
            #expect(try await world.shop.sell(named, key: "n1").status == 201)
            try await world.shop.drained()
            let changes = world.shop.agent.spool.changes()
            func done() async throws -> Int {
                try await world.shop.agent.spool.booksTally(of: world.lane).documents[.done] ?? 0
            }
            if try await done() == 0 { for await _ in changes where try await done() > 0 { break } }
            #expect(try await world.shop.agent.spool.booksTally(of: world.lane).documents == [.done: 1, .open: 1])
            moved.move(by: day)
            try await world.shop.agent.books.sync(world.lane, force: false)
            try await world.shop.posted(world.lane)
            let sums = await world.books.report().documents("Invoice").filter { $0.number?.hasPrefix("Z-00-") == true }
            #expect(sums.map(\.total) == ["1890.00"])
            #expect(sums.map(\.tax) == ["186.21"])
            #expect(sums.map(\.balance) == ["0.00"])
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [UInt64(1), 2])
    func `over a line that does everything wrong each sale is in the books once, and a second run sends nothing`(
        _ provider: String, _ seed: UInt64
    ) async throws {
        try await Self.world(provider, seed: seed) { world in
            try await world.books.setFaults(
                """
                {"rates": {"answer_lost_after_acceptance": 0.08, "reset_before": 0.05,
                 "portal_html": 0.04, "torn_answer": 0.04, "empty_body": 0.03, "xml_gateway_timeout": 0.03, "edited_meanwhile": 0.05, "bad_gateway_html": 0.04, "server_error": 0.04, "unauthorised": 0.03}}
                """)
            let (named, onAccount) = (
                #", "buyer": {"pin": "P051234567Q", "name": "Mwangaza Stores"}"#,
                #", "buyer": {"pin": "A001234567B", "name": "Baraka"}"#
            )
            for number in 1...10 {
                let body = Bodies.sale().replacing(#", "buyer": null"#, with: number % 2 == 0 ? named : onAccount)
                let paid = number % 3 == 0 ? body.replacing(#""method": "cash""#, with: #""method": "credit""#) : body
                #expect(try await world.shop.sell(paid, key: "s\(number)").status == 201)
            }
            for (number, original) in ["T1-000001", "T1-000003"].enumerated() {
                let credit = try await world.shop.call(
                    "POST", "/v1/sales/\(original)/credit-notes", body: Bodies.credit(quantity: "1", reason: "damaged"),
                    headers: [("Idempotency-Key", "c\(number)")])
                #expect(credit.status == 201)
            }
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let report = await world.books.report()
            #expect(report.faults.values.reduce(0, +) > 0)
            #expect(report.doubledNumbers.isEmpty && report.doubledMarkers.isEmpty && report.overLimit.isEmpty)
            let sold =
                report.documents(provider == "xero" ? "Invoice" : "SalesReceipt")
                + (provider == "xero" ? [] : report.documents("Invoice"))
            #expect(sold.count == 10)
            #expect(sold.allSatisfy { $0.total == "630.00" && $0.tax == "62.07" })
            let back =
                provider == "xero"
                ? report.documents("CreditNote") : report.documents("CreditMemo") + report.documents("RefundReceipt")
            #expect(back.count == 2)
            #expect(back.allSatisfy { $0.total == "150.00" && $0.tax == "20.69" })
            #expect(report.attachments.count == 12)
            let troubles = try await world.shop.agent.spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.isEmpty, "\(troubles)")
            try await world.books.setFaults("{}")
            let calls = await world.books.report().calls
            try await world.shop.agent.books.sync(world.lane, force: true)
            try await world.shop.posted(world.lane)
            #expect(await world.books.report().calls == calls)
        }
    }
}

/// What a test's clock is moved by.
private final class Shift: Sendable {
    private let moved = Atomic<Int64>(0)
    var milliseconds: Int64 { moved.load(ordering: .relaxed) }
    func move(by step: Int64) { moved.add(step, ordering: .relaxed) }
}

extension BooksTiming {
    /// As short as a test can afford.
    static var brief: BooksTiming {
        var timing = BooksTiming()
        (timing.settle, timing.tries) = (.milliseconds(300), [.milliseconds(20), .milliseconds(50)])
        return timing
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
