import Devices
import Simulators
import Testing

/// What a receipt printer says late, or in spite of a loss of power, and what must not be concluded from it.
@Suite struct EscPosDoubtTests {
    private static let slip = [UInt8](hex: "1B 40" + "48 49 0A" + "1D 56 42 00")  // initialise · HI · feed and cut
    private static let queued = [UInt8](hex: "1D 72 01")
    /// Stores a code that is one letter: length 4, function 80, "1".
    private static let code = [UInt8](hex: "1D 28 6B 04 00 31 50 30 31")
    private static let question = [UInt8](hex: "1D 28 6B 03 00 31 52 30")  // how big is the code
    /// A code of 63 by 63 dots that can be printed; and that there is none.
    private static let kept = [UInt8](hex: "37 36" + "36 33 1F 36 33 1F 31 1F 30 00")
    private static let gone = [UInt8](hex: "37 36" + "30 1F 30 1F 31 1F 31 00")
    private static let id = Array("0041".utf8)
    private static let proof = [0x37, 0x22] + id + [0x00]

    private func ends(_ actions: [EngineAction]) -> [EngineEnd] {
        actions.compactMap { if case .ended(let end) = $0 { end } else { nil } }
    }

    private func sent(_ actions: [EngineAction]) -> [UInt8] {
        actions.flatMap { if case .send(let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    private struct Surprise: Error { let end: EngineEnd? }

    private func giveUp(_ engine: inout EscPosEngine) throws {
        var end: EngineEnd?
        for _ in 0..<10 where end == nil { end = ends(engine.timeOut()).first }
        guard case .unknown = try #require(end) else { throw Surprise(end: end) }
    }

    // MARK: Late answers

    /// The printer waits for paper, the job is given up, paper comes, and so does the answer: behind the next slip.
    @Test(arguments: 1...3, [false, true])
    func `the late byte of jobs that were given up proves no later slip`(_ doubts: Int, _ reopens: Bool) throws {
        var engine = EscPosEngine()
        for _ in 0..<doubts {
            _ = engine.begin(.slip(Self.slip, .queuedStatus))
            try giveUp(&engine)
            if reopens { _ = engine.reopened() }
        }
        #expect(sent(engine.begin(.slip(Self.slip, .queuedStatus))) == Self.slip + Self.queued)
        // What is left over, with the one that a program before this may have left: none of it is the new slip's.
        for _ in 0...doubts {
            let actions = engine.receive([0x00])
            #expect(ends(actions).isEmpty && sent(actions) == Self.queued)
        }
        #expect(ends(engine.receive([0x00])) == [.answered(DeviceAnswer(data: [0x00]))])
    }

    @Test func `the late byte comes from a real printer's buffer`() throws {
        var plan = DeviceFaultPlan()
        plan.script = [2: .paperOut]  // the line of the first slip, behind its reset
        plan.mendedAfter = 40
        var printer = ReceiptPrinter(.epsonT88, faults: plan)
        var engine = EscPosEngine()
        var heard = printer.receive(sent(engine.begin(.slip(Self.slip, .queuedStatus)))).bytes
        #expect(heard.isEmpty, "the paper is out, and so nothing is answered")
        try giveUp(&engine)  // its questions go nowhere: the cable was out for a moment
        _ = engine.reopened()
        // The next slip goes into the buffer behind the first; then paper comes, and ends again behind the first.
        let second = sent(engine.begin(.slip(Self.slip, .queuedStatus)))
        while heard.isEmpty { heard = printer.idle().bytes }
        let first = heard
        #expect(first.count == 1, "the first slip's answer")
        let actions = engine.receive(first)
        #expect(ends(actions).isEmpty, "it proves the second, of which the printer has not heard yet")
        let rest = printer.receive(second + sent(actions)).bytes
        #expect(ends(engine.receive(rest)) == [.answered(DeviceAnswer(data: [0x00]))])
    }

    // MARK: The witness

    private func begun(_ proof: EscPosEngine.Proof, _ slip: [UInt8] = slip) -> (EscPosEngine, [UInt8]) {
        var engine = EscPosEngine(keepsCode: true)
        let bytes = sent(engine.begin(.slip(slip, proof)))
        return (engine, bytes)
    }

    @Test func `a code is kept from before the first line, and asked for behind the last`() {
        let (_, bytes) = begun(.queuedStatus)
        #expect(bytes == [0x1B, 0x40] + Self.code + Self.slip.dropFirst(2) + Self.queued + Self.question)
        // A slip that begins with its own code needs no other; one without a reset is no different.
        let own = [0x1B, 0x40] + [UInt8](hex: "1D 28 6B 04 00 31 41 32 00") + Self.code + [0x0A]
        #expect(begun(.queuedStatus, own).1 == own + Self.queued + Self.question)
        #expect(begun(.queuedStatus, [0x0A]).1 == Self.code + [0x0A] + Self.queued + Self.question)
        #expect(begun(.none).1 == Self.slip, "nothing is asked of one that says nothing")
    }

    @Test(arguments: [
        [kept, proof, kept], [proof, kept, kept], [kept, kept, proof],
    ])
    func `a slip is printed once its proof and its witness have come`(_ order: [[UInt8]]) {
        var (engine, _) = begun(.processID(Self.id))
        for bytes in order.dropLast() { #expect(ends(engine.receive(bytes)).isEmpty) }
        #expect(ends(engine.receive(order[2])) == [.answered(DeviceAnswer(data: Self.id))])
    }

    @Test(arguments: [[gone], [proof, gone], [kept, gone], [proof, kept, gone]])
    func `a slip whose code is gone is in doubt, whatever is proved`(_ order: [[UInt8]]) throws {
        var (engine, _) = begun(.processID(Self.id))
        for bytes in order.dropLast() { #expect(ends(engine.receive(bytes)).isEmpty) }
        let end = try #require(ends(engine.receive(order[order.count - 1])).first)
        #expect(end == .unknown(EngineFault(.gone, "the printer lost its power within the slip")))
    }

    @Test func `one that has told of its code once is not believed without`() throws {
        var (engine, _) = begun(.processID(Self.id))
        for bytes in [Self.kept, Self.kept, Self.proof] { _ = engine.receive(bytes) }
        _ = engine.begin(.slip(Self.slip, .processID(Self.id)))
        #expect(ends(engine.receive(Self.proof)).isEmpty)
        try giveUp(&engine)
    }

    /// Else each of its slips would be in doubt, and come out again and again.
    @Test func `one that does not know the question is believed as before, and not asked again`() {
        var (engine, _) = begun(.processID(Self.id))
        #expect(ends(engine.receive(Self.proof)).isEmpty)
        var end: EngineEnd?
        for _ in 0..<3 where end == nil { end = ends(engine.timeOut()).first }
        #expect(end == .answered(DeviceAnswer(data: Self.id)))
        #expect(!sent(engine.begin(.slip(Self.slip, .processID(Self.id)))).contains(Self.question))
        #expect(ends(engine.receive(Self.proof)) == [.answered(DeviceAnswer(data: Self.id))])
    }

    /// Wherever it blinks between the first byte and the proof, a slip is not said to be printed that is torn.
    @Test(arguments: 1...12)
    func `a blink of power at any command of a slip is told`(_ command: Int) {
        var slip = Self.slip
        slip.insert(contentsOf: (1...6).flatMap { Array("LINE \($0)\n".utf8) }, at: 2)
        var plan = DeviceFaultPlan()
        plan.script = [command: .powerBlink]
        var printer = ReceiptPrinter(.epsonT20, faults: plan)
        var engine = EscPosEngine(keepsCode: true)
        var actions = engine.begin(.slip(slip, .processID(Self.id)))
        for _ in 0..<20 where ends(actions).isEmpty {
            let heard = printer.receive(sent(actions)).bytes
            actions = heard.isEmpty ? engine.timeOut() : engine.receive(heard)
        }
        printer.tearOff()
        let lines = printer.takePaper().flatMap(\.lines)
        let isWhole = (1...6).allSatisfy { lines.contains("LINE \($0)") }
        if case .answered? = ends(actions).first { #expect(isWhole, "command \(command): \(lines)") }
    }
}

extension [UInt8] {
    fileprivate func contains(_ other: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
