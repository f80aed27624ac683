import Agent
import Fiscal
import Forwarder
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

@Suite struct DayTests {
    @Test(arguments: [false, true])
    func `a sale becomes fiscal, is printed once, and every later paper says COPY`(_ integrator: Bool) async throws {
        let kra = try SimulatedKRA(integrator: integrator)
        try await kra.whileRunning { base, token in
            try await Shop.open(kra: base, token: token, integrator: integrator) { (shop) async throws in
                try await shop.initialise()
                let answer = try await shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
                let sale = try ReplyCoding.read(SaleReply.self, from: answer.body)
                #expect(sale.state == .fiscalised)
                #expect(sale.fiscal?.invoiceNumber == 1)
                let first = try await shop.call("GET", "/v1/sales/\(sale.id)/receipt")
                #expect(String(decoding: first.body, as: UTF8.self).contains("TAX INVOICE"))
                let events = shop.agent.spool.changes()
                let print = try await shop.call("POST", "/v1/sales/\(sale.temporaryNumber)/print", body: [])
                #expect(print.status == 202)
                for await _ in events where try await shop.agent.spool.nextPrint(on: "default") == nil { break }
                let copy = try await shop.call("GET", "/v1/sales/\(sale.id)/receipt")
                #expect(String(decoding: copy.body, as: UTF8.self).contains("C O P Y"))
                let paper = FileManager.default.contents(atPath: shop.directory.appending(path: "paper.bin").path)
                #expect((paper?.count ?? 0) > 500)
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `over a line that loses answers every sale and its credit note reach KRA once`(_ seed: UInt64) async throws {
        let kra = try SimulatedKRA(seed: seed)
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                try await shop.initialise()
                try await kra.setFaults(
                    """
                    {"rates": {"answer_lost_after_acceptance": 0.1, "reset_before": 0.05, "slow_drip": 0.02,
                     "bad_gateway_html": 0.05, "empty_body": 0.03}, "only_writes": true}
                    """)
                for number in 1...12 { #expect(try await shop.sell(Bodies.sale(), key: "s\(number)").status == 201) }
                let credit = try await shop.call(
                    "POST", "/v1/sales/T1-000001/credit-notes",
                    body: Bodies.credit(quantity: "1", reason: "damaged"),
                    headers: [("Idempotency-Key", "c1")])
                #expect(credit.status == 201)
                try await shop.drained()
                let report = await kra.report()
                #expect(report.acceptedSales == 12)
                #expect(report.acceptedCreditNotes == 1)
                #expect(report.doubled.isEmpty)
                #expect(report.invoiceNumbers.gaps.isEmpty && report.stockGaps.isEmpty && report.itemSerialGaps.isEmpty)
                // What arrived although its answer was lost is told as a double when it is sent again; nothing else is.
                #expect(Set(report.refusals.keys).isSubset(of: ["There is an overlapped Data"]))
                #expect(try await shop.agent.spool.tasks(openOnly: true).isEmpty)
                #expect(try await shop.agent.spool.verify().isWhole)
            }
        }
    }

    @Test func `more than is left of a sale cannot be taken back`() async throws {
        try await Shop.open { (shop) async throws in
            _ = try await shop.sell(Bodies.sale(), key: "k1")
            let path = "/v1/sales/T1-000001/credit-notes"
            func take(_ quantity: String, _ key: String) async throws -> Int {
                try await shop.call(
                    "POST", path,
                    body: Bodies.credit(quantity: quantity, reason: "refund"),
                    headers: [("Idempotency-Key", key)]
                ).status
            }
            #expect(try await take("2", "c1") == 201)
            #expect(try await take("2", "c2") == 422)
            #expect(try await take("1", "c3") == 201)
            #expect(try await take("1", "c4") == 422)
        }
    }

    @Test func `a refused sale is parked with a task and its number goes to the next`() async throws {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                try await shop.initialise()
                _ = try await shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
                try await shop.drained()
                try await kra.setFaults("{\"script\": [{\"at_request\": 1, \"fault\": \"refusal_in_200\"}]}")
                // Its goods are stocked anew first, so the script may meet another write: a sale is what it refuses.
                try await kra.setFaults("{\"rates\": {\"refusal_in_200\": 1.0}, \"only_writes\": true}")
                let refused = try await shop.sell(Bodies.sale(), key: "k2", query: "?wait=30s")
                #expect(try ReplyCoding.read(SaleReply.self, from: refused.body).state == .refused)
                #expect(try await shop.agent.spool.tasks(openOnly: true).count == 1)
                try await kra.setFaults("{}")
                let next = try await shop.sell(Bodies.sale(), key: "k3", query: "?wait=30s")
                #expect(try ReplyCoding.read(SaleReply.self, from: next.body).fiscal?.invoiceNumber == 2)
                let task = try #require(try await shop.agent.spool.tasks(openOnly: true).first)
                try await shop.agent.resolve(task.id, .retry)
                try await shop.drained()
                #expect(await kra.report().acceptedSales == 3)
            }
        }
    }

