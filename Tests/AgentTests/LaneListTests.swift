import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Forwarder
import LocalAPI
import Outbound
import Spool
import Testing

/// Which lanes are listed, and what is said of what waits on them.
@Suite struct LaneListTests {
    private static func lanes(_ world: SyncWorld) async throws -> [LaneReply] {
        let answer = try await world.call("GET", "/v1/lanes")
        #expect(answer.status == 200)
        return try ReplyCoding.read(LaneListReply.self, from: answer.body).lanes
    }

    private static func rests(_ world: SyncWorld) async throws -> [LaneReply.Rest] {
        try #require(try await lanes(world).first { $0.name == world.lane }?.rests)
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a removed company's lane is listed nowhere, takes no verb, and is there again with its company`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            try await world.sell("k1")
            try await world.placed(1)
            #expect(try await Self.lanes(world).map(\.name) == ["kra", world.lane])
            #expect(try await world.call("DELETE", "/v1/connections/\(world.lane)").status == 200)

            #expect(try await Self.lanes(world).map(\.name) == ["kra"])
            let status = try ReplyCoding.read(
                StatusReply.self, from: try await world.call("GET", "/v1/status").body)
            #expect(status.lanes.map(\.name) == ["kra"])
            let metrics = String(decoding: try await world.call("GET", "/metrics").body, as: UTF8.self)
            #expect(metrics.contains("lane=\"kra\"") && !metrics.contains(world.lane))
            for verb in ["pause", "resume", "retry"] {
                #expect(try await world.call("POST", "/v1/lanes/\(world.lane)/\(verb)").status == 404)
            }
            let tally = try ReplyCoding.read(
                BooksTallyReply.self, from: try await world.call("GET", "/v1/connections/\(world.lane)/tally").body)
            #expect(tally.state == "removed" && tally.documents.ready == 1)
        }
    }

    @Test func `a company that is connected again has its lane again, as a person left it`() async throws {
        let books = try SimulatedBooks("xero")
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let lane = try await shop.connect(books, base)
                try await shop.agent.lane(lane)?.pause(reason: "test")
                #expect(try await shop.agent.connections.remove(lane))
                #expect(try await shop.agent.spool.lanes().map(\.name) == ["kra"])
                #expect(try await shop.connect(books, base) == lane)
                #expect(try await shop.agent.spool.lanes().map(\.name) == ["kra", lane])
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `what waits for KRA, for a sync job and for its day to be over is said with its count`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            await world.kra.setOutage(true)
            try await world.sell("k1", "k2")
            try await world.until { try await Self.rests(world).map(\.count) == [2] }
            #expect(try await Self.rests(world).map(\.code) == ["kra"])
            await world.kra.setOutage(false)
            try await world.shop.agent.lane("kra")?.resume()
            try await world.placed(2)
            let asked = try await Self.rests(world)
            #expect(asked.map(\.code) == ["sync_job"] && asked.map(\.count) == [2])
            #expect(asked.first?.reason.contains("risiti books sync \(world.lane)") == true)
            // The status says the same.
            let status = try ReplyCoding.read(
                StatusReply.self, from: try await world.call("GET", "/v1/status").body)
            #expect(status.lanes.first { $0.name == world.lane }?.rests == asked)
            // Once they go by themselves nothing waits.
            try await world.set(#"{"posting": "automatic"}"#)
            try await world.shop.posted(world.lane)
            #expect(try await Self.rests(world).isEmpty)
        }
    }

    @Test func `a sum of a day that still collects is said to`() async throws {
        try await SyncWorld.open("quickbooks", mode: .summary, manual: false) { world in
            try await world.sell("k1", "k2")
            try await world.placed(1)
            let rests = try await Self.rests(world)
            #expect(rests.map(\.code) == ["collecting"] && rests.map(\.count) == [1])
        }
    }

    @Test func `a document that rests says for what and until when, and one whose task says it is not told twice`()
        async throws
    {
        try await SyncWorld.open("quickbooks") { world in
            try await world.sell("k1", "k2")
            try await world.placed(2)
            let now = world.shop.agent.clock.now()
            let rows = try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 2)
            try await world.pause()
            let lost = BooksRest(code: "unclear", reason: "whether it is there is not clear")
            let unmapped = BooksRest(code: "books.tax_unmapped", reason: "B has no code")
            let later = now.advanced(by: .seconds(3_600))
            try await world.spool.settle(
                [],
                [
                    (rows[0].id, .more(notBefore: later, why: lost)),
                    (rows[1].id, .more(notBefore: later, why: unmapped)),
                ], of: world.lane, at: now)
            try await world.spool.raise(
                Trouble(code: "books.tax_unmapped", reason: "B has no code", action: "say it"), lane: world.lane,
                at: now)
            let rests = try await Self.rests(world)
            #expect(rests.map(\.code) == ["unclear"] && rests.map(\.count) == [1])
            #expect(rests.first?.until == KenyaTime(later).rfc3339)
        }
    }
}
