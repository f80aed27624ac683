import Accounting
import Agent
import BooksTestSupport
import Fiscal
import LocalAPI
import Outbound
import Spool
import Testing

/// What the doors tell of what was posted: the report by days, the log of one document, the versions of a map.
@Suite(.serialized) struct BooksLookTests {
    private static func read<Reply: Decodable>(
        _ world: SyncWorld, _ path: String, as type: Reply.Type = Reply.self
    ) async throws -> Reply {
        let answer = try await world.call("GET", path)
        #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
        return try ReplyCoding.read(type, from: answer.body)
    }

    private static let buyer = Bodies.sale().replacing(
        #""buyer": null"#, with: #""buyer": {"pin": "P051234567C", "name": "Wanjiku Stores"}"#)

    @Test(arguments: ["quickbooks", "xero"])
    func `a report is of the days that were asked, with VAT, buyer, fiscal number and tries`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, mode: .hybrid, manual: false) { world in
            try await world.sell("k1", body: Self.buyer)
            try await world.sell("k2", "k3")
            try await world.shop.drained()
            _ = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            let books = "/v1/connections/\(world.lane)"
            let list = try await Self.read(world, "\(books)/documents", as: BooksDocumentListReply.self).documents
            #expect(list.count == 2)
            let named = try #require(list.first { $0.kind == "sale" })
            #expect((named.tax, named.buyerName, named.buyerPIN) == ("62.07", "Wanjiku Stores", "P051234567C"))
            let receipt = try #require(try await world.spool.sale("T1-000001").receipt)
            #expect(named.fiscalNumber == receipt.controlUnitInvoiceNumber)
            #expect(named.attempts == 1)
            let sum = try #require(list.first { $0.kind == "summary" })
            #expect((sum.tax, sum.buyerName, sum.attempts) == ("124.14", nil, 1))
            #expect(sum.fiscalNumber?.contains(" to ") == true)

            let today = CalendarDay(world.shop.agent.clock.now())
            let (all, now) = (
                try await Self.read(world, "\(books)/tally", as: BooksTallyReply.self),
                try await Self.read(world, "\(books)/tally?from=\(today)&to=\(today)", as: BooksTallyReply.self)
            )
            #expect((all.documents.done, now.documents.done) == (2, 2))
            #expect(all.exchanges > 0 && now.exchanges == all.exchanges)
            for range in ["from=\(today.advanced(by: 1))", "to=\(today.advanced(by: -1))"] {
                let none = try await Self.read(world, "\(books)/tally?\(range)", as: BooksTallyReply.self)
                #expect((none.documents.done, none.exchanges, none.unplaced) == (0, 0, 0))
            }
            for path in ["documents", "tally"] {
                let answer = try await world.call("GET", "\(books)/\(path)?from=2026-03-02&to=2026-03-01")
                #expect(answer.status == 400)
                #expect(try ReplyCoding.read(Problem.self, from: answer.body).detail.contains("not before 2026-03-02"))
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `the log of a document has all that belongs to it, by each name that it has`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            try await world.sell("k1", "k2", "k3", body: Self.buyer)
            try await world.placed(3)
            _ = try await world.ended(try await world.sync().id)
            func log(_ about: String) async throws -> [SyncLogEntryReply] {
                try await Self.read(
                    world, "/v1/sync-log?limit=500&lane=\(world.lane)&about=\(about)", as: SyncLogReply.self
                ).entries
            }
            let sale = try await world.spool.sale("T1-000002")
            let found = try await log("00-T1-000002")
            #expect(found.contains { $0.what.hasPrefix("document ") })
            #expect(found.contains { $0.what.hasPrefix("attachment ") })
            #expect(found.contains { $0.what.hasPrefix("payment ") } == (provider == "xero"))
            #expect(found.allSatisfy { $0.what.contains("00-T1-000002") })
            #expect(try await log("T1-000002") == found)
            #expect(try await log(sale.entry.document.id) == found)
            #expect(try await log("00-T1-00000").isEmpty)
            #expect(try await log("T1-999999").isEmpty)
        }
    }

    @Test func `an unknown company or subject of the log is refused with those that there are`() async throws {
        try await SyncWorld.open("xero") { world in
            for path in ["sync-log", "sync-log/statistics", "sync-jobs"] {
                let answer = try await world.call("GET", "/v1/\(path)?lane=xero:none")
                #expect(answer.status == 404, "\(path)")
                let detail = try ReplyCoding.read(Problem.self, from: answer.body).detail
                #expect(detail.contains("xero:none") && detail.contains(world.lane), "\(detail)")
            }
            let answer = try await world.call("GET", "/v1/sync-log?subject=zzz")
            #expect(answer.status == 400)
            #expect(try ReplyCoding.read(Problem.self, from: answer.body).detail.contains("payment"))
            for subject in ["document", "look-up", "look-up%20of%20document", "tax_codes", "reconciliation"] {
                #expect(try await world.call("GET", "/v1/sync-log?subject=\(subject)").status == 200, "\(subject)")
            }
            #expect(try await world.call("GET", "/v1/sync-log?from=2026-03-02&to=2026-03-01").status == 400)
        }
    }