    @Test func `a movement that KRA may have counted is not given up where its resend is refused`() async throws {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                try await shop.initialise()
                _ = try await shop.sell(Bodies.sale(), key: "k1", query: "?wait=30s")
                try await shop.drained()
                let before = await kra.report().stockMovements
                try await kra.setFaults(
                    """
                    {"script": [{"at_request": 1, "fault": "answer_lost_after_acceptance"},
                     {"at_request": 2, "fault": "refusal_in_200"}]}
                    """)
                let changes = shop.agent.spool.changes()
                #expect(try await shop.sell(Bodies.sale(), key: "k2").status == 201)
                for await _ in changes where try await shop.agent.spool.lanes()[0].state == .paused { break }
                let task = try #require(try await shop.agent.spool.tasks(openOnly: true).first)
                #expect(task.trouble.code == Trouble.fateUnknown)
                #expect(await kra.report().stockMovements == before + 1)
                #expect(try await shop.agent.spool.lanes()[0].parked == 0)
                try await shop.agent.resolve(task.id, .retry)
                try await shop.drained()
                let report = await kra.report()
                #expect(report.acceptedSales == 2)
                #expect(report.stockGaps.isEmpty)
                #expect(report.doubled.isEmpty)
                #expect(try await shop.agent.spool.tasks(openOnly: true).isEmpty)
            }
        }
    }

    @Test func `a task of one sale does not set a lane going that a person stopped`() async throws {
        try await Shop.open { (shop) async throws in
            _ = try await shop.sell(Bodies.sale(), key: "k1")
            let spool = shop.agent.spool
            let job = Job(lane: "kra", sequence: 1, attempts: 0, isInFlight: false)
            try await spool.park(
                job, Trouble(code: "test", reason: "test", action: "retry"), at: shop.agent.clock.now())
            let changes = spool.changes()
            try await shop.agent.lanes["kra"]?.pause(reason: "by hand")
            for await _ in changes where try await spool.lanes()[0].state == .paused { break }
            let task = try #require(try await spool.tasks(openOnly: true).first { $0.documentID != nil })
            try await shop.agent.resolve(task.id, .retry)
            #expect(try await spool.lanes()[0].state == .paused)
        }
    }

    @Test func `a device is initialised once in its life`() async throws {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                try await shop.initialise()
                await #expect(throws: KRADesk.Refusal.self) { _ = try await shop.agent.initialiseDevice() }
                #expect(await kra.report().refusals.isEmpty)
            }
        }
    }

    @Test func `listeners hear of a sale, from where they left off`() async throws {
        try await Shop.open { (shop) async throws in
            _ = try await shop.sell(Bodies.sale(), key: "k1")
            _ = try await shop.sell(Bodies.sale(), key: "k2")
            let heard = Heard()
            let client = HTTPClient()
            let request = HTTPRequest(
                method: "GET", url: shop.address + "/v1/events",
                headers: [("Authorization", "Bearer \(shop.till)"), ("Last-Event-ID", "1")],
                timeouts: .init(total: .zero))
            // The stream is left after the first event, which is no error of the stream's.
            _ = try? await client.stream(request) { bytes in heard.add(bytes) }
            #expect(heard.text.contains("event: sale.accepted"))
            #expect(heard.text.contains("T1-000002") && !heard.text.contains("T1-000001"))
        }
    }
}
