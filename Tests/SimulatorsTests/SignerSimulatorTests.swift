import Foundation
import FoundationNetworking
import Testing

@testable import Simulators

/// The simulated signer over real HTTP, on a port the system picks.
@Suite(.timeLimit(.minutes(1))) struct SignerSimulatorTests {
    private static let path = "/api/sign?invoice+1"
    /// 13:18:06 on 12 March 2026, in Nairobi.
    private static let noon = 1_773_310_686

    private func simulator(_ change: (inout SignerOptions) -> Void = { _ in }) throws -> SignerSimulator {
        var options = SignerOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.clock = { Self.noon }
        options.slowMilliseconds = 100
        change(&options)
        return try SignerSimulator(options)
    }

    private static func repaired(_ text: String) -> ExactJSON {
        (try? ExactJSONReader.value(Array(text.replacing("\\:", with: ":").utf8))) ?? .null
    }

    private static func note(_ related: String) -> String {
        SignerFormTests.sample.replacing("\"rel_doc_number\":\"\"", with: "\"rel_doc_number\":\"\(related)\"")
    }

    @Test func `a signature is no JSON before its colons are repaired`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            let answer = try await caller.postForText(Self.path, SignerFormTests.sample)
            #expect(answer.status == 200)
            #expect(throws: ExactJSONError.self) { try ExactJSONReader.value(Array(answer.text.utf8)) }
            let page = #"https\://itax.kra.go.ke/KRA-Portal/invoiceChk.htm?actionCode=loadPage&invoiceNo="#
            #expect(
                answer.text
                    == #"{"invoice_number":"T1-000041","cu_serial_number":"KRAMW004202110009550 12.03.2026 13\:18\:06","#
                    + #""cu_invoice_number":"0040095500000000001","verify_url":""# + page + "0040095500000000001"
                    + #"","description":"Signed successfully."}"#)
            #expect(Self.repaired(answer.text).text("cu_invoice_number") == "0040095500000000001")
        }
        let signed = await simulator.signed()
        #expect(signed.map(\.invoiceNumber) == ["T1-000041"] && signed.first?.total == "94.50")
    }

    @Test func `a refusal says why, and is no JSON either`() async throws {
        let simulator = try simulator { $0.seed = 3 }
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            var statuses: Set<Int> = []
            for _ in 0..<16 {
                let answer = try await caller.postForText(
                    Self.path, SignerFormTests.sample.replacing("KSH", with: "USD"))
                #expect(answer.text == #"{"error_status":"sel_currency\: not KSH"}"#)
                statuses.insert(answer.status)
            }
            #expect(statuses == [200, 400])
        }
        #expect(await simulator.report().refusals == ["sel_currency: not KSH": 16])
        #expect(await simulator.signed().isEmpty)
    }

    @Test func `each request is another signature, and the numbers have no gap`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            for _ in 0..<3 { _ = try await caller.postForText(Self.path, SignerFormTests.sample) }
            let second = SignerFormTests.sample.replacing("T1-000041", with: "T1-000042")
            _ = try await caller.postForText(Self.path, second)
            #expect(try await caller.get("/_simulator/report").text.contains(#""doubled":["T1-000041"]"#))
            let lines = try await caller.get("/_simulator/signed").text.split(separator: "\n")
            #expect(lines.count == 4 && lines[3].contains("T1-000042"))
        }
        #expect(await simulator.signed().map { $0.number.suffix(2) } == ["01", "02", "03", "04"])
        #expect(await simulator.report().lastNumber == "0040095500000000004")
    }

    @Test(arguments: ["credit-note+1", "debit-note+1"])
    func `a note names a number that this unit gave`(_ query: String) async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            let early = try await caller.postForText("/api/sign?\(query)", Self.note("0040095500000000001"))
            #expect(Self.repaired(early.text).text("error_status")?.hasSuffix("no number that this unit gave") == true)
            _ = try await caller.postForText(Self.path, SignerFormTests.sample)
            let note = try await caller.postForText("/api/sign?\(query)", Self.note("0040095500000000001"))
            #expect(Self.repaired(note.text).text("cu_invoice_number") == "0040095500000000002")
        }
        let signed = await simulator.signed()
        #expect(signed.map(\.kind.rawValue) == ["invoice+1", query])
        #expect(await simulator.report().doubled.isEmpty)
    }

    @Test(arguments: ["invoice", "invoice%2B1", "invoice+4", "credit-note+2", "Invoice+1", "", "invoice+1&x=1"])
    func `a query that the reference does not name is refused`(_ query: String) async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let answer = try await Caller(address: address).postForText("/api/sign?\(query)", SignerFormTests.sample)
            #expect(Self.repaired(answer.text).text("error_status")?.hasPrefix("query: ") == true)
        }
        #expect(await simulator.signed().isEmpty)
    }

    @Test func `other paths and methods are not there`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            let fetched = try await caller.get(Self.path)
            #expect(fetched.status == 404)
            for path in ["/", "/api/sign/?invoice+1", "/api?invoice+1"] {
                #expect(try await caller.postForText(path, SignerFormTests.sample).status == 404, "\(path)")
            }
        }
    }

    @Test func `a key is asked for where there is one`() async throws {
        let simulator = try simulator { $0.key = "opensesame" }
        try await simulator.withRunning { address in
            var caller = Caller(address: address)
            for wrong in [nil, "", "Opensesame", "Bearer opensesame"] {
                caller.headers["Authorization"] = wrong
                let answer = try await caller.postForText(Self.path, SignerFormTests.sample)
                #expect(answer.status == 401 && answer.text.hasPrefix(#"{"error_status":"Authorization\:"#))
            }
            caller.headers["Authorization"] = "opensesame"
            #expect(try await caller.postForText(Self.path, SignerFormTests.sample).status == 200)
        }
        #expect(await simulator.signed().count == 1)
    }

    @Test(arguments: [
        (SignerFault.refused, 0), (.error500After, 1), (.lostAnswer, 1), (.tornAnswer, 1), (.slowAnswer, 1),
        (.resetBefore, 0),
    ])
    func `each fault does what it says, once`(_ fault: SignerFault, _ signatures: Int) async throws {
        let simulator = try simulator { $0.faults.script = [2: fault] }
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            _ = try await caller.postForText(Self.path, SignerFormTests.sample)
            switch fault {
            case .refused:
                let answer = try await caller.postForText(Self.path, SignerFormTests.sample)
                #expect(answer.text == #"{"error_status":"device\: the unit is busy with a report"}"#)
            case .error500After:
                #expect(try await caller.postForText(Self.path, SignerFormTests.sample).status == 500)
            case .slowAnswer:
                let answer = try await caller.postForText(Self.path, SignerFormTests.sample)
                #expect(Self.repaired(answer.text).text("cu_invoice_number") == "0040095500000000002")
            default:
                await #expect(throws: URLError.self) {
                    try await caller.postForText(Self.path, SignerFormTests.sample)
                }
            }
            #expect(await simulator.signed().count == 1 + signatures)
            _ = try await caller.postForText(Self.path, SignerFormTests.sample)
        }
        #expect(await simulator.signed().count == 2 + signatures)
        let report = await simulator.report()
        #expect(report.faults == [fault.rawValue: 1] && report.requests == 3)
    }

    @Test func `a page with 200 comes before signing or after it`() async throws {
        var counts: Set<Int> = []
        for seed in 1...8 as ClosedRange<UInt64> {
            let simulator = try simulator { options in
                options.seed = seed
                options.faults.script = [1: .html200]
            }
            try await simulator.withRunning { address in
                let answer = try await Caller(address: address).postForText(Self.path, SignerFormTests.sample)
                #expect(answer.status == 200 && answer.text.hasPrefix("<html>"))
            }
            counts.insert(await simulator.signed().count)
        }
        #expect(counts == [0, 1])
    }

    @Test func `the line goes down and comes back`() async throws {
        let simulator = try simulator()
        try await simulator.withRunning { address in
            let caller = Caller(address: address)
            _ = try await caller.post("/_simulator/outage", #"{"on": true}"#)
            await #expect(throws: URLError.self) {
                try await caller.postForText(Self.path, SignerFormTests.sample)
            }
            _ = try await caller.post("/_simulator/outage", #"{"on": false}"#)
            _ = try await caller.post(
                "/_simulator/faults", #"{"script": [{"at_request": 1, "fault": "error_500_after"}]}"#)
            #expect(try await caller.postForText(Self.path, SignerFormTests.sample).status == 500)
            #expect(try await caller.postForText(Self.path, SignerFormTests.sample).status == 200)
            #expect(try await caller.post("/_simulator/faults", #"{"rates": {"flood": 1}}"#).status == 400)
            #expect(try await caller.post("/_simulator/outage", "{}").status == 400)
        }
        #expect(await simulator.report().faults == ["outage": 1, "error_500_after": 1])
    }

    @Test func `the same seed and order give the same faults`() {
        func faults(_ seed: UInt64) -> [SignerFaultDice.Strike] {
            var dice = SignerFaultDice(.everything(perMillion: 500_000), seed: seed)
            return (0..<200).map { _ in dice.next() }
        }
        #expect(faults(7) == faults(7) && faults(7) != faults(8))
        #expect((60...140).contains(faults(7).count { $0.fault != nil }))
    }

    @Test func `what was signed survives a kill in the middle of a line`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("signer-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let first = try simulator { $0.stateFile = file.path }
        try await first.withRunning { address in
            let caller = Caller(address: address)
            for _ in 0..<2 { _ = try await caller.postForText(Self.path, SignerFormTests.sample) }
        }
        let torn = try FileHandle(forWritingTo: file)
        try torn.seekToEnd()
        try torn.write(contentsOf: Data(#"{"cu_invoice_number":"00400955000000"#.utf8))
        try torn.close()
        let second = try simulator { $0.stateFile = file.path }
        #expect(await second.signed() == first.signed())
        try await second.withRunning { address in
            let note = try await Caller(address: address).postForText(
                "/api/sign?credit-note+1", Self.note("0040095500000000002"))
            #expect(Self.repaired(note.text).text("cu_invoice_number") == "0040095500000000003")
        }
        #expect(try await simulator { $0.stateFile = file.path }.signed().count == 3)
        let other = #expect(throws: SimulatorError.self) {
            try simulator { options in
                options.stateFile = file.path
                options.serial = "KRAMW004202110009551"
            }
        }
        #expect(other?.exitCode == 65)
    }

    @Test(arguments: ["KRAMW005202110009550", "KRAMW00420211000955", "KRACU0042021100095501", ""])
    func `a serial number of another kind is refused`(_ serial: String) {
        let error = #expect(throws: SimulatorError.self) { try simulator { $0.serial = serial } }
        #expect(error?.exitCode == 64)
    }
}
