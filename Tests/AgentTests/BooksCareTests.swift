import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What else happens to a company's books while nobody looks: payments taken off, names changed, nights, and a shut door.
@Suite struct BooksCareTests {
    private typealias World = BooksWatchTests.World

    @Test func `a payment that was taken off is asked about, and posted once more where a person says so`() async throws
    {
        try await BooksWatchTests.world("xero", paid: "cash") { world in
            let paid = try #require(await world.books.report().documents("Payment").first)
            await world.books.control("delete", #"{"type":"Payments","id":"\#(paid.id)"}"#)
            #expect(await world.invoices().map(\.balance) == ["630.00"])
            try await world.look()
            let task = try await world.asked()
            #expect(try await world.conflicts().map(\.kind) == [.payment])
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.outcome == .postedAgain } }
            try await world.shop.posted(world.lane)
            #expect(await world.invoices().map(\.balance) == ["0.00"])
            let payments = await world.books.report().documents("Payment")
            #expect(payments.count { $0.status == "AUTHORISED" } == 1 && payments.count == 2)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test func `what the provider lets nobody change is asked about, though the rule says ours`() async throws {
        try await BooksWatchTests.world("xero", settings: #"{"conflicts": "ours"}"#, paid: "cash") { world in
            try await world.edit("600")
            try await world.look()
            let task = try await world.asked()
            #expect(task.trouble.evidence["provider_text"]?.isEmpty == false)
            #expect(await world.invoices().map(\.total) == ["600.00"])
        }
    }