    @Test func `a selection takes the words and the numbers that a report shows`() async throws {
        try await SyncWorld.open("quickbooks", mode: .hybrid) { world in
            try await world.sell("k1", body: Self.buyer)
            try await world.sell("k2", "k3")
            try await world.placed(2)
            let numbers = try await world.states().keys.sorted()
            let (named, sum) = (try #require(numbers.first), try #require(numbers.last))
            #expect(named == "00-T1-000001" && sum.hasPrefix("Z-"))
            let wrong = try await world.refusal(#"{"ids": ["\#(named)"], "types": ["day"]}"#)
            #expect(wrong.errors.map(\.rule) == ["selection.type"])
            #expect(try await world.refusal(#"{"types": ["days"]}"#).errors.map(\.found) == ["days"])
            let first = try await world.ended(try await world.sync(#"{"ids": ["\#(named)"]}"#).id)
            #expect(first.progress.posted == 1)
            #expect(try await world.states()[sum] == .open)
            let again = try await world.ended(try await world.sync(#"{"ids": ["\#(named)"]}"#).id)
            #expect((again.progress.posted, again.progress.already) == (0, 1))
            let second = try await world.ended(
                try await world.sync(#"{"ids": ["\#(sum)"], "types": ["day"], "force": true}"#).id)
            #expect(second.progress.posted == 1)
            #expect(try await world.states().values.allSatisfy { $0 == .done })
            #expect(try await world.refusal(#"{"ids": ["00-T1-999999"]}"#).errors.map(\.rule) == ["selection.sale"])
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `undoing goes back further each time, and a version is shown and taken by its number`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            let path = "/v1/connections/\(world.lane)/map"
            func map(_ more: String = "") async throws -> BooksMapReply { try await Self.read(world, path + more) }
            func put(_ days: Int) async throws -> Int {
                var reply = try await map()
                reply.map.dueDays = days
                let body = try ReplyCoding.bytes(of: BooksMapRequest(version: reply.version, map: reply.map))
                let answer = try await world.call("PUT", path, String(decoding: body, as: UTF8.self))
                #expect(answer.status == 200)
                return try ReplyCoding.read(BooksMapReply.self, from: answer.body).version
            }
            func undo() async throws -> Int? {
                let answer = try await world.call("POST", "\(path)/undo")
                guard answer.status == 200 else { return nil }
                return try ReplyCoding.read(BooksMapReply.self, from: answer.body).map.dueDays
            }
            let begin = try await map()
            let (seven, nine) = (try await put(7), try await put(9))
            #expect(try await undo() == 7)
            #expect(try await undo() == begin.map.dueDays)
            // A change behind it, then back over what was undone.
            let eleven = try await put(11)
            #expect(try await undo() == begin.map.dueDays)
            let versions = try await Self.read(
                world, "\(path)/versions", as: BooksMapVersionListReply.self
            ).versions
            #expect(versions.first?.backTo == begin.version)
            #expect(versions.first { $0.version == eleven }?.backTo == nil)
            var turns = 0
            while try await undo() != nil { turns += 1 }
            #expect(turns == begin.version - 1)
            #expect(try await world.call("POST", "\(path)/undo").status == 409)

            #expect(try await map("?version=\(seven)").map.dueDays == 7)
            #expect(try await map("?version=\(nine)").version == nine)
            #expect(try await world.call("GET", "\(path)?version=99").status == 404)
            #expect(try await world.call("GET", "\(path)?version=x").status == 400)
            let before = try await map()
            let answer = try await world.call("POST", "\(path)/versions/\(nine)/restore")
            #expect(answer.status == 200)
            let taken = try await map()
            #expect((taken.version, taken.map.dueDays) == (before.version + 1, 9))
            #expect(try await undo() == before.map.dueDays)
            #expect(try await world.call("POST", "\(path)/versions/99/restore").status == 404)
        }
    }

    @Test func `an account that was made inactive there is marked in the map`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            let books = "/v1/connections/\(world.lane)"
            let before = try await Self.read(world, "\(books)/map", as: BooksMapReply.self)
            #expect(before.remarks.filter(\.stops).isEmpty)
            let account = try #require(before.map.payments["cash"]?.account)
            let done = await world.books.control("deactivate", #"{"type": "Account", "id": "\#(account)"}"#)
            #expect(done.status == 200, "\(done.text)")
            _ = try await Self.read(world, "\(books)/accounts?fresh=true", as: BooksAccountListReply.self)
            let after = try await Self.read(world, "\(books)/map", as: BooksMapReply.self)
            #expect(after.remarks.filter(\.stops).map(\.field).contains("payments.cash"))
            #expect(after.map.payments["cash"]?.account == account)
            #expect(after.map.payments["cash"]?.accountName == "Till clearing (inactive)")
        }
    }

    @Test func `what rules can fill and by what is listed`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            let list = try await Self.read(
                world, "/v1/connections/\(world.lane)/fields", as: BooksFieldListReply.self)
            #expect(list.targets.map(\.name).starts(with: ["memo", "customer_name", "line_text"]))
            #expect(list.targets.last?.name.hasPrefix("tracking:") == true)
            #expect(list.fields.map(\.name) == BooksField.allCases.map(\.rawValue))
            #expect(list.fields.first { $0.name == "fiscal_number" }?.absent == "before KRA answered")
        }
    }
}
