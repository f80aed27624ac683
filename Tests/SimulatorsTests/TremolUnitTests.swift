import Testing

@testable import Simulators

/// The simulated control unit against fiscal-hardware.md §3: frames as annotated hex, and its strictness.
@Suite struct TremolUnitTests {
    private let open =
        "1;     0;0;1;Sirius Cybernetics Corporation;A000123456F   ;" + String(repeating: " ", count: 30)
        + ";Test Street                   ;" + String(repeating: " ", count: 30) + ";"
        + String(repeating: " ", count: 30) + ";INV202300001   "
    private let sale =
        "Infinite Improbability Drive        ;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0*10.0,-25.0%"

    /// The data of an answer; empty for an acknowledgement.
    private func text(_ reply: SimulatedReply) -> String {
        guard reply.bytes.first == 0x02 else { return "" }
        return String(decoding: reply.bytes.dropFirst(4).dropLast(3), as: UTF8.self)
    }

    @Test(arguments: [
        // 09: busy? 04: on? 05: busy? (older); garbage is stepped over.
        ("09", "40"), ("04", "04"), ("05", "05"), ("FF 00 09", "40"),
        // 02 LEN NBL CMD CS CS 0A: status under 20h; fiscalised, produced, paired.
        ("02 23 20 20 32 33 0A", "02 29 20 20 80 80 80 E0 81 80 34 38 0A"),
        // A wrong check, a LEN below 23h, a CMD below 20h, a number above 9Fh.
        ("02 23 20 20 32 34 0A", "15"), ("02 22", "15"), ("02 23 20 80 3A 33 0A", "15"), ("02 23 A0 20 3A 33 0A", "15"),
        // Cancel with nothing open: illegal in this state. An unknown command: invalid.
        ("02 23 25 39 33 3F 0A", "06 25 30 32 32 37 0A"), ("02 23 25 7F 37 39 0A", "06 25 30 31 32 34 0A"),
    ])
    func `it answers as the reference has it`(_ sent: String, _ answer: String) {
        var unit = TremolUnit()
        #expect(unit.receive(TremolFrames.bytes(sent)).bytes == TremolFrames.bytes(answer))
        // The same, byte by byte.
        var other = TremolUnit()
        #expect(TremolFrames.bytes(sent).flatMap { other.receive([$0]).bytes } == TremolFrames.bytes(answer))
    }

    @Test func `it tells identity and clock in 40 and 23 bytes`() {
        var unit = TremolUnit()
        let identity = unit.receive(TremolFrames.bytes("02 23 21 60 36 32 0A"))
        #expect(identity.bytes.count == 40 && text(identity) == "KRAMW004202110009550;P051234567A;")
        #expect(Array(identity.bytes.suffix(3)) == [0x35, 0x3E, 0x0A])
        unit.setTime(minutes: 29_886_315)
        let clock = unit.receive(TremolFrames.bytes("02 23 26 68 36 3D 0A"))
        #expect(clock.bytes.count == 23 && text(clock) == "28-10-2026 09:15")
        #expect(Array(clock.bytes.suffix(3)) == [0x36, 0x37, 0x0A])
    }

