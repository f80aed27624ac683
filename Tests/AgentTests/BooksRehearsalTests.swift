import Accounting
import Agent
import BooksTestSupport
import Fiscal
import JSON
import LocalAPI
import Outbound
import Spool
import Testing

/// What a dry run tells of the calls.
@Suite struct BooksRehearsalTests {
    private static let codes = ["PEN", "RULER", "CHALK", "GLUE", "ATLAS", "SALT", "MAIZE"]

    private static var sale: String {
        let lines = codes.map { code in
            """
            {"sku": "\(code)", "name": "\(code)", "quantity": "1", "unit_price": "10.00", "tax": "B",
             "item": {"class": "4412170100", "type": "goods", "unit": "NO", "package": "NT", "origin": "KE"}}
            """
        }
        return """
            {"till": "T1", "cashier": "A12", "lines": [\(lines.joined(separator: ","))],
             "payments": [{"method": "cash", "amount": "70.00"}]}
            """
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a dry run lists items as they stand on the sale, each time, and says what goes in a batch`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider, manual: false) { world in
            let (version, map) = try #require(try await world.shop.agent.books.map(of: world.lane))
            var each = map
            each.items = .each
            _ = try await world.shop.agent.books.keep(each, of: world.lane, after: version, by: "test")
            func run(_ sale: String) async throws -> DryRunReply {
                try ReplyCoding.read(
                    DryRunReply.self,
                    from: try await world.call("GET", "/v1/connections/\(world.lane)/dry-run/\(sale)").body)
            }
            try await world.pause()
            try await world.sell("k1", body: Self.sale)
            try await world.shop.drained()
            let items = Self.codes.map { "item \($0)-B" }
            let fresh = try await run("T1-000001")
            #expect(fresh.calls.map(\.what).filter { $0.hasPrefix("item ") } == items)
            try await world.resume()
            try await world.until { await world.there() == ["00-T1-000001"] }
            try await world.pause()
            try await world.sell("k2", body: Self.sale)
            try await world.shop.drained()
            let second = try await run("T1-000002")
            let there = second.remarks.filter { $0.contains(" is there as ") }
            #expect(there.count == items.count + 1 && there[0].hasPrefix("customer "))
            #expect(zip(there.dropFirst(), items).allSatisfy { $0.hasPrefix($1 + " ") }, "\(there)")
            for _ in 0..<5 { #expect(try await run("T1-000002") == second) }

            let batched = second.calls.filter { $0.remark != nil }
            let kinds = batched.map { String($0.what.prefix { $0 != " " }) }
            #expect(kinds == (provider == "xero" ? ["document", "payment"] : []))
            #expect(batched.allSatisfy { $0.remark?.contains("50 at most") == true })
            let document = try #require(second.calls.first)
            let body = try JSONTree(parsing: Array(try #require(document.body).utf8))
            guard provider == "xero" else { return }
            guard case .array(let invoices)? = body.members?.first(where: { $0.0 == "Invoices" })?.1 else {
                Issue.record("no invoices in \(body)")
                return
            }
            #expect(invoices.count == 1)
        }
    }
}
