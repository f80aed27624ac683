import Agent
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// Slips through a real port to a strict printer.
@Suite struct SlipPrinterTests {
    /// Sells, has each sale printed, and gives what came out.
    private func print(
        _ sales: Int, on profile: String, _ faults: DeviceFaultPlan
    ) async throws -> (papers: [SimulatedPaper], copies: Int) {
        let receipts = EscPosModel.all.first { $0.profile == profile }.map { ReceiptPrinter($0, faults: faults) }
        let fiscal = DatecsModel.all.first { $0.profile == profile }.map { DatecsUnit($0, faults: faults) }
        let slips = profile == "tremol.zfp" ? TremolPrinter(faults: faults) : nil
        let device: any SimulatedDevice = try #require(
            (receipts as (any SimulatedDevice)?) ?? (fiscal as (any SimulatedDevice)?) ?? slips)
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        return try await Counter.stand(device, in: place) { counter in
            try await Shop.open(directory: place, more: "") { shop in
                let added = try await shop.add("counter", profile, at: "serial:\(counter.link)")
                #expect(added.status == 201, "\(String(decoding: added.body, as: UTF8.self))")
                for number in 1...sales {
                    let answer = try await shop.sell(Bodies.sale(), key: "\(number)")
                    #expect(answer.status == 201)
                    _ = try await shop.agent.spool.askPrint(
                        Int64(number), paper: .temporary, printer: "counter", at: shop.agent.clock.now())
                }
                try await shop.printed()
                var papers: [SimulatedPaper] = []
                // A printer that proves nothing may still be at it.
                while papers.count < sales {
                    papers = counter.finished.filter { $0.lines.contains { $0.contains("T1-") } }
                    await Task.yield()
                }
                return (papers, papers.count(where: Self.isCopy))
            }
        }
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["epson.tm-t20", "generic.escpos-80", "datecs.fp-700", "datecs.x", "tremol.zfp"])
    func `each original comes out once`(_ profile: String) async throws {
        let (papers, copies) = try await print(3, on: profile, DeviceFaultPlan())
        #expect(papers.count == 3 && copies == 0)
        // What a fiscal printer lacks is written with what it has.
        let isText = profile.hasPrefix("datecs") || profile.hasPrefix("tremol")
        if isText { #expect(!papers.contains { $0.lines.contains { $0.contains("?") } }) }
    }

    /// A register's paper has 22 letters: it is met and asked, and no slip is expected of it.
    @Test(.timeLimit(.minutes(5)))
    func `a test of a device whose paper is too narrow for slips says so`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let model = try #require(DatecsModel.all.first { $0.profile == "datecs.dp-25" })
        try await Counter.stand(DatecsUnit(model), in: place) { counter in
            try await Shop.open(directory: place, more: "") { shop in
                #expect(try await shop.add("counter", "datecs.dp-25", at: "serial:\(counter.link)").status == 201)
                let answer = try await shop.call(
                    "POST", "/v1/devices/counter/test", body: [], token: try await shop.technician)
                let test = try ReplyCoding.read(DeviceTestReply.self, from: answer.body)
                #expect(test.works && counter.finished.isEmpty)
                #expect(test.steps.contains { $0.name == "test slip" && $0.result.contains("30 letters") })
            }
        }
    }

    /// A technician writes it while the agent runs, and mends it where it is wrong.
    @Test(.timeLimit(.minutes(5)))
    func `a profile of one's own is used as soon as it is there, and what is wrong with it is said`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let own = place.appending(path: "profiles")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        @Sendable func write(_ confidence: String) throws {
            try """
            profile: 1
            id: my.device
            title: The Star on the counter
            inherits: star.escpos
            \(confidence): field
            paper: {columns: 48, feed_before_cut: 4}

            """.write(to: own.appending(path: "my.device.yaml"), atomically: true, encoding: .utf8)
        }
        try await Counter.stand(ReceiptPrinter(.star), in: place) { counter in
            try await Shop.open(directory: place, more: "devices: { profiles: \(own.path) }") { shop in
                func problem() async throws -> String {
                    let answer = try await shop.add("counter", "my.device", at: "serial:\(counter.link)")
                    return try ReplyCoding.read(Problem.self, from: answer.body).detail
                }
                #expect(try await problem().contains("there is no profile my.device"))
                try write("confidense")
                #expect(try await problem().contains("my.device.yaml:5: key.unknown: confidense"))
                try write("confidence")
                let added = try await shop.add("counter", "my.device", at: "serial:\(counter.link)")
                #expect(added.status == 201, "\(String(decoding: added.body, as: UTF8.self))")
            }
        }
    }

    /// What a technician adds is written to: it must be no file of the machine's.
    @Test(.timeLimit(.minutes(5)), arguments: ["file:/etc/passwd", "file:/dev/../etc/passwd", "file:/tmp/slips"])
    func `a plain file is no device`(_ place: String) async throws {
        try await Shop.open { shop in
            let answer = try await shop.add("counter", "generic.escpos-80", at: place)
            #expect(answer.status == 409)
            #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == "device.place")
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [DeviceFault.paperOut, .coverOpen])
    func `a slip that waits for a person is printed once and as the original`(_ fault: DeviceFault) async throws {
        var plan = DeviceFaultPlan()
        plan.script = [40: fault]
        let (papers, copies) = try await print(2, on: "epson.tm-t20", plan)
        #expect(papers.count == 2 && copies == 0)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [DeviceFault.unplugBefore, .unplugAfter], [20, 45, 60, 75])
    func `a plug pulled in mid-slip costs a copy and no second original`(_ fault: DeviceFault, _ at: Int) async throws {
        var plan = DeviceFaultPlan()
        plan.script = [at: fault]
        let papers = try await print(2, on: "epson.tm-t20", plan).papers
        for number in ["T1-000001", "T1-000002"] {
            let own = papers.filter { $0.lines.contains { $0.contains(number) } }
            let originals = own.filter { !Self.isCopy($0) }
            #expect(originals.count <= 1, "\(number) has \(originals.count) originals")
            #expect(!own.isEmpty, "\(number) was lost")
        }
    }

    /// Meeting it takes four commands, and asking before a slip two; then its opening, its lines and its close.
    @Test(
        .timeLimit(.minutes(5)), arguments: [DeviceFault.unplugBefore, .unplugAfter, .lostAnswer],
        [5, 7, 8, 12, 30, 40])
    func `a fault in mid-slip on a ZFP printer costs a copy and no second original`(
        _ fault: DeviceFault, _ at: Int
    ) async throws {
        var plan = DeviceFaultPlan()
        plan.script = [at: fault]
        let papers = try await print(2, on: "tremol.zfp", plan).papers
        for number in ["T1-000001", "T1-000002"] {
            let own = papers.filter { $0.lines.contains { $0.contains(number) } }
            #expect(own.count(where: { !Self.isCopy($0) }) <= 1, "\(number) has \(own.map(\.lines))")
            #expect(!own.isEmpty, "\(number) was lost")
        }
    }

    /// A test slip is printed, and a control unit is not taken for a printer.
    @Test(.timeLimit(.minutes(5)))
    func `a ZFP printer is met, tried, and said to be a printer`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Counter.stand(TremolPrinter(), in: place) { counter in
            try await Shop.open(directory: place, more: "") { shop in
                #expect(try await shop.add("slips", "tremol.zfp", at: "serial:\(counter.link)").status == 201)
                let token = try await shop.technician
                let answer = try await shop.call("POST", "/v1/devices/slips/test", body: [], token: token)
                let test = try ReplyCoding.read(DeviceTestReply.self, from: answer.body)
                #expect(test.works, "\(test.steps)")
                #expect(test.steps.contains { $0.name == "serial number" && $0.result == TremolPrinter.serial })
                #expect(test.steps.contains { $0.name == "firmware" && $0.result == "1.05" })
                let lines = try #require(counter.finished.first).lines
                #expect(lines.count > 5 && lines.allSatisfy { $0.count <= TremolPrinter.columns }, "\(lines)")
                let status = try ReplyCoding.read(
                    StatusReply.self, from: try await shop.call("GET", "/v1/status", token: token).body)
                #expect(status.printers.contains { $0.name == "slips" && $0.kind == "printer" })
            }
        }
        try await Counter.stand(TremolUnit(), in: place) { counter in
            try await Shop.open(directory: place, more: "") { shop in
                let answer = try await shop.add("unit", "tremol.zfp", at: "serial:\(counter.link)")
                #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == "device.wrong_firmware")
            }
        }
    }

    /// The printer proves what it lost (fiscal-hardware §10.1), and has lost the code that it was given to keep.
    @Test(.timeLimit(.minutes(5)), arguments: [20, 35, 45, 60, 75])
    func `a blink of power in mid-slip costs a copy, and no line of a sale`(_ at: Int) async throws {
        let whole = try #require(try await print(1, on: "epson.tm-t20", DeviceFaultPlan()).papers.first).lines.count
        var plan = DeviceFaultPlan()
        plan.script = [at: .powerBlink]
        let papers = try await print(2, on: "epson.tm-t20", plan).papers
        for number in ["T1-000001", "T1-000002"] {
            let own = papers.filter { $0.lines.contains { $0.contains(number) } }
            #expect(own.contains { $0.lines.count >= whole }, "\(number): \(own.map(\.lines.count)) of \(whole)")
            #expect(own.count(where: { !Self.isCopy($0) }) <= 1)
        }
    }

    private static func isCopy(_ paper: SimulatedPaper) -> Bool {
        paper.lines.contains { $0.contains("C O P Y") || $0.contains("COPY") }
    }
}