    @Test func `it signs the shipped driver's invoice`() {
        var unit = TremolUnit()
        let opened = TremolFrames.frame(0x21, 0x30, open)
        #expect(opened[1] == 0xE9 && Array(opened.suffix(3)) == [0x3B, 0x3C, 0x0A])
        #expect(TremolFrames.verdict(unit.receive(opened)) == [0x30, 0x30])
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x22, 0x31, sale))) == [0x30, 0x30])
        #expect(text(unit.receive(TremolFrames.frame(0x23, 0x72))).hasPrefix("1;001;0.00;0.00;9259.20;"))
        let closed = unit.receive(TremolFrames.frame(0x24, 0x38))
        #expect(closed.bytes.count == 155 && text(closed).hasPrefix("0040095500000000001;https://itax.kra.go.ke/"))
        #expect(text(unit.receive(TremolFrames.frame(0x25, 0x71))) == "0040095500000000001;0000001")
        let paper = unit.takePaper()
        #expect(paper.count == 1 && unit.takePaper().isEmpty)
        #expect(paper.first?.lines.contains("TOTAL 9259.20") == true)
        #expect(paper.first?.json.hasPrefix(#"{"kind":"invoice","number":"0040095500000000001""#) == true)
    }

    @Test func `a command that is heard twice is done twice`() {
        var unit = TremolUnit()
        _ = unit.receive(TremolFrames.frame(0x21, 0x30, open))
        _ = unit.receive(TremolFrames.frame(0x22, 0x31, sale) + TremolFrames.frame(0x22, 0x31, sale))
        #expect(text(unit.receive(TremolFrames.frame(0x23, 0x72))).hasPrefix("1;002;"))
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x21, 0x30, open))) == [0x34, 0x32])
    }

    @Test(arguments: [
        "Infinite Improbability Drive;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0",
        "Infinite Improbability Drive &      ;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0",
        "Infinite Improbability Drive        ;F;1234.56;Uni;0039.11.53;Spacecraft including;0.0",
        "Infinite Improbability Drive        ;A;1,234.5;Uni;0039.11.53;Spacecraft including;0.0",
        "Infinite Improbability Drive        ;A;1234.56;Uni;          ;Spacecraft including;0.0",
        "Infinite Improbability Drive        ;A;1234.56;Uni;0039.11.53;Spacecraft including;12.0",
        "Infinite Improbability Drive        ;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0*0.0",
        "Infinite Improbability Drive        ;A;1234.56;Uni;0039.11.53;Spacecraft including;0.0*1.0,25.0%",
        "Infinite Improbability Drive        ;A;1234.567890;Uni;0039.11.53;Spacecraft including;0.0", "", ";;;;;;",
    ])
    func `a line that is not exactly right is a syntax error`(_ line: String) {
        var unit = TremolUnit()
        _ = unit.receive(TremolFrames.frame(0x21, 0x30, open))
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x22, 0x31, line)))?.last == 0x34)
        #expect(text(unit.receive(TremolFrames.frame(0x23, 0x72))).hasPrefix("1;000;"))
    }

    @Test func `an open that is not exactly right is a syntax error`() {
        for wrong in [
            open.replacing("Street ", with: "Street"), open.replacing("Street", with: "Str;et"),
            open.replacing("A000123456F", with: "A00012345FF"), open.replacing("INV202300001", with: "            "),
            open.replacing("0;0;1;", with: "0;0;A;"), "",
        ] {
            var unit = TremolUnit()
            #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x21, 0x30, wrong))) == [0x30, 0x34])
        }
    }

    @Test func `a power cut leaves an open document that only a cancel ends`() {
        var unit = TremolUnit()
        _ = unit.receive(TremolFrames.frame(0x21, 0x30, open) + TremolFrames.frame(0x22, 0x31, sale))
        unit.losePower()
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x23, 0x38))) == [0x3D, 0x32])
        _ = unit.receive(TremolFrames.frame(0x24, 0x20))
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x25, 0x38))) == [0x34, 0x32])
        #expect(text(unit.receive(TremolFrames.frame(0x26, 0x72))).hasSuffix(";1;1;0"))
        #expect([7, 155].contains(unit.receive(TremolFrames.frame(0x27, 0x39)).bytes.count))
        #expect(unit.cancelled == 1 && unit.signed.isEmpty)
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x28, 0x30, open))) == [0x30, 0x30])
    }

    @Test func `what was signed survives a power cut`() {
        var unit = TremolUnit()
        _ = unit.receive(
            TremolFrames.frame(0x21, 0x30, open) + TremolFrames.frame(0x22, 0x31, sale) + TremolFrames.frame(0x23, 0x38)
        )
        unit.losePower()
        #expect(text(unit.receive(TremolFrames.frame(0x24, 0x71))) == "0040095500000000001;0000001")
    }

    @Test func `after 24 hours it wants a Z report`() {
        var unit = TremolUnit()
        _ = unit.receive(
            TremolFrames.frame(0x21, 0x30, open) + TremolFrames.frame(0x22, 0x31, sale) + TremolFrames.frame(0x23, 0x38)
        )
        unit.setTime(minutes: 24 * 60)
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x24, 0x30, open))) == [0x30, 0x30])
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x25, 0x7C, "Z"))) == [0x34, 0x32])
        unit.cancelByHand()
        unit.setTime(minutes: 24 * 60 + 1)
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x24, 0x30, open))) == [0x3B, 0x32])
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x25, 0x7C, "Z"))) == [0x30, 0x30])
        #expect(TremolFrames.verdict(unit.receive(TremolFrames.frame(0x26, 0x30, open))) == [0x30, 0x30])
        #expect(unit.takePaper().map(\.kind) == ["invoice", "z_report"])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `random bytes crash nothing and sign nothing`(_ seed: UInt64) {
        var dice = SplitMix64(seed: seed)
        var unit = TremolUnit()
        for _ in 0..<100 {
            _ = unit.receive((0..<Int(dice.next() % 60)).map { _ in UInt8(truncatingIfNeeded: dice.next()) })
        }
        #expect(unit.signed.isEmpty)
        _ = unit.receive([0x0A])
        #expect(unit.receive(TremolFrames.bytes("02 23 20 20 32 33 0A")).bytes.suffix(3) == [0x34, 0x38, 0x0A])
    }
}

