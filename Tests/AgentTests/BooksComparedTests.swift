import Accounting
import BooksTestSupport
import Fiscal
import Forwarder
import Foundation
import JSON
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

@testable import Agent

/// The task of what a comparison found: one for each company, as long as it is so.
@Suite struct BooksComparedTests {
    /// A shop with two companies at Xero, each with an invoice that the shop knows nothing of.
    private struct World: Sendable {
        let shop: Shop
        let books: SimulatedBooks
        let lanes: [String]
        let today = CalendarDay(WallClock.system.now())

        var spool: Spool { shop.agent.spool }

        /// Somebody at the office enters an invoice; its id.
        func enter(_ number: String, in lane: String) async throws -> String {
            let answer = await books.control(
                "enter",
                """
                {"company":"\(lane.dropFirst(5))","type":"Invoices","set":{"InvoiceNumber":"\(number)","Type":"ACCREC",
                 "Status":"AUTHORISED","Total":50,"TotalTax":0,"Date":"\(today)T00:00:00"}}
                """)
            let entered = try JSONTree(parsing: Array(answer.text.utf8))
            return try #require(entered["InvoiceID"]?.text)
        }

        func delete(_ id: String, in lane: String) async {
            await books.control(
                "delete", #"{"company":"\#(lane.dropFirst(5))","type":"Invoices","id":"\#(id)"}"#)
        }

        func compare(_ lane: String, before: Int = 0) async throws {
            let changes = spool.changes()
            let to = today.advanced(by: -before)
            try await until(changes) { shop.agent.night.progress(of: lane) == nil }
            let id = try await shop.agent.night.begin(lane, from: to.advanced(by: -2), to: to)
            try await until(changes) {
                try await spool.booksComparisons(of: lane, before: id + 1, limit: 1).first?.state == .done
            }
        }

        private func until(_ changes: some AsyncSequence, _ holds: () async throws -> Bool) async throws {
            if try await holds() { return }
            for try await _ in changes where try await holds() { return }
        }

        func asked(_ lane: String) async throws -> [TaskView] {
            try await spool.tasks(openOnly: true).filter { $0.lane == lane && $0.trouble.code == "books.compared" }
        }
    }

    private static func world(_ body: @escaping @Sendable (World) async throws -> Void) async throws {
        let books = try SimulatedBooks("xero", companies: 2)
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let token = try await shop.technician()
                var lanes: [String] = []
                for number in 0..<2 {
                    let begun = try await shop.begin("xero", base, token: token)
                    #expect(try await shop.land(try await Browser.agree(begun.authorizeURL)).status == 200)
                    guard case .choosing(let tenants) = try await shop.agent.connections.connecting(begun.id).stage,
                        case .connected(let lane) = try await shop.agent.connections.choose(
                            begun.id, company: tenants.map(\.key).sorted()[number]
                        ).stage
                    else { throw BrowserError.notConnected("company \(number)") }
                    lanes.append(lane)
                }
                try await body(World(shop: shop, books: books, lanes: lanes))
            }
        }
    }

    @Test func `each company is asked about by itself, and its task ends as it compares clean again`() async throws {
        try await Self.world { world in
            let (first, second) = (world.lanes[0], world.lanes[1])
            var strangers = [try await world.enter("OFFICE-1", in: first)]
            _ = try await world.enter("OFFICE-1", in: second)
            for lane in world.lanes { try await world.compare(lane) }
            let tasks = [try await world.asked(first), try await world.asked(second)]
            #expect(tasks.map(\.count) == [1, 1])

            // What is found meanwhile is told by the same task; what is not new, by none but it.
            strangers.append(try await world.enter("OFFICE-2", in: first))
            try await world.compare(first)
            try await world.compare(first)
            let told = try await world.asked(first)
            #expect(told.map(\.id) == tasks[0].map(\.id))
            #expect(told.first?.trouble.reason.hasPrefix("2 documents") == true)
            #expect(told.first?.trouble.evidence["findings"]?.contains("OFFICE-2") == true)

            // Neither a sync nor other days' peace is an answer.
            try await world.shop.agent.books.sync(first, force: true)
            try await world.compare(first, before: 5)
            #expect(try await world.asked(first).count == 1)

            for stranger in strangers { await world.delete(stranger, in: first) }
            try await world.compare(first)
            #expect(try await world.asked(first).isEmpty)
            #expect(try await world.spool.task(tasks[0][0].id).resolution == "mended")
            #expect(try await world.asked(second).map(\.id) == tasks[1].map(\.id))
        }
    }

    @Test func `who lets it stand is not asked again, and sets no lane going that stands`() async throws {
        try await Self.world { world in
            let lane = world.lanes[0]
            _ = try await world.enter("OFFICE-1", in: lane)
            try await world.compare(lane)
            let task = try #require(try await world.asked(lane).first)
            try await world.shop.agent.lane(lane)?.pause(reason: "test")
            try await world.shop.agent.resolve(task.id, .discard)
            #expect(try await world.spool.lanes().first { $0.name == lane }?.state == .paused)
            try await world.compare(lane)
            #expect(try await world.asked(lane).isEmpty)
            _ = try await world.enter("OFFICE-2", in: lane)
            try await world.compare(lane)
            #expect(try await world.asked(lane).count == 1)
            #expect(try await world.shop.agent.connections.remove(lane))
            #expect(try await world.asked(lane).isEmpty)
        }
    }
}
