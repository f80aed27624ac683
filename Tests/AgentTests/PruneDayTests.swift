import Agent
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Synchronization
import Testing

@Suite struct PruneDayTests {
    /// A clock that is set by hand.
    private final class Calendar: Sendable {
        private let time: Mutex<Timestamp>

        init(_ text: String) throws {
            time = Mutex(try #require(Timestamp(rfc3339: text)))
        }

        func set(_ text: String) throws {
            let now = try #require(Timestamp(rfc3339: text))
            time.withLock { $0 = now }
        }

        var wall: WallClock { WallClock(now: { self.time.withLock { $0 } }, sinceBoot: { 1 }) }
    }

    private static func plan(_ before: String, dry: Bool) throws -> [UInt8] {
        try ReplyCoding.bytes(of: PruneRequest(before: "\(before)T00:00:00+03:00", isDryRun: dry))
    }

    @Test func `books inside the legal period stay, older ones answer 410`() async throws {
        let kra = try SimulatedKRA()
        let calendar = try Calendar("2025-03-12T10:45:12+03:00")
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base, clock: calendar.wall) { shop in
                try await shop.initialise()
                for key in 1...3 { #expect(try await shop.sell(Bodies.sale(), key: "s\(key)").status == 201) }
                try await shop.drained()
                let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
                func prune(_ before: String, dry: Bool) async throws -> (status: Int, body: [UInt8]) {
                    let answer = try await shop.call(
                        "POST", "/v1/spool/prune", body: try Self.plan(before, dry: dry), token: technician)
                    return (answer.status, answer.body)
                }
                // A clock that runs ahead does not make books old: the journal bears witness.
                try calendar.set("2060-01-01T00:00:00+03:00")
                #expect(try await prune("2040-01-01", dry: true).status == 409)
                try calendar.set("2033-05-05T00:00:00+03:00")
                #expect(try await shop.sell(Bodies.sale(), key: "s4").status == 201)
                try await shop.drained()
                #expect(try await prune("2028-01-02", dry: true).status == 409)
                let plan = try ReplyCoding.read(PruneReply.self, from: try await prune("2028-01-01", dry: true).body)
                #expect(plan.isDryRun)
                #expect(plan.sales == 3)
                #expect(try await shop.call("GET", "/v1/sales/T1-000001").status == 200)
                #expect(try await prune("2028-01-01", dry: false).status == 200)
                for (method, path) in [
                    ("GET", "/v1/sales/T1-000001"), ("GET", "/v1/sales/T1-000001/receipt"),
                    ("POST", "/v1/sales/T1-000001/print"),
                ] {
                    let answer = try await shop.call(method, path, body: method == "POST" ? [] : nil)
                    #expect(answer.status == 410)
                    #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == "spool.pruned")
                }
                let credit = try await shop.call(
                    "POST", "/v1/sales/T1-000002/credit-notes", body: Bodies.credit(quantity: "1", reason: "refund"),
                    headers: [("Idempotency-Key", "c1")])
                #expect(credit.status == 410)
                let list = try await shop.call("GET", "/v1/sales")
                let page = try ReplyCoding.read(SaleListReply.self, from: list.body)
                #expect(page.sales.map(\.temporaryNumber) == ["T1-000004"])
                #expect(page.pruned?.map(\.temporaryNumber) == ["T1-000003", "T1-000002", "T1-000001"])
                #expect(page.pruned?.map(\.invoiceNumber) == [3, 2, 1])
                #expect(try await shop.agent.spool.verify().isWhole)
                #expect(try await shop.call("POST", "/v1/spool/prune", body: []).status == 403)
            }
        }
    }
}