/// What a device's fault plan says and plays.
@Suite struct DeviceFaultTests {
    private let status: [UInt8] = [0x02, 0x23, 0x20, 0x20, 0x32, 0x33, 0x0A]
    private let answer: [UInt8] = [
        0x02, 0x29, 0x20, 0x20, 0x80, 0x80, 0x80, 0xE0, 0x81, 0x80, 0x34, 0x38, 0x0A,
    ]

    /// A unit whose first command meets this fault.
    private func reply(_ fault: DeviceFault) -> (unit: TremolUnit, reply: SimulatedReply) {
        var plan = DeviceFaultPlan()
        plan.script = [1: fault]
        var unit = TremolUnit(faults: plan)
        let reply = unit.receive(status)
        return (unit, reply)
    }

    @Test(arguments: DeviceFault.allCases)
    func `each fault does what its name says, once`(_ fault: DeviceFault) {
        var (unit, reply) = reply(fault)
        switch fault {
        case .lostCommand, .lostAnswer, .lateAnswer, .powerBlink: #expect(reply.bytes.isEmpty && !reply.breaksLine)
        case .tornAnswer: #expect(answer.starts(with: reply.bytes) && (1..<13).contains(reply.bytes.count))
        case .wrongCheck: #expect(reply.bytes.count == 13 && reply.bytes != answer)
        case .doubleAnswer: #expect(reply.bytes == answer + answer)
        case .nack: #expect(reply.bytes == [0x15])
        case .retry: #expect(reply.bytes == [0x0E])
        case .busy:
            #expect(reply.bytes == [0x0E] && unit.receive([0x09]).bytes == [0x41])
            for _ in 0..<12 { _ = unit.receive([0x09]) }
        case .garbageBefore: #expect(reply.bytes.count > 13 && reply.bytes.suffix(13) == answer[...])
        case .garbageInside: #expect(reply.bytes.count > 13 && reply.bytes.first == 0x02)
        case .echo: #expect(reply.bytes == status)
        // The unit has no paper (§3.8).
        case .dayOver, .paperOut, .paperLow, .coverOpen, .headHot: #expect(reply.bytes == answer)
        case .unplugBefore, .unplugAfter, .powerCutBefore, .powerCutAfter:
            #expect(reply.bytes.isEmpty && reply.breaksLine)
        case .unplugIn: #expect(reply.breaksLine && answer.starts(with: reply.bytes))
        }
        #expect(unit.faults == [fault: 1])
        let late = fault == .lateAnswer ? answer : []
        #expect(unit.receive(status).bytes == late + answer)
    }

    @Test func `a plan is read from JSON`() throws {
        let text = #"{"rates": {"lost_answer": 0.05}, "script": [{"at_command": 17, "fault": "power_cut_after"}]}"#
        let plan = try DeviceFaultPlan(json: Array(text.utf8))
        #expect(plan.ratesPerMillion == [.lostAnswer: 50_000] && plan.script == [17: .powerCutAfter])
        #expect(plan.mendedAfter == 5)
        #expect(try DeviceFaultPlan(json: Array(#"{"mended_after": 12}"#.utf8)).mendedAfter == 12)
    }

    @Test(arguments: [
        "[]", #"{"rates": {"flood": 0.1}}"#, #"{"rates": {"nack": 2}}"#, #"{"script": [{"at_command": 0}]}"#,
        #"{"rates": {"nack": 0.6, "busy": 0.6}}"#, #"{"rules": {}}"#, #"{"mended_after": 0}"#,
    ])
    func `a plan that makes no sense is refused`(_ text: String) {
        #expect(throws: SimulatorError.self) { try DeviceFaultPlan(json: Array(text.utf8)) }
    }

    @Test func `the same seed gives the same faults`() {
        func faults(_ seed: UInt64) -> [DeviceFault?] {
            var dice = DeviceFaultDice(.everything(perMillion: 300_000), seed: seed)
            return (0..<200).map { _ in dice.next() }
        }
        #expect(faults(7) == faults(7) && faults(7) != faults(8))
        #expect((30...90).contains(faults(7).count { $0 != nil }))
    }
}
