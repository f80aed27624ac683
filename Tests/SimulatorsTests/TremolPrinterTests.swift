import Testing

@testable import Simulators

/// The simulated ZFP printer against fiscal-hardware.md §3: frames as annotated hex, and its strictness.
@Suite struct TremolPrinterTests {
    /// The data of an answer; empty for an acknowledgement.
    private func data(_ reply: SimulatedReply) -> [UInt8] {
        reply.bytes.first == 0x02 ? Array(reply.bytes.dropFirst(4).dropLast(3)) : []
    }

    private let open = "1;0000  ;0"
    private let done: [UInt8] = [0x30, 0x30]

    @Test(arguments: [
        // 09: busy, paper, head? 04: on?
        ("09", "40"), ("04", "04"), ("FF 09", "40"),
        // 20: status, seven bytes: nothing open, fiscalised and produced, with a cutter.
        ("02 23 21 20 32 32 0A", "02 2A 21 20 80 80 80 E0 81 80 80 3C 3A 0A"),
        // 60: its numbers.
        ("02 23 21 60 36 32 0A", "02 34 21 60 5A 4B 31 32 33 34 35 36 3B 35 30 31 32 33 34 35 36 35 3A 0A"),
        // 2E: operator 1, password of six, 0. 2F and 37 with nothing open: illegal.
        ("02 2D 22 2E 31 3B 30 30 30 30 20 20 3B 30 32 30 0A", "06 22 30 30 32 32 0A"),
        ("02 23 22 2F 32 3E 0A", "06 22 30 32 32 30 0A"),
        ("02 24 24 37 20 31 37 0A", "06 24 30 32 32 36 0A"),
        // A wrong check.
        ("02 23 21 20 32 33 0A", "15"),
    ])
    func `it answers as the reference has it`(_ sent: String, _ answer: String) {
        var printer = TremolPrinter()
        #expect(printer.receive(TremolFrames.bytes(sent)).bytes == TremolFrames.bytes(answer))
        var other = TremolPrinter()
        #expect(TremolFrames.bytes(sent).flatMap { other.receive([$0]).bytes } == TremolFrames.bytes(answer))
    }

    @Test func `a slip is open, lines and close, and comes out as text and picture`() throws {
        var printer = TremolPrinter()
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x21, 0x2E, open))) == done)
        #expect(data(printer.receive(TremolFrames.frame(0x22, 0x20)))[2] == 0x81)
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x23, 0x37, "Unga 2 kg"))) == done)
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x24, 0x37, "Unga 2 kg"))) == done)
        // Open already: STE1 says so.
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x25, 0x2E, open))) == [0x36, 0x32])
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x26, 0x2F))) == done)
        #expect(data(printer.receive(TremolFrames.frame(0x27, 0x20)))[2] == 0x80)
        let paper = try #require(printer.takePaper().first)
        #expect(paper.kind == "nonfiscal" && paper.lines == ["NOT A FISCAL RECEIPT", "Unga 2 kg", "Unga 2 kg"])
        #expect(paper.png().prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    }

    @Test(arguments: [
        ("", "36"), (String(repeating: "x", count: 31), "34"), ("a;b", "34"), ("a\u{7F}", "34"),
    ])
    func `a line that is not exactly right is refused`(_ line: String, _ result: String) {
        var printer = TremolPrinter()
        _ = printer.receive(TremolFrames.frame(0x21, 0x2E, open))
        #expect(
            TremolFrames.verdict(printer.receive(TremolFrames.frame(0x22, 0x37, line)))?.last
                == UInt8(result, radix: 16))
    }

    @Test(arguments: ["", "1;0000;0", "1;0000  ", "0;0000  ;0", "1;0000  ;1", "21;0000  ;0"])
    func `an opening that is not exactly right is a syntax error, and a wrong password is told`(_ wrong: String) {
        var printer = TremolPrinter()
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x21, 0x2E, wrong))) == [0x30, 0x34])
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x21, 0x2E, "1;1111  ;0"))) == [0x39, 0x32])
        #expect(!printer.isOpen)
    }

    @Test(arguments: [(DeviceFault.paperOut, UInt8(0x42)), (.coverOpen, 0x42), (.headHot, 0x44)])
    func `without paper nothing is printed, and somebody brings more`(_ fault: DeviceFault, _ state: UInt8) {
        var plan = DeviceFaultPlan()
        plan.script = [2: fault]
        plan.mendedAfter = 3
        // Before the command and inside it, by the seed.
        let outcomes = (1...20 as ClosedRange<UInt64>).map { seed -> [UInt8] in
            var printer = TremolPrinter(faults: plan, seed: seed)
            _ = printer.receive(TremolFrames.frame(0x21, 0x2E, open))
            let struck = TremolFrames.verdict(printer.receive(TremolFrames.frame(0x22, 0x37, "Unga"))) ?? []
            #expect(printer.receive([0x09]).bytes == [state])
            #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x23, 0x37, "Chai")))?.last == 0x32)
            for _ in 0..<3 { _ = printer.idle() }
            #expect(printer.receive([0x09]).bytes == [0x40])
            #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x24, 0x2F))) == done)
            let isPrinted = printer.takePaper().first?.lines.contains("Unga")
            #expect(isPrinted == (struck.last == 0x30))
            return struck
        }
        #expect(Set(outcomes.map { $0.last }) == [0x30, 0x32])
        #expect(outcomes.allSatisfy { $0.first == (fault == .headHot ? 0x3C : 0x31) })
    }

    @Test func `a power cut is told by a bit, and once by an acknowledgement`() {
        var printer = TremolPrinter()
        _ = printer.receive(TremolFrames.frame(0x21, 0x2E, open))
        printer.losePower()
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x22, 0x2E, open))) == [0x3D, 0x32])
        #expect(data(printer.receive(TremolFrames.frame(0x23, 0x20))).prefix(3) == [0x82, 0x80, 0x81])
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x24, 0x2E, open))) == [0x36, 0x32])
        var torn = TremolReadings()
        torn.keepsReceiptOverPower = false
        var other = TremolPrinter(readings: torn)
        _ = other.receive(TremolFrames.frame(0x21, 0x2E, open) + TremolFrames.frame(0x22, 0x37, "Unga"))
        other.losePower()
        #expect(!other.isOpen && other.takePaper().map(\.kind) == ["torn"])
    }

    @Test(arguments: [0x3F, 0x40, 0x41, 0x42] as [UInt8])
    func `what no host may send is noted`(_ code: UInt8) {
        var printer = TremolPrinter()
        #expect(TremolFrames.verdict(printer.receive(TremolFrames.frame(0x21, code)))?.last == 0x32)
        #expect(printer.violations.count == 1)
    }

    @Test func `a command that is heard twice is done twice`() {
        var printer = TremolPrinter()
        _ = printer.receive(TremolFrames.frame(0x21, 0x2E, open))
        _ = printer.receive(
            TremolFrames.frame(0x22, 0x37, "Unga") + TremolFrames.frame(0x22, 0x37, "Unga")
                + TremolFrames.frame(0x23, 0x2F))
        #expect(printer.takePaper().first?.lines.count { $0 == "Unga" } == 2)
    }
}
