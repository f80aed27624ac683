import Accounting
import Agent
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

/// What a technician sees and changes of the books, over real HTTP.
@Suite(.serialized) struct BooksDoorTests {
    /// A shop with a company at a provider, and a technician's token.
    private struct World: Sendable {
        let shop: Shop
        let books: SimulatedBooks
        let lane: String
        let token: String

        func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> HTTPResponse {
            let body = body.map { Array($0.utf8) } ?? (method == "POST" ? Array("{}".utf8) : nil)
            return try await shop.call(method, "/v1/connections/\(lane)/\(path)", body: body, token: token)
        }

        func read<Reply: Decodable>(_ path: String, as type: Reply.Type) async throws -> Reply {
            let answer = try await call("GET", path)
            #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
            return try ReplyCoding.read(type, from: answer.body)
        }

        func map() async throws -> BooksMapReply { try await read("map", as: BooksMapReply.self) }

        func put(_ map: BooksMapBody, after version: Int) async throws -> HTTPResponse {
            let body = try ReplyCoding.bytes(of: BooksMapRequest(version: version, map: map))
            return try await call("PUT", "map", String(decoding: body, as: UTF8.self))
        }
    }

    private static func world(
        _ provider: String, _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider))
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base) { (shop) async throws in
                    try await shop.initialise()
                    let lane = try await shop.connect(books, address)
                    try await body(
                        World(shop: shop, books: books, lane: lane, token: try await shop.technician()))
                }
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `accounts and codes are told as the company has them, and asked again where fresh ones are wanted`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            let accounts = try await world.read("accounts", as: BooksAccountListReply.self)
            #expect(accounts.accounts.contains { $0.name == "Till clearing" && $0.use == "money" && $0.active })
            #expect(accounts.answeredAt != nil)
            let codes = try await world.read("tax-codes", as: BooksTaxCodeListReply.self)
            #expect(codes.taxCodes.first { $0.name == "VAT 16% (B)" }?.rate == "16.00")
            func asked() async throws -> Int {
                var filter = SyncLogFilter()
                (filter.lane, filter.about) = (world.lane, "accounts")
                return try await world.shop.agent.spool.syncLog(filter, before: nil, limit: 100).count
            }
            let before = try await asked()
            _ = try await world.read("accounts", as: BooksAccountListReply.self)
            #expect(try await asked() == before)
            _ = try await world.read("accounts?fresh=true", as: BooksAccountListReply.self)
            #expect(try await asked() > before)
            #expect(try await world.call("GET", "accounts?fresh=perhaps").status == 400)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a map takes names, is a further version each time, and is undone`(_ provider: String) async throws {
        try await Self.world(provider) { world in
            let first = try await world.map()
            #expect(first.version == 1)
            #expect(first.madeBy == "risiti")
            #expect(first.map.payments["cash"]?.accountName == "Till clearing")
            #expect(first.letters.first { $0.letter == "B" }?.meaning == "standard rate, 16.00 %")
            #expect(first.remarks.filter(\.stops).isEmpty)

            var wanted = first.map
            wanted.mode = "document"
            wanted.taxes["A"] = BooksMapBody.Tax(code: "Zero rated (C)")
            wanted.payments["card"] = BooksMapBody.Payment(account: "Equity Bank KES")
            let answer = try await world.put(wanted, after: 1)
            #expect(answer.status == 200)
            let second = try ReplyCoding.read(BooksMapReply.self, from: answer.body)
            #expect(second.version == 2)
            #expect(second.madeBy == "technician")
            #expect(second.map.taxes["A"] == first.map.taxes["C"])
            #expect(second.map.payments["card"]?.accountName == "Equity Bank KES")
            #expect(second.map.payments["card"]?.account != "Equity Bank KES")
            #expect(second.remarks.map(\.field) == ["taxes.A"])
            #expect(second.remarks.first?.sentence.contains("letters A, C share the code Zero rated (C)") == true)

            #expect(try await world.call("POST", "map/undo").status == 200)
            let third = try await world.map()
            #expect(third.version == 3)
            #expect(third.map == first.map)
            let versions = try await world.read("map/versions", as: BooksMapVersionListReply.self).versions
            #expect(versions.map(\.version) == [3, 2, 1])
            #expect(versions[1].changed == ["mode", "taxes.A", "payments.card"])
            // What the company's accounts say is what it says already.
            #expect(try await world.call("POST", "map/standard").status == 200)
            #expect(try await world.map().version == 3)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `rules are put in and taken out with the map, and stay where a change says nothing of them`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            func rules() async throws -> [String] { try await world.map().map.rules?.map(\.json) ?? [] }
            var wanted = try await world.map().map
            #expect(wanted.rules == [])
            let memo = #"{"target":"memo","value":{"custom":"Till {{till}}"}}"#
            wanted.rules = [try JSONTree(parsing: Array(memo.utf8))]
            #expect(try await world.put(wanted, after: 1).status == 200)
            #expect(try await rules() == [memo])
            #expect(
                try await world.read("map/versions", as: BooksMapVersionListReply.self).versions[0].changed == ["rules"]
            )

            // What an older program sends, and what a change of something else sends.
            wanted.rules = nil
            wanted.dueDays = 14
            #expect(try await world.put(wanted, after: 2).status == 200)
            #expect(try await rules() == [memo])
            let kept = try #require(try await world.shop.agent.books.map(of: world.lane)).map.rules
            #expect(kept == [FieldRule(.memo, .custom("Till {{till}}"))])

            for (bad, field, rule) in [
                (#"{"target":"memo","value":{"custom":"{{nothing}}"}}"#, "rules[0].value.custom", "rule.unknown_field"),
                (#"{"target":"title","value":{"direct":"till"}}"#, "rules[0].target", "rule.unknown_target"),
                (#"{"target":"memo"}"#, "rules[0].value", "rule.missing_key"),
            ] {
                wanted.rules = [try JSONTree(parsing: Array(bad.utf8))]
                let answer = try await world.put(wanted, after: 3)
                #expect(answer.status == 422)
                let problem = try ReplyCoding.read(Problem.self, from: answer.body)
                #expect(problem.errors.map(\.field) == [field] && problem.errors.map(\.rule) == [rule], "\(problem)")
            }
            #expect(try await world.call("PUT", "map", #"{"version":3,"map":{"rules":"none"}}"#).status == 422)
            #expect(try await rules() == [memo])
            wanted.rules = []
            #expect(try await world.put(wanted, after: 3).status == 200)
            #expect(try await rules().isEmpty)
        }
    }

    @Test func `a map that somebody changed meanwhile is told, and not written over`() async throws {
        try await Self.world("quickbooks") { world in
            var wanted = try await world.map().map
            wanted.dueDays = 14
            #expect(try await world.put(wanted, after: 1).status == 200)
            wanted.dueDays = 7
            let late = try await world.put(wanted, after: 1)
            #expect(late.status == 409)
            #expect(try ReplyCoding.read(Problem.self, from: late.body).detail.contains("version 2, not 1"))
            #expect(try await world.map().map.dueDays == 14)
        }
    }

    @Test(arguments: [
        (#""taxes":{"B":{"code":"999"}}"#, "taxes.B.code", "map.unknown"),
        (#""payments":{"cash":{"account":"Petty"}}"#, "payments.cash.account", "map.unknown"),
        (#""payments":{"cash":{"account":"Cost of sales"}}"#, "payments.cash.account", "map.use"),
        (#""payments":{"cash":{"account":"Till clearing","method":"Gold"}}"#, "payments.cash.method", "map.unknown"),
        (#""payments":{"credit":{"account":"Till clearing"}}"#, "payments.credit", "map.credit"),
        (#""income":"Till clearing""#, "income", "map.use"), (#""due_days":-1"#, "due_days", "map.days"),
        (#""walk_in":"""#, "walk_in", "map.name"), (#""tracking":{"Class":"North"}"#, "tracking.Class", "map.unknown"),
        (#""mode":"weekly""#, "mode", "known"), (#""taxes":{"Z":{"code":"1"}}"#, "taxes.Z", "unknown_field"),
    ])
    func `a map with a name that the company has not is refused: which, found, expected`(
        _ member: String, _ field: String, _ rule: String
    ) async throws {
        try await Self.world("quickbooks") { world in
            let answer = try await world.call("PUT", "map", #"{"version":1,"map":{\#(member)}}"#)
            #expect(answer.status == 422)
            let problem = try ReplyCoding.read(Problem.self, from: answer.body)
            #expect(problem.errors.map(\.field) == [field])
            #expect(problem.errors.map(\.rule) == [rule])
            #expect(problem.errors.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty })
            #expect(try await world.map().version == 1)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a dry run tells every call with its exact body, and sends nothing`(_ provider: String) async throws {
        try await Self.world(provider) { world in
            var map = try await world.map().map
            map.mode = "document"
            #expect(try await world.put(map, after: 1).status == 200)
            _ = try await world.shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
            try await world.shop.posted(world.lane)
            let posted = try await world.read("dry-run/T1-000001", as: DryRunReply.self)
            #expect(posted.calls.isEmpty && posted.remarks.contains { $0.contains("posted already, as 00-T1-000001") })
            try await world.shop.agent.lane(world.lane)?.pause(reason: "test")
            _ = try await world.shop.sell(Bodies.sale(), key: "k2", query: "?wait=30s")
            let before = await world.books.report().calls
            let run = try await world.read("dry-run/T1-000002", as: DryRunReply.self)
            #expect(run.unfit == nil)
            // The customer and the items are there since the first, and only said to be.
            let kinds = run.calls.map { String($0.what.prefix { $0 != " " }) }
            let paid = provider == "xero" ? "document payment attachment" : "document attachment"
            #expect(kinds.joined(separator: " ") == paid)
            #expect(run.remarks.contains { $0.hasPrefix("customer ") && $0.contains("is there as") })
            let bodies = run.calls.compactMap(\.body)
            #expect(bodies.contains { $0.contains("00-T1-000002") && $0.contains("62.07") })
            for body in bodies where body.hasPrefix("{") { _ = try JSONTree(parsing: Array(body.utf8)) }
            #expect(await world.books.report().calls == before)

            map.taxes["B"] = nil
            let answer = try await world.put(map, after: 2)
            let gaps = try ReplyCoding.read(BooksMapReply.self, from: answer.body).remarks.filter(\.stops)
            #expect(gaps.map(\.field) == ["taxes.B"])
            let unfit = try await world.read("dry-run/T1-000002", as: DryRunReply.self)
            #expect(unfit.calls.isEmpty)
            #expect(unfit.unfit?.remedy.contains("--tax B=CODE") == true)
            #expect(try await world.call("GET", "dry-run/T1-999999").status == 404)
        }
    }

    @Test func `a dry run tells a sale's part of its day's sum, and of one from before the books that it stays out`()
        async throws
    {
        try await Self.world("quickbooks") { world in
            var map = try await world.map().map
            map.mode = "summary"
            #expect(try await world.put(map, after: 1).status == 200)
            for key in ["k1", "k2"] { _ = try await world.shop.sell(Bodies.sale(), key: key, query: "?wait=30s") }
            let run = try await world.read("dry-run/T1-000002", as: DryRunReply.self)
            #expect(run.remarks.contains { $0.contains("day's sum Z-00-") && $0.contains("B 450.00 with 62.07 tax") })
            #expect(run.calls.contains { $0.what.hasPrefix("document Z-00-") })
            let tomorrow = CalendarDay(world.shop.agent.clock.now()).advanced(by: 1)
            try await world.shop.agent.lane(world.lane)?.pause(reason: "test")
            _ = try await world.shop.sell(Bodies.sale(), key: "k3", query: "?wait=30s")
            try await world.shop.agent.connections.update(
                world.lane, settings: Array(#"{"from": "\#(tomorrow)"}"#.utf8))
            let older = try await world.read("dry-run/T1-000003", as: DryRunReply.self)
            let told = "before these books begin on \(tomorrow)"
            #expect(older.remarks.contains { $0.contains(told) }, "\(older.remarks)")
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `what was posted is in the log, the tally and the report, and no secret is`(
        _ provider: String
    ) async throws {
        try await Self.world(provider) { world in
            var map = try await world.map().map
            map.mode = "document"
            #expect(try await world.put(map, after: 1).status == 200)
            _ = try await world.shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
            try await world.shop.posted(world.lane)
            let synced = try await world.call("POST", "sync", #"{"ids":["T1-000001"]}"#)
            #expect(synced.status == 202)
            let tally = try await world.read("tally", as: BooksTallyReply.self)
            #expect(tally.documents.done == 1)
            #expect(tally.left == 0)
            #expect(tally.exchanges > 0)

            let report = try await world.read("documents", as: BooksDocumentListReply.self)
            let document = try #require(report.documents.first)
            #expect(report.documents.count == 1)
            #expect(document.number == "00-T1-000001")
            #expect(document.total == "630.00")
            #expect(document.state == "done")
            #expect(document.externalID?.isEmpty == false)
            #expect(document.task == nil)

            let path = "/v1/sync-log?lane=\(world.lane)&about=00-T1-000001&limit=1"
            let page = try ReplyCoding.read(
                SyncLogReply.self, from: try await world.shop.call("GET", path, token: world.token).body)
            let entry = try #require(page.entries.first)
            #expect(page.entries.count == 1)
            #expect(entry.request == nil)
            let whole = try await world.shop.call("GET", "/v1/sync-log/\(entry.id)", token: world.token)
            let shown = try ReplyCoding.read(SyncLogEntryReply.self, from: whole.body)
            #expect(shown.response?.isEmpty == false)
            #expect(!String(decoding: whole.body, as: UTF8.self).contains("Bearer"))
            #expect(try await world.shop.call("GET", "/v1/sync-log/999999", token: world.token).status == 404)
        }
    }

    @Test func `a sale that fits no map waits for a person, and goes once it is mapped`() async throws {
        try await Self.world("quickbooks") { world in
            var map = try await world.map().map
            map.mode = "document"
            let code = try #require(map.taxes["B"])
            map.taxes["B"] = nil
            #expect(try await world.put(map, after: 1).status == 200)
            let spool = world.shop.agent.spool
            let changes = spool.changes()
            _ = try await world.shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
            for await _ in changes where try await !spool.tasks(openOnly: true).isEmpty { break }
            let troubles = try await spool.tasks(openOnly: true).map(\.trouble)
            #expect(troubles.map(\.code) == ["books.tax_unmapped"])
            #expect(troubles.first?.action.contains("--tax B=CODE") == true)
            #expect(
                try await world.read("documents", as: BooksDocumentListReply.self).documents.map(\.state) == ["ready"])
            map.taxes["B"] = code
            #expect(try await world.put(map, after: 2).status == 200)
            try await world.shop.posted(world.lane)
            #expect(try await spool.tasks(openOnly: true).isEmpty)
            let posted = try await world.read("documents", as: BooksDocumentListReply.self).documents
            #expect(posted.map(\.state) == ["done"])
            #expect(posted.first?.task == nil)
        }
    }

    @Test func `a request that cannot be, an unknown company and a till's token are refused`() async throws {
        try await Self.world("quickbooks") { world in
            for body in [#"{"from":"soon"}"#, #"{"from":"2026-03-02","to":"2026-03-01"}"#] {
                #expect(try await world.call("POST", "sync", body).status == 400)
            }
            #expect(try await world.call("POST", "sync", #"{"ids":["T1-999999"]}"#).status == 422)
            #expect(try await world.call("POST", "sync", #"{"force":"yes"}"#).status == 422)
            for path in ["map", "accounts", "tally", "documents", "dry-run/T1-000001"] {
                let nobody = try await world.shop.call("GET", "/v1/connections/xero:none/\(path)", token: world.token)
                #expect(nobody.status == 404, "\(path)")
                #expect(try await world.shop.call("GET", "/v1/connections/\(world.lane)/\(path)").status == 403)
            }
            #expect(try await world.shop.call("GET", "/v1/sync-log").status == 403)
        }
    }
}
