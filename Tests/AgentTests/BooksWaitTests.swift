import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Forwarder
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What waits for a person or for a look says so, and one task asks for all that a map does not say.
@Suite struct BooksWaitTests {
    @Test(arguments: ["quickbooks", "xero"])
    func `a job whose sales the map does not fit ends, and one task asks for every letter`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, manual: false) { world in
            let (version, map) = try #require(try await world.shop.agent.books.map(of: world.lane))
            var bare = map
            (bare.taxes, bare.money[.cash]) = ([:], nil)
            _ = try await world.shop.agent.books.keep(bare, of: world.lane, after: version, by: "test")
            try await world.sell("k1")
            try await world.sell("k2", body: Bodies.sale(tax: "D"))
            try await world.shop.drained()
            let job = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(job.progress.waiting == 2 && job.progress.toGo == 0 && job.state == "done")
            let tasks = try await world.spool.tasks(openOnly: true).filter { $0.lane == world.lane }
            #expect(Set(tasks.map(\.trouble.code)) == ["books.tax_unmapped", "books.payment_unmapped"])
            let taxes = try #require(tasks.first { $0.trouble.code == "books.tax_unmapped" })
            for option in ["--tax A=CODE", "--tax B=CODE", "--tax D=CODE"] {
                #expect(taxes.trouble.action.contains(option))
            }
            let rows = try await world.spool.booksReport(of: world.lane, before: nil, limit: 9)
            #expect(rows.allSatisfy { $0.task?.id == taxes.id && $0.rest != nil }, "\(rows)")
            let lane = try #require(try await world.spool.lanes().first { $0.name == world.lane })
            #expect(lane.reason?.contains("task \(tasks[0].id)") == true)
            let tally = try await world.spool.booksTally(of: world.lane)
            #expect(tally.documents == [.parked: 2])
            // Said once, all of it goes; nobody has to ask again.
            _ = try await world.shop.agent.books.keep(map, of: world.lane, after: version + 1, by: "test")
            try await world.shop.posted(world.lane)
            #expect(await world.there().count == 2)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test func `a tax code that is refused holds up its sales with a task, and the next code is taken`() async throws {
        try await SyncWorld.open("quickbooks", manual: false) { world in
            let (version, map) = try #require(try await world.shop.agent.books.map(of: world.lane))
            var wrong = map
            wrong.taxes[.B]?.code = "999"
            _ = try await world.shop.agent.books.keep(wrong, of: world.lane, after: version, by: "test")
            try await world.sell("k1", "k2")
            try await world.shop.drained()
            let job = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(job.progress.waiting == 2, "\(job)")
            let task = try #require(try await world.spool.tasks(openOnly: true).first)
            let rows = try await world.spool.booksReport(of: world.lane, before: nil, limit: 9)
            #expect(rows.allSatisfy { $0.task?.id == task.id }, "\(rows) \(task)")
            _ = try await world.shop.agent.books.keep(map, of: world.lane, after: version + 1, by: "test")
            try await world.shop.posted(world.lane)
            #expect(await world.there().count == 2)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test func `what waits after an answer that was lost says so, and when it is looked for`() async throws {
        try await SyncWorld.open("quickbooks", manual: false) { world in
            try await world.sell("k0")
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            try await world.books.setFaults(#"{"rates": {"answer_lost_after_acceptance": 1}}"#)
            try await world.sell("k1")
            try await world.until {
                let rows = try await world.spool.booksReport(of: world.lane, before: nil, limit: 1)
                return rows.contains { $0.rest?.code == "unclear" && $0.restsUntil != nil }
            }
            try await world.books.setFaults("{}")
            try await world.shop.posted(world.lane)
            #expect(
                try await world.spool.booksReport(of: world.lane, before: nil, limit: 9).allSatisfy { $0.rest == nil })
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a token that is refused though it is fresh asks once to connect again, and no more once that is done`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, manual: false) { world in
            try await world.books.setFaults(#"{"rates": {"unauthorised": 1}}"#)
            try await world.sell("k1")
            try await world.until { try await world.spool.booksConnection(world.lane).state == .needsReconnect }
            try await world.until { !(try await world.spool.tasks(openOnly: true)).isEmpty }
            #expect(try await world.spool.tasks(openOnly: true).map(\.trouble.code) == ["books.needs_reconnect"])
            try await world.books.setFaults("{}")
            let begun = try await world.shop.begin(
                world.books.provider.rawValue, "", token: world.token, again: world.lane)
            #expect(try await world.shop.land(try await Browser.agree(begun.authorizeURL)).status == 200)
            try await world.shop.posted(world.lane)
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
        }
    }
}

/// What a job that is forced takes, and what it says once it ended.
@Suite struct BooksForceTests {
    @Test func `a forced job closes a sum once, and what KRA answers later collects by the usual rules`() async throws {
        try await SyncWorld.open("quickbooks", mode: .summary, manual: false) { world in
            try await world.sell("k1")
            try await world.shop.drained()
            try await world.until { try await world.spool.booksTally(of: world.lane).unplaced == 0 }
            await world.kra.setOutage(true)
            try await world.sell("k2", "k3")
            let asked = try await world.sync(#"{"force": true}"#)
            #expect(asked.progress.all == 3)
            try await world.until { try await world.job(asked.id).progress.posted == 1 }
            #expect(await world.there() == ["Z-00-\(world.today.compact)-1"])
            let under = try await world.job(asked.id)
            #expect((under.progress.posted, under.progress.toGo, under.progress.all) == (1, 2, 3))
            await world.kra.setOutage(false)
            try await world.shop.agent.lane("kra")?.resume()
            let ended = try await world.ended(asked.id)
            #expect((ended.progress.posted, ended.progress.collecting, ended.progress.all) == (1, 2, 3))
            #expect(try await world.states().count == 2)
            #expect(await world.there().count == 1)
            // What becomes of it later is no part of the job.
            _ = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(await world.there().count == 2)
            #expect(try await world.job(asked.id).progress == ended.progress)
        }
    }

    @Test func `what a till hands in days later is one sum of its day, though KRA answers one by one`()
        async throws
    {
        try await SyncWorld.open("xero", mode: .summary, manual: false) { world in
            let day = world.today.advanced(by: -3)
            try await world.set(#"{"from": "\#(day)"}"#)
            await world.kra.setOutage(true)
            for number in 10..<40 {
                let body = Bodies.sale(extra: #", "sold_at": "\#(day)T10:\#(number):00+03:00""#)
                #expect(try await world.shop.sell(body, key: "late-\(number)").status == 201)
            }
            await world.kra.setOutage(false)
            try await world.shop.agent.lane("kra")?.resume()
            try await world.shop.drained()
            try await world.until { try await world.spool.booksTally(of: world.lane).unplaced == 0 }
            try await world.shop.posted(world.lane)
            #expect(await world.there() == ["Z-00-\(day.compact)-1"])
        }
    }
}

/// What a person is told of sales and days that are not the books' own.
@Suite struct BooksTellingTests {
    @Test func `sales from before the books begin are left out and counted as that`() async throws {
        try await SyncWorld.open("quickbooks", manual: false) { world in
            try await world.pause()
            try await world.set(#"{"from": "\#(world.today.advanced(by: 1))"}"#)
            try await world.sell("k1", "k2")
            try await world.shop.drained()
            try await world.resume()
            try await world.until {
                try await world.spool.lanes().first { $0.name == world.lane }.map { $0.leftOut == 2 } ?? false
            }
            let lane = try #require(try await world.spool.lanes().first { $0.name == world.lane })
            #expect((lane.done, lane.backlog, lane.givenUp, lane.parked) == (0, 0, 0, 0))
            #expect(try await world.spool.booksTally(of: world.lane).leftOut == 2)
            let kra = try #require(try await world.spool.lanes().first { $0.name == "kra" })
            #expect((kra.done, kra.leftOut) == (2, 0))
            let list = try ReplyCoding.read(
                ConnectionListReply.self, from: try await world.call("GET", "/v1/connections").body)
            #expect(list.connections.map(\.settings?.from) == ["\(world.today.advanced(by: 1))"])
            #expect(list.connections.first?.unmapped?.contains { $0.hasPrefix("tax letter") } == false)
            // Taken in, they are posted, and none is left out.
            try await world.set(#"{"from": "\#(world.today)"}"#)
            try await world.until { await world.there().count == 2 }
            #expect(try await world.spool.booksTally(of: world.lane).leftOut == 0)
        }
    }

    @Test(arguments: ["quickbooks", "xero"], [true, false])
    func `days that the books are closed for are one task, and its answer counts for all that waits`(
        _ provider: String, _ isOpened: Bool
    ) async throws {
        try await SyncWorld.open(provider, manual: false) { world in
            await world.books.control("close-books", #"{"date": "\#(world.today)"}"#)
            try await world.sell("k1", "k2", "k3")
            try await world.shop.drained()
            let job = try await world.ended(try await world.sync(#"{"force": true}"#).id)
            #expect(job.progress.waiting == 3, "\(job)")
            let tasks = try await world.spool.tasks(openOnly: true)
            #expect(tasks.map(\.trouble.code) == [Trouble.booksLocked], "\(tasks)")
            // Whoever would give up all of them is told which.
            let told = try ReplyCoding.read(
                TaskReply.self, from: try await world.call("GET", "/v1/tasks/\(try #require(tasks.first).id)").body)
            #expect(told.givesUp?.count == 3 && told.givesUp?.first.count == 3, "\(told)")
            await world.books.control("close-books")
            try await world.shop.agent.resolve(try #require(tasks.first).id, isOpened ? .retry : .discard)
            try await world.shop.posted(world.lane)
            #expect(await world.there().count == (isOpened ? 3 : 0))
            #expect(try await world.spool.tasks(openOnly: true).isEmpty)
            let ended = try ReplyCoding.read(
                TaskReply.self, from: try await world.call("GET", "/v1/tasks/\(told.id)").body)
            #expect(ended.givesUp == nil)
        }
    }

    @Test func `what a connected company gets by itself is not exported for it again`() async throws {
        try await SyncWorld.open("xero", manual: false) { world in
            try await world.sell("k1", "k2")
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            func export(_ profile: String, _ more: String = "") async throws -> ExportOutcomeReply {
                let answer = try await world.call(
                    "POST", "/v1/exports",
                    #"{"profile": "\#(profile)", "from": "\#(world.today)", "to": "\#(world.today)"\#(more)}"#)
                return try ReplyCoding.read(ExportOutcomeReply.self, from: answer.body)
            }
            let own = try await export("xero")
            #expect(own.export == nil && own.postedByLane == 2)
            let other = try await export("canonical")
            #expect(other.export?.documents == 2 && other.alsoPosted == 2 && other.postedByLane == 0)
            #expect(try await export("xero", #", "include_posted": true"#).export?.documents == 2)
        }
    }
}

/// What Xero's documents are tracked by.
@Suite struct BooksTrackingTests {
    @Test func `an option that Xero has is taken, and one that it has not waits for the map`() async throws {
        try await SyncWorld.open("xero", manual: false) { world in
            guard case .named(let options) = try await world.shop.agent.books.ask(.tracking, of: world.lane) else {
                Issue.record("tracking options were asked for")
                return
            }
            #expect(options.map(\.name) == ["Branch: Nairobi", "Branch: Mombasa"])
            var (version, map) = try #require(try await world.shop.agent.books.map(of: world.lane))
            map.tracking = ["Branch": "Kisumu"]
            version = try await world.shop.agent.books.keep(map, of: world.lane, after: version, by: "test")
            try await world.sell("k1")
            try await world.until { !(try await world.spool.tasks(openOnly: true)).isEmpty }
            let task = try #require(try await world.spool.tasks(openOnly: true).first).trouble
            #expect(task.code == "books.mapping" && task.reason.contains("Kisumu"))
            #expect(task.action.contains("risiti books map \(world.lane) --track CATEGORY=OPTION"))
            map.tracking = ["Branch": "Mombasa"]
            _ = try await world.shop.agent.books.keep(map, of: world.lane, after: version, by: "test")
            try await world.shop.posted(world.lane)
            #expect(await world.there() == ["00-T1-000001"])
        }
    }
}
