import Accounting
import Agent
import BooksTestSupport
import Fiscal
import LocalAPI
import Outbound
import Spool
import Testing

/// What becomes of what was asked of a company that is removed.
@Suite struct BooksRemovalTests {
    @Test(arguments: ["quickbooks", "xero"])
    func `the jobs of a company that is removed end with a reason, and what they set going waits as before`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            try await world.sell("k1", "k2")
            try await world.placed(2)
            try await world.pause()
            let documents = try await world.spool.booksDocuments(of: world.lane, before: nil, limit: 2)
            let parked = try #require(documents.first)
            let trouble = Trouble(code: "books.refused", reason: "it says no", evidence: [:], action: "look there")
            try await world.spool.settle(
                [], [(parked.id, .parked(trouble))], of: world.lane, at: world.shop.agent.clock.now())
            let task = try #require(
                try await world.spool.tasks(openOnly: true).first { $0.trouble.code == "books.refused" })
            let before = try await world.states()
            let jobs = [try await world.sync(#"{"ids": ["T1-000001"]}"#), try await world.sync(#"{"force": true}"#)]
            #expect(jobs.map(\.state) == ["running", "running"])
            #expect(try await world.spool.task(task.id).resolvedAt != nil)
            let unmapped = Trouble(code: "books.tax_unmapped", reason: "B has no code", evidence: [:], action: "say it")
            try await world.spool.raise(unmapped, lane: world.lane, at: world.shop.agent.clock.now())

            #expect(try await world.call("DELETE", "/v1/connections/\(world.lane)").status == 200)
            for job in jobs {
                let now = try await world.job(job.id)
                #expect(now.state == "cancelled" && now.finishedAt != nil)
                #expect(now.reason == "its company was removed")
            }
            #expect(try await world.states() == before)
            #expect(try await world.spool.task(task.id).resolvedAt == nil)
            #expect(try await world.spool.tasks(openOnly: true).map(\.id) == [task.id])
            #expect(try await world.call("POST", "/v1/sync-jobs/\(jobs[0].id)/cancel").status == 409)
            #expect(await world.there().isEmpty)
        }
    }

    @Test func `nothing is asked of a company while it is removed`() async throws {
        try await SyncWorld.open("xero") { world in
            try await world.sell("k1")
            try await world.placed(1)
            #expect(try await world.shop.agent.connections.remove(world.lane))
            // As one asks who looked a moment before the removal.
            let wish = SyncWish(
                lane: world.lane, askedBy: "test", selection: "{}", isForced: false, takesEarlier: false,
                retriesParked: false, isWhole: true, already: 0, first: 1, sales: [1])
            await #expect(throws: SpoolError.self) {
                _ = try await world.spool.ask(wish, at: world.shop.agent.clock.now())
            }
            let jobs = try await world.spool.syncJobs(
                of: world.lane, state: nil, before: nil, limit: 10, closing: CalendarDay(world.shop.agent.clock.now()))
            #expect(jobs.isEmpty)
        }
    }
}
