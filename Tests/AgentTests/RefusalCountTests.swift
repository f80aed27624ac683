import Accounting
import Agent
import BooksTestSupport
import Fiscal
import LocalAPI
import Outbound
import Spool
import Testing

/// What a company refuses inside an answer that says that all is well counts as refused.
@Suite struct RefusalCountTests {
    private static func log(_ world: SyncWorld, _ query: String) async throws -> [SyncLogEntryReply] {
        let answer = try await world.call("GET", "/v1/sync-log?lane=\(world.lane)&limit=500\(query)")
        return try ReplyCoding.read(SyncLogReply.self, from: answer.body).entries
    }

    @Test func `a batch of which one is refused inside a 200 counts once, and says which of how many`() async throws {
        try await SyncWorld.open("xero") { world in
            try await world.sell("k0", "k1", "k2")
            try await world.placed(3)
            let customer = #"{"Type": "ACCREC", "InvoiceNumber": "00-T1-000002", "Status": "DRAFT", "Total": 1}"#
            let entered = await world.books.control("enter", #"{"type": "Invoices", "set": \#(customer)}"#)
            #expect(entered.status == 200, "\(entered.text)")
            try await world.set(#"{"posting": "automatic"}"#)
            try await world.until {
                try await world.spool.tasks(openOnly: true).contains { $0.lane == world.lane }
            }
            try await world.until { try await world.spool.booksTally(of: world.lane).documents[.done] == 2 }

            let failures = try await Self.log(world, "&failures=true")
            let refused = try #require(failures.first { $0.error?.hasPrefix("refused in part: ") == true })
            #expect(refused.status == 200 && refused.method == "PUT")
            #expect(refused.error?.contains("1 of 3: 00-T1-000002: ") == true, "\(refused)")
            #expect(refused.error?.contains("must be unique") == true)
            // The two others were made by it, and it is named by the first.
            #expect(refused.externalID?.isEmpty == false)
            let statistics = try ReplyCoding.read(
                SyncStatisticsReply.self,
                from: try await world.call("GET", "/v1/sync-log/statistics?lane=\(world.lane)").body)
            #expect(statistics.failures.first { $0.code == "refused in part" }?.count == 1, "\(statistics)")
            #expect(statistics.all.failures == failures.count)
            let tally = try ReplyCoding.read(
                BooksTallyReply.self, from: try await world.call("GET", "/v1/connections/\(world.lane)/tally").body)
            #expect(tally.failures == failures.count)
        }
    }

    @Test func `an answer with a good status that is refused as a whole counts, and one that went well does not`()
        async throws
    {
        try await SyncWorld.open("xero", manual: false) { world in
            try await world.sell("k1")
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            #expect(try await Self.log(world, "&failures=true").isEmpty)
            await world.books.control("close-books", #"{"date": "\#(world.today)"}"#)
            try await world.sell("k2")
            try await world.until {
                try await world.spool.tasks(openOnly: true).contains { $0.trouble.code == "books.locked" }
            }
            let failures = try await Self.log(world, "&failures=true")
            #expect(failures.allSatisfy { $0.status == 200 && $0.error?.hasPrefix("refused: ") == true }, "\(failures)")
            #expect(!failures.isEmpty)
        }
    }
}
