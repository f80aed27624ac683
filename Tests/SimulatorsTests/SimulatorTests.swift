import Foundation
import Testing

@testable import Simulators

/// The simulator over real HTTP, on a port the system picks.
@Suite(.timeLimit(.minutes(1))) struct SimulatorTests {
    /// 13:18:06 on the day of the worked examples.
    private static let noon = 1_773_310_686

    private func simulator(_ change: (inout OSCUOptions) -> Void = { _ in }) throws -> OSCUSimulator {
        var options = OSCUOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.communicationKey = Shop.key
        options.rateOfE = "0"
        options.dripMilliseconds = 0
        options.clock = { Self.noon }
        change(&options)
        return try OSCUSimulator(options)
    }

    /// The calls before the first sale, by their flat names.
    private static func opening() throws -> [(OSCUEndpoint, String)] {
        let tomatoes = try ExactJSON(reading: Sample.stockMaster).changing("itemCd", to: "KE2NTKG0000002")
            .changing("rsdQty", to: 50)
        return [
            (.selectInitOsdcInfo, Sample.initialise), (.saveItem, Sample.saveItem),
            (.saveItem, try Shop.tomatoes.encoded), (.insertStockIO, Sample.openingStock),
            (.saveStockMaster, Sample.stockMaster), (.insertStockIO, try Shop.tomatoStock.encoded),
            (.saveStockMaster, tomatoes.encoded),
        ]
    }

    private static func open(_ caller: Caller) async throws {
        for (endpoint, body) in try opening() {
            let answer = try await caller.post("/etims-api/\(endpoint.rawValue)", body)
            #expect(answer.body.text("resultCd") == "000")
        }
    }

    @Test func `a sale goes through on the direct route`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            try await Self.open(caller)
            let sale = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
            #expect(sale.status == 200)
            #expect(sale.body.at("data.curRcptNo") == "1")
            let report = try await caller.get("/_simulator/report")
            #expect(report.text.contains("\"accepted_sales\":1"))
            #expect(report.text.contains("\"invoice_numbers\":{\"first\":1,\"gaps\":[],\"last\":1}"))
            let sales = try await caller.get("/_simulator/sales")
            #expect(sales.text.contains("\"trdInvcNo\":\"T1-20260312-000041\""))
            #expect(try await caller.get("/etims-api/").status == 200)
        }
        let report = await simulator.report()
        #expect(report.acceptedSales == 1)
        #expect(report.items == 2)
        #expect(report.requests == 9)
    }

    @Test func `a sale goes through on the integrator route`() async throws {
        let simulator = try simulator { $0.route = .integrator }
        try await simulator.withRunning { address in
            var caller = Caller(address: address)
            caller.headers["Authorization"] = "Basic a2V5OnNlY3JldA=="
            let token = try await caller.get("/v1/token/generate?grant_type=client_credentials")
            let text = try #require(try ExactJSON(reading: token.text).text("access_token"))
            caller.headers["Authorization"] = "Bearer " + text
            caller.headers["apigee_app_id"] = "6f1f5c1e-0000-4000-8000-000000000001"
            let calls = try Self.opening() + [(.saveTrnsSalesOsdc, Sample.sale)]
            for (endpoint, body) in calls {
                let answer = try await caller.post("/etims-oscu/api/v1/\(endpoint.integratorPaths[0])", body)
                #expect(answer.body.at("responseHeader.responseCode") == 200)
                #expect(answer.body.at("responseBody.resultCd") == "000")
            }
            let again = try await caller.post("/etims-oscu/api/v1/sendSalesTransaction", Sample.sale)
            #expect(again.body.at("responseHeader.responseCode") == 400)
            caller.headers["Authorization"] = "Bearer stale"
            let stale = try await caller.post("/etims-oscu/api/v1/sendSalesTransaction", Sample.sale)
            #expect(stale.status == 401)
            #expect(stale.body.at("header.responseMessage") == "Unauthorised-Invalid Access Token")
        }
        #expect(await simulator.report().acceptedSales == 1)
    }

    @Test func `a lost answer leaves the sale accepted`() async throws {
        let simulator = try simulator { options in
            options.faults.script = [8: .answerLostAfterAcceptance, 9: .resetBefore, 10: .timeoutAfterAcceptance]
            options.holdSeconds = 0
        }
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            try await Self.open(caller)
            for _ in 0..<3 {
                await #expect(throws: URLError.self) {
                    try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
                }
            }
            let found = try await caller.post("/etims-api/selectInvoiceDetails", Sample.lookUp)
            #expect(found.body.at("data.salesList.0.remark") == "01JPA5S0V3KX7T1")
            let again = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
            #expect(again.body.text("resultCd") == "994")
        }
        let report = await simulator.report()
        #expect(report.acceptedSales == 1)
        #expect(report.doubled.isEmpty)
        #expect(
            report.faults == ["answer_lost_after_acceptance": 1, "reset_before": 1, "timeout_after_acceptance": 1])
    }

    @Test func `the line goes down and comes back`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            _ = try await caller.post("/_simulator/outage", #"{"on": true}"#)
            await #expect(throws: URLError.self) {
                try await caller.post("/etims-api/selectInitOsdcInfo", Sample.initialise)
            }
            _ = try await caller.post("/_simulator/outage", #"{"on": false}"#)
            let answer = try await caller.post("/etims-api/selectInitOsdcInfo", Sample.initialise)
            #expect(answer.body.text("resultCd") == "000")
            #expect(try await caller.post("/_simulator/outage", "{}").status == 400)
        }
        #expect(await simulator.report().faults == ["outage": 1])
    }

    @Test func `each other fault looks as it should`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            try await Self.open(caller)
            _ = try await caller.post(
                "/_simulator/faults",
                """
                {"script": [{"at_request": 1, "fault": "refusal_in_200"}, {"at_request": 2, "fault": "busy_503"},
                 {"at_request": 3, "fault": "unauthorised"}, {"at_request": 4, "fault": "slow_drip"}]}
                """)
            let path = "/etims-api/saveTrnsSalesOsdc"
            let refusal = try await caller.post(path, Sample.sale)
            #expect(refusal.status == 200)
            #expect(refusal.body.text("resultCd") == "910")
            #expect(try await caller.post(path, Sample.sale).status == 503)
            #expect(try await caller.post(path, Sample.sale).status == 401)
            #expect(try await caller.post(path, Sample.sale).body.text("resultCd") == "000")
            #expect(try await caller.post("/_simulator/faults", "{\"rates\": 1}").status == 400)
        }
    }

    @Test func `what is half said is either done or not`() async throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let simulator = try simulator { options in
                options.seed = seed
                options.faults.script = [8: .badGatewayHTML, 9: .emptyBody]
            }
            try await simulator.withRunning { address in
                let caller = Caller(address: address)
                try await Self.open(caller)
                #expect(try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale).status == 502)
                let empty = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
                #expect(empty.status == 200)
                #expect(empty.body == .null)
                let last = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
                #expect(["000", "994"].contains(last.body.text("resultCd")))
            }
            #expect(await simulator.report().acceptedSales == 1)
        }
    }

    @Test func `the books survive a kill in the middle of a line`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("oscu-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let first = try simulator { $0.stateFile = file.path }
        try await first.withRunning { address in
            let caller = Caller(address: address)
            try await Self.open(caller)
            _ = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
            _ = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
        }
        let sales = await first.sales()
        let torn = try FileHandle(forWritingTo: file)
        try torn.seekToEnd()
        try torn.write(contentsOf: Data(#"{"kind":"invoiceAcc"#.utf8))
        try torn.close()
        let second = try simulator { $0.stateFile = file.path }
        #expect(await second.sales() == sales)
        try await second.withRunning { address in
            let caller = Caller(address: address)
            let again = try await caller.post("/etims-api/saveTrnsSalesOsdc", Sample.sale)
            #expect(again.body.text("resultCd") == "994")
            let note = try await caller.post(
                "/etims-api/saveTrnsSalesOsdc",
                Sample.creditNote.replacing("20260312151001", with: "20260312131800"))
            #expect(note.body.at("data.curRcptNo") == "2")
        }
        let third = try simulator { $0.stateFile = file.path }
        let report = await third.report()
        #expect(report.acceptedSales == 1)
        #expect(report.acceptedCreditNotes == 1)
        #expect(report.items == 2)
        #expect(report.stockMovements == 2)
    }

    @Test func `a state file that is something else is refused`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("oscu-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("hello\n".utf8).write(to: file)
        let error = #expect(throws: SimulatorError.self) { try simulator { $0.stateFile = file.path } }
        #expect(error?.exitCode == 65)
    }
}
