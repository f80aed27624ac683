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

/// What somebody changes in the books after it was posted, over real HTTP: told once, and settled by rule or by a person.
@Suite struct BooksWatchTests {
    struct World: Sendable {
        let shop: Shop
        let books: SimulatedBooks
        let lane: String
        let clock: MovedClock

        var spool: Spool { shop.agent.spool }
        var type: String { books.provider == .xero ? "Invoices" : "Invoice" }
        var total: String { books.provider == .xero ? "Total" : "TotalAmt" }

        /// The invoice as the company has it.
        func invoices() async -> [BooksReport.Document] {
            await books.report().documents("Invoice").filter { $0.status != "DELETED" }
        }

        /// Somebody at the office does something to the first invoice.
        func office(_ verb: String, _ more: String = "") async throws {
            let id = try #require(await invoices().first).id
            await books.control(verb, #"{"type":"\#(type)","id":"\#(id)"\#(more)}"#)
        }

        func edit(_ amount: String) async throws { try await office("edit", #","set":{"\#(total)":\#(amount)}"#) }

        /// The quarter of an hour is over, and what changed was read to its end.
        func look() async throws {
            let before = try await spool.booksWatch(of: lane)?.readAt
            clock.move(by: .seconds(16 * 60))
            await books.advanceClock(16 * 60)
            try await shop.agent.books.sync(lane, force: false)
            try await until { try await spool.booksWatch(of: lane)?.readAt != before }
        }

        func conflicts() async throws -> [BooksConflict] {
            try await spool.booksConflicts(of: lane, openOnly: false, before: nil, limit: 100)
        }

        /// Comes back when something holds.
        func until(_ holds: @Sendable () async throws -> Bool) async throws {
            let changes = spool.changes()
            if try await holds() { return }
            for await _ in changes where try await holds() { return }
        }

        func task() async throws -> TaskView {
            try #require(try await spool.tasks(openOnly: true).first { $0.trouble.code == Trouble.booksConflict })
        }

        func asked() async throws -> TaskView {
            try await until { try await conflicts().contains { $0.state == .asked } }
            return try await task()
        }
    }

    static func world(
        _ provider: String, settings: String = "{}", paid: String = "credit", payments: String? = nil,
        seed: UInt64 = 1,
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider, seed: seed))
        let clock = MovedClock()
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base, clock: clock.clock) { (shop) async throws in
                    try await shop.initialise()
                    let lane = try await shop.connect(books, address)
                    try await shop.agent.connections.update(lane, settings: Array(settings.utf8))
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var chosen = map
                    chosen.mode = .document
                    _ = try await shop.agent.books.keep(chosen, of: lane, after: version, by: "test")
                    let sale = Bodies.sale().replacing(
                        #"{"method": "cash", "amount": "630.00"}"#,
                        with: payments ?? #"{"method": "\#(paid)", "amount": "630.00"}"#)
                    #expect(try await shop.sell(sale, key: "k1").status == 201)
                    try await shop.drained()
                    try await shop.posted(lane)
                    let world = World(shop: shop, books: books, lane: lane, clock: clock)
                    try await world.until { try await world.spool.booksWatch(of: lane)?.cursor != nil }
                    try await body(world)
                }
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `our own writing is no conflict, and another total is asked about once`(_ provider: String) async throws {
        try await Self.world(provider) { world in
            try await world.look()
            #expect(try await world.conflicts().isEmpty)
            try await world.edit("600")
            try await world.look()
            let task = try await world.asked()
            let evidence = task.trouble.evidence
            #expect(evidence["ours_total"] == "630.00" && evidence["theirs_total"] == "600.00")
            try await world.shop.agent.resolve(task.id, .discard)
            #expect(try await world.conflicts().map(\.outcome) == [.theirs])
            try await world.look()
            #expect(try await world.conflicts().count == 1)
            #expect(await world.invoices().map(\.total) == ["600.00"])
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `who answers ours has the receipt's amounts put back, and nothing is made twice`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            try await world.edit("600")
            try await world.look()
            try await world.shop.agent.resolve(try await world.asked().id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.state == .settled } }
            #expect(try await world.conflicts().map(\.outcome) == [.ours])
            #expect(await world.invoices().map(\.total) == ["630.00"])
            #expect(await world.invoices().map(\.tax) == ["62.07"])
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test(arguments: ["quickbooks", "xero"], ["ours", "theirs"])
    func `a rule settles without anybody, and what is gone is asked about even then`(
        _ provider: String, _ rule: String
    ) async throws {
        try await Self.world(provider, settings: #"{"conflicts": "\#(rule)"}"#) { world in
            try await world.edit("600")
            try await world.look()
            try await world.until { try await world.conflicts().contains { $0.state == .settled } }
            #expect(await world.invoices().map(\.total) == [rule == "ours" ? "630.00" : "600.00"])
            try await world.office("delete")
            try await world.look()
            try await world.until { try await world.conflicts().first?.kind == .deleted }
            if rule == "ours" {
                _ = try await world.asked()
            } else {
                try await world.until { try await world.conflicts().first?.outcome == .theirs }
            }
            #expect(await world.invoices().isEmpty)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `what was deleted is posted once more where a person says so, under a further key`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            let first = try #require(await world.invoices().first)
            try await world.office("delete")
            try await world.look()
            let task = try await world.asked()
            #expect(try await world.conflicts().map(\.kind) == [.deleted])
            try await world.shop.agent.resolve(task.id, .retry)
            try await world.until { try await world.conflicts().allSatisfy { $0.outcome == .postedAgain } }
            try await world.shop.posted(world.lane)
            let now = await world.invoices()
            #expect(now.map(\.number) == [first.number] && now.map(\.total) == ["630.00"])
            #expect(now.first?.id != first.id)
            let record = try await world.spool.booksRecord("document", "00-T1-000001", of: world.lane)
            #expect(record?.state == .kept && record.map { $0.generation > 1 } == true)
            #expect(await world.books.report().attachments.contains { $0.document == now.first?.id })
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `what was posted is not posted again by anybody's mere wish`(_ provider: String) async throws {
        try await Self.world(provider) { world in
            let record = try #require(
                try await world.spool.booksRecord("document", "00-T1-000001", of: world.lane))
            var changed = record
            (changed.state, changed.kept, changed.generation) = (.unclear, nil, record.generation + 1)
            await #expect(throws: SpoolError.self) {
                try await world.spool.settle([changed], [], of: world.lane, at: WallClock.system.now())
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a comparison counts both sides, and tells each difference once as new`(_ provider: String) async throws {
        try await Self.world(provider) { world in
            func compare() async throws -> BooksComparison {
                let today = CalendarDay(world.clock.clock.now())
                try await world.until { world.shop.agent.night.progress(of: world.lane) == nil }
                let id = try await world.shop.agent.night.begin(world.lane, from: today.advanced(by: -2), to: today)
                @Sendable func newest() async throws -> BooksComparison? {
                    try await world.spool.booksComparisons(of: world.lane, before: id + 1, limit: 1).first
                }
                try await world.until { try await newest()?.state != .running }
                return try #require(try await newest())
            }
            let calm = try await compare()
            #expect(calm.state == .done && calm.findings.isEmpty, "\(calm)")
            #expect(calm.days.map(\.ours) == calm.days.map(\.theirs) && calm.days.map(\.ours.totalMinor) == [63_000])
            try await world.edit("600")
            let day = try #require(await world.invoices().first).date
            let more =
                provider == "xero"
                ? #""InvoiceNumber":"OFFICE-1","Status":"AUTHORISED","Total":50,"TotalTax":0,"Date":"\#(day)T00:00:00","Type":"ACCREC""#
                : #""DocNumber":"OFFICE-1","TotalAmt":50,"TxnDate":"\#(day)","Line":[]"#
            await world.books.control("enter", #"{"type":"\#(world.type)","set":{\#(more)}}"#)
            // Another device of the shop posts to the same company, and compares what is its own.
            let theirs =
                more.replacing("OFFICE-1", with: "00-T9-000001")
                + (provider == "xero"
                    ? #","Reference":"risiti:0123456789ab""# : #","PrivateNote":"risiti:0123456789ab""#)
            await world.books.control("enter", #"{"type":"\#(world.type)","set":{\#(theirs)}}"#)
            let busy = try await compare()
            #expect(busy.findings.map(\.kind) == [.total, .stranger])
            #expect(busy.findings.allSatisfy { $0.isNew })
            _ = try await world.asked()
            let again = try await compare()
            #expect(again.findings.map(\.kind) == [.total, .stranger])
            #expect(again.findings.allSatisfy { !$0.isNew })
            try await world.office("delete")
            let gone = try await compare()
            #expect(gone.findings.contains { $0.kind == (provider == "xero" ? .deleted : .missing) && $0.isNew })
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `the doors tell of conflicts and comparisons, and take nothing that cannot be read`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            let token = try await world.shop.technician()
            func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> HTTPResponse {
                try await world.shop.call(
                    method, "/v1/connections/\(world.lane)\(path)", body: body.map { Array($0.utf8) }, token: token)
            }
            for bad in [#"{"watch": -1}"#, #"{"watch": "often"}"#, #"{"conflicts": "mine"}"#] {
                #expect(try await call("PATCH", "", bad).status >= 400, "\(bad)")
            }
            #expect(try await call("PATCH", "", #"{"watch": 10, "conflicts": "theirs"}"#).status == 200)
            for bad in [#"{"from": "tomorrow"}"#, #"{"from": "2026-11-20", "to": "2026-11-01"}"#, "[]"] {
                #expect(try await call("POST", "/reconciliations", bad).status >= 400, "\(bad)")
            }
            let begun = try await call("POST", "/reconciliations", "{}")
            #expect(begun.status == 202)
            let id = try ReplyCoding.read(BooksReconciliationReply.self, from: begun.body).id
            @Sendable func told() async throws -> BooksReconciliationReply {
                let answer = try await world.shop.call(
                    "GET", "/v1/connections/\(world.lane)/reconciliations/\(id)", token: token)
                return try ReplyCoding.read(BooksReconciliationReply.self, from: answer.body)
            }
            try await world.until { try await told().state != "running" }
            let reply = try await told()
            #expect(reply.state == "done" && reply.findings.isEmpty && reply.days.map(\.ours.total) == ["630.00"])
            let list = try ReplyCoding.read(
                BooksReconciliationListReply.self, from: try await call("GET", "/reconciliations").body)
            #expect(list.reconciliations.map(\.id) == [id] && list.nextCursor == nil)
            try await world.edit("600")
            try await world.look()
            try await world.until { try await world.conflicts().first?.state == .settled }
            let conflicts = try ReplyCoding.read(
                BooksConflictListReply.self, from: try await call("GET", "/conflicts").body)
            #expect(conflicts.conflicts.map(\.outcome) == ["theirs"] && conflicts.conflicts.map(\.kind) == ["amounts"])
            let open = try await call("GET", "/conflicts?open=true")
            #expect(try ReplyCoding.read(BooksConflictListReply.self, from: open.body).conflicts.isEmpty)
            let till = try await world.shop.call("GET", "/v1/connections/\(world.lane)/conflicts")
            #expect(till.status == 403)
        }
    }
}
