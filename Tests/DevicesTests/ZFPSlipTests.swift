import Testing

@testable import Devices

/// One slip, step by step; each test is a conversation: what is asked, and how it ended (reference §3.2, §3.5, §3.7).
@Suite struct ZFPSlipTests {
    /// What the job asked: CMD, and the number of the line.
    private enum Ask: Equatable {
        case status, open, line(Int), close
    }

    private static let lines = ["UNGA HOUSE", "", "Unga 2 kg; 2 x 180.00"]

    private func job() throws -> ZFPSlip { try #require(ZFPSlip(Self.lines, Shipped.slipPrinter)) }

    private func ask(_ command: ZFPCommand) -> Ask? {
        switch command.code {
        case 0x20: .status
        case 0x2E: .open
        case 0x2F: .close
        case 0x37: Self.lines.indices.first { Shipped.slipPrinter.line(Self.lines[$0]) == command }.map(Ask.line)
        default: nil
        }
    }

    /// Plays a conversation and gives the slip's end, or what it asks next; each command must be the one that is named.
    private func play(_ turns: [(Ask, EngineEnd)]) throws -> (end: ZFPSlip.End?, next: Ask?) {
        var job = try job()
        var step = job.begin()
        for (index, turn) in turns.enumerated() {
            guard case .ask(let command) = step else {
                Issue.record("ended at turn \(index): \(step)")
                break
            }
            #expect(ask(command) == turn.0, "turn \(index)")
            step = job.take(turn.1)
        }
        switch step {
        case .ended(let end): return (end, nil)
        case .ask(let command): return (nil, ask(command))
        }
    }

    // Seven status bytes: fiscalised and produced, with a cutter (§3.7).
    private static func status(_ hex: String) -> EngineEnd { .answered(DeviceAnswer(data: [UInt8](hex: hex))) }
    private static let idle = status("80 80 80 E0 81 80 80")
    private static let isOpen = status("80 80 81 E0 81 80 80")
    private static let noPaper = status("80 81 80 E0 81 80 80")
    private static let openNoPaper = status("80 81 81 E0 81 80 80")
    private static let openPowerLost = status("82 80 81 E0 81 80 80")
    private static let powerLost = status("82 80 80 E0 81 80 80")
    private static let saleOpen = status("80 80 82 E0 81 80 80")
    private static let six = status("80 80 80 E0 81 80")

    /// STE1 and STE2.
    private static func verdict(_ device: UInt8, _ command: UInt8) -> EngineEnd {
        .answered(DeviceAnswer(data: [], status: [device, command]))
    }
    private static let done = verdict(0x30, 0x30)
    private static let refused = verdict(0x31, 0x32)
    private static let lost = EngineEnd.unknown(EngineFault(.silent, "no answer"))
    private static let left = EngineEnd.notDone(EngineFault(.gone, "it left"))
    private static let unreadable = EngineEnd.notDone(EngineFault(.unreadable, "refused as unreadable 4 times"))

    private static let opened: [(Ask, EngineEnd)] = [(.status, idle), (.open, done)]
    private static let texts: [(Ask, EngineEnd)] = [(.line(0), done), (.line(1), done), (.line(2), done)]
    private static let written = opened + texts

    private static func isDoubtful(_ end: ZFPSlip.End?) -> Bool { if case .doubtful = end { true } else { false } }
    private static func isNotBegun(_ end: ZFPSlip.End?) -> Bool { if case .notBegun = end { true } else { false } }

    // MARK: - Bytes

    @Test func `a slip is these bytes`() throws {
        var timing = Shipped.slipPrinter.timing
        timing.gap = .zero
        var engine = ZFPEngine(timing: timing, startingAt: 0x21)
        var job = try #require(ZFPSlip(["Unga 2kg  180.00", ""], Shipped.slipPrinter))
        // Frame, and the answer to it.
        let turns: [(String, String)] = [
            // 02 LEN NBL CMD: status · check · end; seven bytes, nothing open
            ("02 23 21 20" + "32 32 0A", "02 2A 21 20" + "80 80 80 E0 81 80 80" + "3C 3A 0A"),
            // 2E: operator 1, his password filled up to six, 0; acknowledged: STE1 ok, STE2 ok
            ("02 2D 22 2E" + "31 3B 30 30 30 30 20 20 3B 30" + "32 30 0A", "06 22 30 30" + "32 32 0A"),
            // 37: the line
            (
                "02 33 23 37" + "55 6E 67 61 20 32 6B 67 20 20 31 38 30 2E 30 30" + "31 33 0A",
                "06 23 30 30" + "32 33 0A"
            ),
            // 37: a line without a letter is a space
            ("02 24 24 37" + "20" + "31 37 0A", "06 24 30 30" + "32 34 0A"),
            // 2F: close
            ("02 23 25 2F" + "32 39 0A", "06 25 30 30" + "32 35 0A"),
            ("02 23 26 20" + "32 35 0A", "02 2A 26 20" + "80 80 80 E0 81 80 80" + "3C 3D 0A"),
        ]
        var step = job.begin()
        for (frame, answer) in turns {
            guard case .ask(let command) = step else { break }
            #expect(engine.begin(command) == [.send([0x09]), .wait(timing.ping)])
            #expect(engine.receive([0x40]) == [.send([UInt8](hex: frame)), .wait(timing.answer)], "\(frame)")
            let actions = engine.receive([UInt8](hex: answer))
            guard case .ended(let end)? = actions.first else {
                Issue.record("no end: \(actions)")
                return
            }
            step = job.take(end)
        }
        #expect(step == .ended(.printed([])))
    }

    @Test func `what would be a field's end or a control byte is none`() {
        #expect(Shipped.slipPrinter.line("a;b\tc\u{e9}")?.data == Array("a,b?c?".utf8))
        #expect(Shipped.slipPrinter.line(String(repeating: "x", count: 40))?.data.count == 30)
    }

    // MARK: - The good run, and what stands before it

    @Test func `each line is printed once, and the close ends it`() throws {
        let end = try play(Self.written + [(.close, Self.done), (.status, Self.idle)]).end
        #expect(end == .printed([]))
    }

    @Test func `a receipt of before is closed first, and no more often than thrice`() throws {
        let begun: [(Ask, EngineEnd)] = [(.status, Self.isOpen), (.close, Self.done), (.status, Self.idle)]
        #expect(try play(begun).next == .open)
        let turn: [(Ask, EngineEnd)] = [(.status, Self.isOpen), (.close, Self.refused)]
        #expect(Self.isNotBegun(try play(turn + turn + turn + [(.status, Self.isOpen)]).end))
    }

    @Test(arguments: [noPaper, saleOpen])
    func `nothing is begun where it could not end`(_ status: EngineEnd) throws {
        #expect(Self.isNotBegun(try play([(.status, status)]).end))
    }

    @Test(arguments: [six, left, refused])
    func `nothing is begun where it does not say how it stands`(_ answer: EngineEnd) throws {
        let turn = (Ask.status, answer)
        #expect(Self.isNotBegun(try play([turn, turn, turn]).end))
    }

    // MARK: - Doubt

    @Test(arguments: [lost, left, refused, unreadable])
    func `an opening in doubt goes on where the receipt is open, and is no slip where it is not`(
        _ answer: EngineEnd
    ) throws {
        let begun: [(Ask, EngineEnd)] = [(.status, Self.idle), (.open, answer)]
        #expect(try play(begun + [(.status, Self.isOpen)]).next == .line(0))
        #expect(Self.isNotBegun(try play(begun + [(.status, Self.idle)]).end))
        #expect(Self.isNotBegun(try play(begun + [(.status, Self.openNoPaper)]).end))
    }

    @Test(arguments: [lost, refused], 0..<3)
    func `a line of which a copy may be on paper is never sent again`(_ answer: EngineEnd, _ index: Int) throws {
        let turns = Self.opened + Self.texts.prefix(index) + [(.line(index), answer)]
        #expect(Self.isDoubtful(try play(turns).end))
    }

    @Test func `a line that the printer took none of goes out again while the receipt is open`() throws {
        let begun = Self.opened + [(.line(0), Self.done), (.line(1), Self.unreadable)]
        #expect(try play(begun + [(.status, Self.isOpen)]).next == .line(1))
        for status in [Self.idle, Self.openNoPaper, Self.openPowerLost] {
            #expect(Self.isDoubtful(try play(begun + [(.status, status)]).end))
        }
        // Not for ever.
        let turn: [(Ask, EngineEnd)] = [(.line(1), Self.unreadable), (.status, Self.isOpen)]
        let turns = Array(repeating: turn, count: ZFPSlip.repeats).flatMap { $0 }
        let all = Self.opened + [(.line(0), Self.done)] + turns
        #expect(Self.isDoubtful(try play(all + [(.line(1), Self.unreadable)]).end))
    }

    @Test func `a printer that left before the first line has begun nothing, and later nobody knows`() throws {
        #expect(Self.isNotBegun(try play(Self.opened + [(.line(0), Self.left)]).end))
        #expect(Self.isDoubtful(try play(Self.opened + [(.line(0), Self.done), (.line(1), Self.left)]).end))
    }

    @Test(arguments: [lost, left, refused])
    func `a close in doubt is settled by whether the receipt is open`(_ answer: EngineEnd) throws {
        let begun = Self.written + [(.close, answer)]
        #expect(try play(begun + [(.status, Self.idle)]).end == .printed([]))
        #expect(try play(begun + [(.status, Self.isOpen)]).next == .close)
        for status in [Self.noPaper, Self.openNoPaper, Self.powerLost, Self.openPowerLost] {
            #expect(Self.isDoubtful(try play(begun + [(.status, status)]).end))
        }
        let silent = (Ask.status, Self.left)
        #expect(Self.isDoubtful(try play(begun + [silent, silent, silent]).end))
        let turn: [(Ask, EngineEnd)] = [(.close, answer), (.status, Self.isOpen)]
        #expect(Self.isDoubtful(try play(Self.written + turn + turn + turn).end))
    }

    @Test func `power that went puts the slip in doubt, and a bit from before does not`() throws {
        #expect(Self.isDoubtful(try play(Self.written + [(.close, Self.done), (.status, Self.powerLost)]).end))
        #expect(Self.isDoubtful(try play(Self.written + [(.close, Self.done), (.status, Self.isOpen)]).end))
        // It was up before the opening: once it is down it counts, and else it says nothing.
        let before: [(Ask, EngineEnd)] = [(.status, Self.powerLost), (.open, Self.done)]
        let down = before + [(.status, Self.isOpen)] + Self.texts + [(.close, Self.done)]
        #expect(Self.isDoubtful(try play(down + [(.status, Self.powerLost)]).end))
        let up = before + [(.status, Self.openPowerLost)] + Self.texts + [(.close, Self.done)]
        #expect(try play(up + [(.status, Self.powerLost)]).end == .printed([.powerLost]))
    }

    @Test func `a printer that left behind its close has printed`() throws {
        let silent = (Ask.status, Self.left)
        #expect(try play(Self.written + [(.close, Self.done), silent, silent, silent]).end == .printed([]))
    }

    @Test func `a doubt says what was asked and what came`() throws {
        let end = try play(Self.opened + [(.line(0), Self.done), (.line(1), Self.refused)]).end
        guard case .doubtful(let trouble) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
        #expect(trouble.sentence.contains("line 2 of 3") && trouble.sentence.contains("out of paper"))
        #expect(trouble.conditions == [.printerError, .notAllowed])
    }
}
