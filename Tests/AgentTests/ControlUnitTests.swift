import Agent
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// A shop whose control unit makes sales fiscal: the whole agent, its doors, a pty, and a strict unit on the other end.
@Suite struct ControlUnitTests {
    /// The HS codes that the shop set; its profile is the Kenyan unit's without its rests.
    private static let fiscaliser =
        "control-unit, control_unit: { device: fiscal, hs_codes: { A: \"0039.11.16\", C: \"0001.11.00\" } }"

    private static func profiles(in place: URL) throws -> String {
        let own = place.appending(path: "profiles")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        try """
        profile: 1
        id: tremol.eager
        title: Tremol G03 without its rests
        inherits: tremol.g03
        confidence: unverified
        framing: {engine: zfp, first_answer_ms: 300, gap_ms: 0}
        """.write(to: own.appending(path: "tremol.eager.yaml"), atomically: true, encoding: .utf8)
        return "devices: { profiles: \(own.path) }"
    }

    /// Runs a shop beside a unit.
    private func shop<Result: Sendable>(
        _ unit: TremolUnit = TremolUnit(), fiscaliser: String = fiscaliser,
        _ body: @escaping @Sendable (Shop, Counter) async throws -> Result
    ) async throws -> Result {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        return try await Counter.stand(unit, in: place) { counter in
            try await Shop.open(
                directory: place, fiscaliser: fiscaliser, more: try Self.profiles(in: place)
            ) { shop in
                let added = try await shop.add("fiscal", "tremol.eager", at: "serial:\(counter.link)")
                #expect(added.status == 201, "\(String(decoding: added.body, as: UTF8.self))")
                return try await body(shop, counter)
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `the unit's number is the fiscal receipt`() async throws {
        try await shop { shop, counter in
            let answer = try await shop.sell(Bodies.sale(), key: "a", query: "?wait=60s")
            let sale = try ReplyCoding.read(SaleReply.self, from: answer.body)
            let fiscal = try #require(sale.fiscal)
            #expect(fiscal.scuID == TremolUnit.serial)
            let status = try await shop.call("GET", "/v1/status", token: try await shop.technician)
            let devices = try ReplyCoding.read(StatusReply.self, from: status.body).printers
            #expect(devices.filter { $0.name == "fiscal" }.map(\.kind) == ["control_unit"])
            #expect(fiscal.receiptNumber == "0040095500000000001")
            #expect(fiscal.invoiceNumber == 1)
            #expect(fiscal.qr.hasSuffix("invoiceNo=0040095500000000001"))
            #expect(counter.finished.map(\.reference) == ["T1x000001"])
            let paper = try await shop.call(
                "GET", "/v1/sales/\(sale.id)/receipt", headers: [("Accept", "text/plain")])
            let text = String(decoding: paper.body, as: UTF8.self)
            #expect(text.contains("CU INVOICE NO.: 0040095500000000001"))
            #expect(text.contains("CU SERIAL NO.: \(TremolUnit.serial)"))
            #expect(!text.contains("SCU INFORMATION"))
            #expect(try await shop.agent.spool.verify().invoiceNumbersMissing == 0)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a credit note names the number of its original`() async throws {
        try await shop { shop, counter in
            let answer = try await shop.sell(Bodies.sale(), key: "a", query: "?wait=60s")
            let sale = try ReplyCoding.read(SaleReply.self, from: answer.body)
            let credit = try await shop.call(
                "POST", "/v1/sales/\(sale.id)/credit-notes?wait=60s",
                body: Bodies.credit(quantity: "1", reason: "damaged"), headers: [("Idempotency-Key", "c")])
            let note = try ReplyCoding.read(SaleReply.self, from: credit.body)
            #expect(note.fiscal?.receiptNumber == "0040095500000000002")
            let paper = try #require(counter.finished.last)
            #expect(paper.kind == "credit_note")
            #expect(paper.lines.contains { $0.contains("0040095500000000001") })
        }
    }

    /// What befalls the line, one seed each; a power cut in an open document is a person's, and so is not among them.
    @Test(.timeLimit(.minutes(10)), arguments: [1, 2, 3] as [UInt64])
    func `each sale is signed once, whatever befalls the line`(_ seed: UInt64) async throws {
        var plan = DeviceFaultPlan()
        for fault in [
            DeviceFault.lostCommand, .lostAnswer, .tornAnswer, .wrongCheck, .lateAnswer, .nack, .retry, .garbageBefore,
            .unplugBefore, .unplugIn, .unplugAfter,
        ] {
            plan.ratesPerMillion[fault] = 6_000
        }
        let sales = 12
        try await shop(TremolUnit(faults: plan, seed: seed)) { shop, counter in
            for number in 1...sales { _ = try await shop.sell(Bodies.sale(), key: "\(number)") }
            try await shop.drained()
            let signed = counter.finished.filter { $0.kind == "invoice" }
            #expect(signed.map(\.reference).sorted() == (1...sales).map { "T1x\(String(1_000_000 + $0).dropFirst())" })
            for paper in signed {
                let number = paper.reference.replacing("x", with: "-")
                let reply = try await shop.call("GET", "/v1/sales/\(number)")
                let sale = try ReplyCoding.read(SaleReply.self, from: reply.body)
                #expect(sale.fiscal?.receiptNumber == paper.number)
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `the 24-hour block ends with a Z report, and selling goes on`() async throws {
        var plan = DeviceFaultPlan()
        plan.script = [30: .dayOver]
        try await shop(TremolUnit(faults: plan)) { shop, counter in
            for number in 1...5 { _ = try await shop.sell(Bodies.sale(), key: "\(number)") }
            try await shop.drained()
            #expect(counter.finished.filter { $0.kind == "z_report" }.count == 1)
            #expect(Set(counter.finished.filter { $0.kind == "invoice" }.map(\.reference)).count == 5)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a line without tax and without an HS code is parked with the setting that it needs`() async throws {
        try await shop(fiscaliser: "control-unit") { shop, counter in
            let answer = try await shop.sell(Bodies.sale(), key: "a")
            #expect(answer.status == 201)
            let task = try await shop.task("control_unit.unfit")
            #expect(task.reason.contains("kra.control_unit.hs_codes.A"))
            #expect(counter.finished.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `another unit in its place signs nothing`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Counter.stand(TremolUnit(), in: place) { counter in
            try await Shop.open(
                directory: place, fiscaliser: Self.fiscaliser, more: try Self.profiles(in: place)
            ) { shop in
                try await shop.agent.spool.add(
                    StoredDevice(
                        name: "fiscal", profile: "tremol.eager", place: "serial:\(counter.link)",
                        serial: "KRAMW004202110009999", addedAt: shop.agent.clock.now()))
            }
            try await Shop.open(
                directory: place, fiscaliser: Self.fiscaliser, more: try Self.profiles(in: place)
            ) { shop in
                _ = try await shop.sell(Bodies.sale(), key: "a")
                let device = try await shop.device("fiscal", is: "wrong_device")
                #expect(device.detail?.contains(TremolUnit.serial) == true)
                #expect(device.sentences["sw"]?.isEmpty == false)
                _ = try await shop.task("device.wrong_device")
                #expect(counter.finished.isEmpty)
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a person can read the day, close it, and see every profile`() async throws {
        try await shop { shop, counter in
            let technician = try await shop.technician
            _ = try await shop.sell(Bodies.sale(), key: "a", query: "?wait=60s")
            let day = try await shop.call("GET", "/v1/devices/fiscal/day", token: technician)
            #expect(try ReplyCoding.read(DeviceTestReply.self, from: day.body).works)
            let close = try await shop.call("POST", "/v1/devices/fiscal/day-close", body: [], token: technician)
            #expect(try ReplyCoding.read(DeviceTestReply.self, from: close.body).works)
            #expect(counter.finished.last?.kind == "z_report")
            let x = try await shop.call("GET", "/v1/reports/x", token: technician)
            #expect(try ReplyCoding.read(DeviceTestReply.self, from: x.body).works)
            _ = try await shop.sell(Bodies.sale(), key: "b", query: "?wait=60s")
            let z = try await shop.call("POST", "/v1/reports/z", body: [], token: technician)
            #expect(try ReplyCoding.read(DeviceTestReply.self, from: z.body).works)
            #expect(counter.finished.count { $0.kind == "z_report" } == 2 && counter.finished.last?.kind == "z_report")
            let reply = try await shop.call("GET", "/v1/profiles", token: technician)
            let profiles = try ReplyCoding.read(ProfileListReply.self, from: reply.body).profiles
            #expect(profiles.contains { $0.id == "tremol.g03" } && profiles.contains { $0.id == "tremol.eager" })
            let denied = try await shop.call("GET", "/v1/devices/default/day", token: technician)
            #expect(denied.status == 409)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [("GET", "x"), ("POST", "z")])
    func `a shop without a control unit has no day to report`(_ method: String, _ report: String) async throws {
        try await Shop.open { shop in
            let answer = try await shop.call(
                method, "/v1/reports/\(report)", body: [], token: try await shop.technician)
            #expect(answer.status == 409)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("kra.fiscaliser"))
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a unit that was never added is asked for by a task`() async throws {
        try await Shop.open(fiscaliser: "control-unit") { shop in
            _ = try await shop.sell(Bodies.sale(), key: "a")
            let task = try await shop.task("control_unit.missing")
            #expect(task.action.contains("risiti devices add"))
        }
    }
}