    @Test func `a voided document is put back at QuickBooks by a change of itself`() async throws {
        try await BooksWatchTests.world("quickbooks") { world in
            let first = try #require(await world.invoices().first)
            try await world.office("void")
            try await world.look()
            let task = try await world.asked()
            #expect(try await world.conflicts().map(\.kind) == [.voided])
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(await world.invoices().map(\.id) == [first.id])
            #expect(await world.invoices().map(\.total) == ["630.00"])
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a number of ours on something else is told`(_ provider: String) async throws {
        try await BooksWatchTests.world(provider) { world in
            let set =
                provider == "xero"
                ? #"{"InvoiceNumber":"00-T1-000001","Status":"AUTHORISED","Total":50,"Type":"ACCREC"}"#
                : #"{"DocNumber":"00-T1-000001","TotalAmt":50,"Line":[]}"#
            await world.books.control("enter", #"{"type":"\#(world.type)","set":\#(set)}"#)
            try await world.look()
            let task = try await world.asked()
            #expect(try await world.conflicts().map(\.kind) == [.number])
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.outcome == .ours } }
            #expect(await world.invoices().count == 2)
        }
    }

    @Test(arguments: ["quickbooks", "xero"], ["edit", "deactivate"])
    func `a customer that was renamed or made inactive does not stop the next document`(
        _ provider: String, _ verb: String
    ) async throws {
        try await BooksWatchTests.world(provider) { world in
            let customer = try #require(await world.invoices().first?.customer)
            let (type, name) = provider == "xero" ? ("Contacts", "Name") : ("Customer", "DisplayName")
            await world.books.control(
                verb, #"{"type":"\#(type)","id":"\#(customer)","set":{"\#(name)":"Passers-by"}}"#)
            try await world.look()
            let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
            #expect(try await world.shop.sell(sale, key: "k2").status == 201)
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let troubles = try await world.spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.isEmpty, "\(troubles)")
            #expect(
                await world.invoices().map(\.number).sorted { $0 ?? "" < $1 ?? "" } == ["00-T1-000001", "00-T1-000002"])
            #expect(try await world.conflicts().isEmpty)
        }
    }

    private static func sale(to buyer: String) -> String {
        Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
            .replacing(#""buyer": null"#, with: #""buyer": \#(buyer)"#)
    }

    @Test(
        arguments: ["quickbooks", "xero"], [#"{"pin": "P051234571E", "name": "Acme Ltd"}"#, #"{"name": "Mama Asha"}"#])
    func `a known buyer that somebody put away is brought back by a person, and owes in one place`(
        _ provider: String, _ buyer: String
    ) async throws {
        try await BooksWatchTests.world(provider) { world in
            @Sendable func customers() async -> [String?] {
                await world.invoices().sorted { $0.number ?? "" < $1.number ?? "" }.map(\.customer)
            }
            #expect(try await world.shop.sell(Self.sale(to: buyer), key: "k2").status == 201)
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let known = try #require(await customers().last ?? nil)
            #expect(await customers().first != known)
            let type = provider == "xero" ? "Contacts" : "Customer"
            await world.books.control("deactivate", #"{"type":"\#(type)","id":"\#(known)"}"#)
            #expect(try await world.shop.sell(Self.sale(to: buyer), key: "k3").status == 201)
            try await world.until { try await world.spool.tasks(openOnly: true).count == 1 }
            let task = try #require(try await world.spool.tasks(openOnly: true).first)
            #expect(task.trouble.code == "books.taken" && task.trouble.action.contains("make it active again"))
            #expect(await customers().count == 2)
            await world.books.control("activate", #"{"type":"\#(type)","id":"\#(known)"}"#)
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { await customers().count == 3 }
            #expect(await customers().suffix(2) == [known, known])
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `each night compares once, and only what is over`(_ provider: String) async throws {
        try await BooksWatchTests.world(provider) { world in
            func comparisons() async throws -> [BooksComparison] {
                try await world.spool.booksComparisons(of: world.lane, before: nil, limit: 10)
            }
            let today = CalendarDay(world.clock.clock.now())
            world.clock.move(by: .seconds(86_400 + 3_600))
            await world.books.advanceClock(86_400 + 3_600)
            await world.shop.agent.night.lookAround()
            try await world.until { try await world.spool.booksWatch(of: world.lane)?.comparedOn != nil }
            let first = try #require(try await comparisons().first)
            #expect(first.state == .done && first.findings.isEmpty)
            #expect(first.to >= today && first.from == first.to.advanced(by: -6))
            let count = try await comparisons().count
            await world.shop.agent.night.lookAround()
            #expect(try await comparisons().count == count)
        }
    }

    @Test func `a company that shuts us out costs one call`() async throws {
        try await BooksWatchTests.world("quickbooks") { world in
            try await world.books.setFaults(#"{"rates": {"forbidden": 1}}"#)
            let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
            #expect(try await world.shop.sell(sale, key: "k2").status == 201)
            try await world.until { try await world.spool.booksConnection(world.lane).state == .needsReconnect }
            let calls = await world.books.report().calls
            try await world.shop.agent.books.sync(world.lane, force: true)
            await #expect(throws: (any Error).self) { try await world.shop.agent.books.ask(.accounts, of: world.lane) }
            #expect(await world.books.report().calls == calls)
            let codes = try await world.spool.tasks(openOnly: true).map(\.trouble.code)
            #expect(codes == ["books.needs_reconnect"])
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [UInt64(1), 2, 3])
    func `over a line that loses answers ours is put back, and what was deleted is there once more and no more`(
        _ provider: String, _ seed: UInt64
    ) async throws {
        try await BooksWatchTests.world(provider, seed: seed) { world in
            let faults = """
                {"rates": {"answer_lost_after_acceptance": 0.2, "reset_before": 0.1, "torn_answer": 0.05,
                 "empty_body": 0.05, "bad_gateway_html": 0.05, "server_error": 0.05, "edited_meanwhile": 0.1}}
                """
            func settled(_ outcomes: [BooksConflict.Outcome]) async throws {
                try await world.until {
                    // Three answers that were lost are a person's; who says ours again is heard again.
                    for task in try await world.spool.tasks(openOnly: true)
                    where task.trouble.code == Trouble.booksConflict {
                        try await world.shop.agent.resolve(task.id, .retry)
                    }
                    guard let newest = try await world.conflicts().first else { return false }
                    return newest.outcome.map { outcomes.contains($0) } ?? false
                }
            }
            try await world.edit("600")
            try await world.books.setFaults(faults)
            try await world.look()
            try await settled([.ours, .mended])
            #expect(await world.invoices().map(\.total) == ["630.00"])
            try await world.office("delete")
            try await world.look()
            try await settled([.postedAgain])
            try await world.shop.posted(world.lane)
            #expect(await world.invoices().map(\.total) == ["630.00"])
            let report = await world.books.report()
            #expect(report.doubledMarkers.isEmpty && report.faults.values.reduce(0, +) > 0)
            try await world.books.setFaults("{}")
        }
    }
}
