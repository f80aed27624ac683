import Testing

@testable import Simulators

/// The simulated receipt printer against fiscal-hardware.md §5: bytes as annotated hex, and its strictness.
@Suite struct ReceiptPrinterTests {
    private static func bytes(_ hex: String) -> [UInt8] {
        hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    /// Feed and cut; a process id of four characters.
    private let cut = bytes("1D 56 42 00")
    private let proof = bytes("1D 28 48 06 00 30 30 30 30 34 31")
    private let proved = bytes("37 22 30 30 34 31 00")

    /// A printer that meets this fault at its first command.
    private func printer(_ model: EscPosModel, _ fault: DeviceFault, at command: Int = 1) -> ReceiptPrinter {
        var plan = DeviceFaultPlan()
        plan.script = [command: fault]
        plan.mendedAfter = 3
        return ReceiptPrinter(model, faults: plan)
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0x0A] }

    @Test(arguments: [
        // 10 04 n: well. 1D 72 1 and 2: paper and drawer. 1D 61 0F: a report at once.
        ("10 04 01", "12"), ("10 04 02", "12"), ("10 04 03", "12"), ("10 04 04", "12"),
        ("1D 72 01", "00"), ("1D 72 02", "00"), ("1D 61 0F", "10 00 00 0F"), ("10 14 07 01", "10 00 00 0F"),
        // Process id; clear everything; the size of HELLO at six dots; who it is: maker and model.
        ("1D 28 48 06 00 30 30 30 30 34 31", "37 22 30 30 34 31 00"), ("10 14 08 01 03 14 01 06 02 08", "37 25 00"),
        (
            "1D 28 6B 03 00 31 43 06 1D 28 6B 08 00 31 50 30 48 45 4C 4C 4F 1D 28 6B 03 00 31 52 30",
            "37 36 31 32 36 1F 31 32 36 1F 31 1F 30 00"
        ),
        ("1D 49 42", "5F 45 50 53 4F 4E 00"), ("1D 49 43", "5F 54 4D 2D 54 32 30 49 49 00"),
    ])
    func `it answers as the reference has it`(_ sent: String, _ answer: String) {
        var whole = ReceiptPrinter(.epsonT20)
        #expect(whole.receive(Self.bytes(sent)).bytes == Self.bytes(answer))
        // The same, byte by byte.
        var other = ReceiptPrinter(.epsonT20)
        #expect(Self.bytes(sent).flatMap { other.receive([$0]).bytes } == Self.bytes(answer))
        #expect(whole.violations.isEmpty && other.violations.isEmpty)
        // A printer that never says anything takes the question and is silent.
        var mute = ReceiptPrinter(.generic80)
        #expect(
            mute.receive(Self.bytes(sent)).bytes.isEmpty || sent.hasPrefix("1D 28 6B") || sent.hasPrefix("10 14 08"))
    }

    @Test(arguments: [
        // Paper near its end: 10 04 4 says 1E, the report 03.
        (DeviceFault.paperLow, "12 1E", "10 00 03 0F"), (.paperOut, "32 7E", "18 00 0F 0F"),
        (.coverOpen, "16 12", "38 00 00 0F"), (.headHot, "52 12", "18 40 00 0F"),
    ])
    func `it says what is the matter, in both ways`(_ fault: DeviceFault, _ realtime: String, _ automatic: String) {
        var printer = printer(.epsonT20, fault, at: 2)
        #expect(printer.receive(Self.bytes("1D 61 0F")).bytes == Self.bytes("10 00 00 0F"))
        #expect(printer.receive([0x0A]).bytes == Self.bytes(automatic))
        #expect(printer.receive(Self.bytes("10 04 02")).bytes == [Self.bytes(realtime)[0]])
        #expect(printer.receive(Self.bytes("10 04 04")).bytes == [Self.bytes(realtime)[1]])
        for _ in 0..<3 { _ = printer.idle() }
        #expect(printer.receive(Self.bytes("10 04 04")).bytes == [0x12])
    }

    @Test func `letters stand in their table, their size and their place`() throws {
        var printer = ReceiptPrinter(.epsonT20)
        _ = printer.receive(Self.bytes("1B 40 1C 2E 1B 74 00 82 0A"))  // reset, one byte, CP437, é
        _ = printer.receive(Self.bytes("1B 74 13 D5 0A 1B 74 10 80 0A"))  // CP858 and CP1252: the euro
        _ = printer.receive(Self.bytes("1B 61 01 1B 45 01 1D 21 11") + text("KOPI"))  // centred, bold, double
        _ = printer.receive(Self.bytes("1D 21 00 1B 45 00 1B 61 02 1B 4D 01") + text("B"))  // right, font B
        _ = printer.receive(Self.bytes("1B 2D 02 1D 42 01 1B 21 00") + text("x") + cut)
        let paper = try #require(printer.takePaper().first)
        #expect(printer.violations.isEmpty)
        #expect(
            paper.lines == [
                "é", "€", "€", String(repeating: " ", count: 20) + "KOPI",
                String(repeating: " ", count: 47) + "B", String(repeating: " ", count: 47) + "x",
            ])
        let picture = try #require(paper.strip).picture()
        // Six lines: four at 30 dots, the double one at 48, and the way to the blade; a margin of 24 all around.
        #expect(picture.width == 576 + 48 && picture.height == 5 * 30 + 48 + 120 + 48)
        #expect(paper.png().starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test(arguments: [(EscPosModel.generic58, 32), (.epsonT88, 42), (.epsonT20, 48)])
    func `a line that is too long is broken where the paper ends`(_ model: EscPosModel, _ columns: Int) {
        var printer = ReceiptPrinter(model)
        _ = printer.receive(text(String(repeating: "m", count: columns)))
        #expect(printer.wraps == 0 && model.columns == columns)
        _ = printer.receive(text(String(repeating: "m", count: columns + 1)))
        #expect(printer.wraps == 1)
        printer.tearOff()
        #expect(printer.takePaper()[0].lines.map(\.count) == [columns, columns, 1])
    }

    @Test func `a raster is on the paper dot by dot`() throws {
        var printer = ReceiptPrinter(.epsonT20)
        // The reference's picture: first dot of row 1, last dot of row 2.
        _ = printer.receive(Self.bytes("1D 76 30 00 02 00 02 00 80 00 00 01") + cut)
        let picture = try #require(printer.takePaper().first?.strip).picture()
        #expect(picture.isBlack(24, 24) && picture.isBlack(24 + 15, 25))
        let black = (0..<picture.height).reduce(0) { sum, y in
            sum + (0..<picture.width).count { picture.isBlack($0, y) }
        }
        #expect(black == 2)
    }

    @Test(arguments: [
        // No such command; alignment out of range; a table that is not there; text under the blade.
        ("1B 99", "?1b 99?"), ("1B 61 07", ""), ("1B 74 63", ""), ("41 0A 1D 56 00", "A"), ("0D", "?d?"),
        ("1D 6B 49 02 41 42", ""),
        // A bar code wider than the paper's 576 dots; real-time bytes within a picture.
        ("1D 76 30 00 03 00 01 00 10 04 01", ""),
    ])
    func `what the reference does not have is put down, and seen on the paper`(_ sent: String, _ seen: String) {
        var printer = ReceiptPrinter(.epsonT20)
        _ = printer.receive(Self.bytes(sent))
        #expect(printer.violations.count == 1, "\(printer.violations)")
        _ = printer.receive([0x0A])
        printer.tearOff()
        let lines = printer.takePaper().flatMap(\.lines)
        #expect(seen.isEmpty || lines.contains { $0.uppercased().contains(seen.uppercased()) }, "\(lines)")
    }

    @Test func `a real-time question within a picture is heard all the same`() {
        var printer = ReceiptPrinter(.epsonT20)
        #expect(printer.receive(Self.bytes("1D 76 30 00 03 00 01 00 10 04 01")).bytes == [0x12])
    }

    @Test func `a printer without a blade prints a V, and its slip ends where it is torn off`() {
        var printer = ReceiptPrinter(.generic58)
        _ = printer.receive(text("One") + Self.bytes("1B 64 04"))
        #expect(printer.takePaper().isEmpty)
        _ = printer.receive(Self.bytes("1B 40") + text("Two") + Self.bytes("1B 64 04"))
        _ = printer.idle()
        #expect(printer.takePaper().map(\.lines) == [["One"], ["Two"]])
        _ = printer.receive(cut + [0x0A])
        printer.tearOff()
        #expect(printer.takePaper().map(\.lines) == [["V"]] && printer.violations.count == 1)
    }

    @Test func `paper that ends holds the slip, and it is completed by itself`() {
        var printer = printer(.epsonT20, .paperOut, at: 2)
        #expect(printer.receive(text("One") + text("Two") + cut + proof).bytes.isEmpty)
        #expect(printer.takePaper().isEmpty && printer.room < 4_096)
        var said: [UInt8] = []
        for _ in 0..<3 { said += printer.idle().bytes }
        #expect(said == proved && printer.room == 4_096)
        #expect(printer.takePaper().map(\.lines) == [["One", "Two"]])
    }

    @Test func `power that goes takes the buffer with it`() {
        var printer = printer(.epsonT20, .paperOut, at: 2)
        _ = printer.receive(text("One") + text("Two") + cut + proof)
        printer.losePower()
        for _ in 0..<5 { #expect(printer.idle().bytes.isEmpty) }
        printer.tearOff()
        #expect(printer.takePaper().map(\.lines) == [["One"]])
    }

    @Test func `power that goes within a slip takes lines that were heard, and never one that was proved`() {
        var lengths: Set<Int> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            var printer = ReceiptPrinter(.epsonT20, seed: seed)
            _ = printer.receive(text("One") + proof + text("Two") + text("Three"))
            printer.losePower()
            printer.tearOff()
            let lines = printer.takePaper().flatMap(\.lines)
            #expect(["One", "Two", "Three"].starts(with: lines) && !lines.isEmpty)
            lengths.insert(lines.count)
        }
        #expect(lengths == [1, 2, 3])
    }

    @Test func `a full buffer is not overrun in silence`() {
        var printer = printer(.xprinter, .coverOpen)
        _ = printer.receive(text(String(repeating: "x", count: 40)))
        #expect(printer.room == 2_048 - 1)  // the letters were printed; the line feed waits
        _ = printer.receive([UInt8](repeating: 0x41, count: 2_047))
        #expect(printer.room == 0 && printer.violations.isEmpty)
        _ = printer.receive([0x41])
        #expect(printer.violations.count == 1)
        #expect(printer.receive(Self.bytes("10 04 02")).bytes == [0x16])  // heard through a full buffer
    }

    @Test(arguments: DeviceFault.allCases)
    func `each fault does what its name says to a proof`(_ fault: DeviceFault) {
        var printer = printer(.epsonT20, fault, at: 2)
        let reply = printer.receive(text("One") + proof)
        switch fault {
        case .lostCommand, .lostAnswer, .nack, .retry, .busy, .lateAnswer, .powerBlink:
            #expect(reply == SimulatedReply())
        case .tornAnswer: #expect(reply.bytes == Array(proved[..<3]) && !reply.breaksLine)
        case .unplugIn: #expect(reply.bytes == Array(proved[..<3]) && reply.breaksLine)
        case .unplugBefore, .powerCutBefore: #expect(reply.bytes.isEmpty && reply.breaksLine)
        case .unplugAfter, .powerCutAfter: #expect(reply.bytes == proved && reply.breaksLine)
        case .wrongCheck: #expect(reply.bytes.count == 7 && reply.bytes != proved)
        case .doubleAnswer: #expect(reply.bytes == proved + proved)
        case .garbageBefore: #expect(reply.bytes.count > 7 && reply.bytes.suffix(7) == proved[...])
        case .garbageInside: #expect(reply.bytes.count > 7 && reply.bytes.first == 0x37)
        case .echo, .dayOver, .paperLow: #expect(reply.bytes == proved)
        case .paperOut, .coverOpen, .headHot:
            #expect(reply.bytes.isEmpty)
            #expect((0..<3).flatMap { _ in printer.idle().bytes } == proved)
        }
        #expect(printer.faults == [fault: 1])
        let late = fault == .lateAnswer ? proved : []
        #expect(printer.receive(proof).bytes == late + proved)
        printer.tearOff()
        // Power takes what was heard and not yet printed.
        if fault != .powerCutBefore { #expect(printer.takePaper().flatMap(\.lines) == ["One"]) }
    }
}
