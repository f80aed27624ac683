import ChanceSupport
import Devices
import Testing

/// ESC/POS as the reference has it (fiscal-hardware §5.3 to §5.7): what is its own, beside the examination of all engines.
@Suite struct EscPosTests {
    private let slip: [UInt8] = [
        0x1B, 0x40,  // initialise
        0x48, 0x49, 0x0A,  // HI
        0x1D, 0x56, 0x42, 0x00,  // feed and cut
    ]
    private let id: [UInt8] = [0x30, 0x30, 0x34, 0x31]  // "0041"
    private let proof: [UInt8] = [0x37, 0x22, 0x30, 0x30, 0x34, 0x31, 0x00]
    /// Automatic status: all is well, paper out, cover open.
    private let well: [UInt8] = [0x10, 0x00, 0x00, 0x0F]
    private let paperOut: [UInt8] = [0x18, 0x00, 0x0C, 0x0F]
    private let coverOpen: [UInt8] = [0x38, 0x00, 0x00, 0x0F]

    /// The questions of a look: why it is offline, and the paper.
    private let look: [UInt8] = [0x10, 0x04, 0x02, 0x10, 0x04, 0x04]

    private func ends(_ actions: [EngineAction]) -> [EngineEnd] {
        actions.compactMap { if case .ended(let end) = $0 { end } else { nil } }
    }

    private func sent(_ actions: [EngineAction]) -> [[UInt8]] {
        actions.compactMap { if case .send(let bytes) = $0 { bytes } else { nil } }
    }

    @Test func `status is asked one question after the other`() {
        var engine = EscPosEngine()
        #expect(sent(engine.begin(.status)) == [[0x10, 0x04, 0x01]])
        #expect(sent(engine.receive([0x12])) == [[0x10, 0x04, 0x02]])
        #expect(sent(engine.receive([0x12])) == [[0x10, 0x04, 0x04]])
        let answer = DeviceAnswer(data: [0x12, 0x12, 0x12], status: [0x12, 0x12, 0x12])
        #expect(ends(engine.receive([0x12])) == [.answered(answer)])
        #expect(engine.conditions.isEmpty)
    }

    @Test(
        arguments: [
            ([0x12, 0x12, 0x12], []), ([0x16, 0x12, 0x12], []), ([0x1A, 0x16, 0x12], [DeviceCondition.coverOpen]),
            ([0x1A, 0x32, 0x72], [.paperOut]), ([0x12, 0x12, 0x1E], [.paperLow]),
            ([0x1A, 0x36, 0x7E], [.coverOpen, .paperOut]),
            ([0x1A, 0x52, 0x12], [.printerError]),
        ] as [([UInt8], [DeviceCondition])])
    func `each status has its meaning`(_ answers: [UInt8], _ conditions: [DeviceCondition]) {
        #expect(EscPosStatus.conditions(realtime: answers) == Set(conditions))
        var engine = EscPosEngine()
        _ = engine.begin(.status)
        for answer in answers { _ = engine.receive([answer]) }
        #expect(engine.conditions == Set(conditions))
    }

    @Test func `a proof that does not come leaves the job unknown`() throws {
        var engine = EscPosEngine()
        _ = engine.begin(.slip(slip, .queuedStatus))
        // It is asked once what it waits for, and says that all is well.
        #expect(sent(engine.timeOut()) == [look])
        #expect(engine.receive([0x12, 0x12]).isEmpty)
        guard case .unknown = try #require(ends(engine.timeOut()).first) else { return #expect(Bool(false)) }
        #expect(ends(engine.receive([0x00])).isEmpty)
    }

    /// What stands in the way, by the answers to a look: why it is offline, and the paper.
    @Test(
        arguments: [([0x32, 0x72], .paperOut), ([0x16, 0x12], .coverOpen)] as [([UInt8], DeviceCondition)],
        [EscPosEngine.Proof.processID([0x30, 0x30, 0x34, 0x31]), .realtimeStatus])
    func `a late proof is looked after, and a printer that is held up is waited for`(
        _ answers: ([UInt8], DeviceCondition), _ proof: EscPosEngine.Proof
    ) {
        var engine = EscPosEngine()
        _ = engine.begin(.slip(slip, proof))
        for _ in 0..<20 {
            let actions = engine.timeOut()
            #expect(sent(actions) == [look] && ends(actions).isEmpty)
            for byte in answers.0 { #expect(ends(engine.receive([byte])).isEmpty) }
            #expect(engine.conditions == [answers.1])
        }
        // Paper and cover are well again: the proof has its time anew.
        _ = engine.timeOut()
        var last = engine.receive([0x12, 0x12])
        #expect(engine.conditions.isEmpty)
        if proof != .realtimeStatus {
            #expect(last == [.wait(EscPosEngine.Times().proof)])
            last = engine.receive(self.proof)
        }
        #expect(ends(last).count == 1)
        guard case .answered = ends(last).first else { return #expect(Bool(false), "\(last)") }
    }

    /// Whoever worked the printer before may have left an answer in it: a second question makes sure.
    @Test func `a queued status proves a job, and only the one that asked for it`() {
        var engine = EscPosEngine()
        #expect(sent(engine.begin(.slip(slip, .queuedStatus))) == [slip + [0x1D, 0x72, 0x01]])
        #expect(sent(engine.receive([0x00])) == [[0x1D, 0x72, 0x01]])
        #expect(ends(engine.receive([0x00])) == [.answered(DeviceAnswer(data: [0x00]))])
        _ = engine.begin(.slip(slip, .processID(id)))
        #expect(ends(engine.receive([0x00])).isEmpty)
    }

    @Test(arguments: [[0x30], [0x30, 0x31, 0x32, 0x1F], [0x30, 0x31, 0x32, 0x33, 0x34]] as [[UInt8]])
    func `a process id that no printer takes is not sent`(_ id: [UInt8]) {
        var engine = EscPosEngine()
        #expect(sent(engine.begin(.slip(slip, .processID(id)))).isEmpty)
    }

    @Test func `nothing proves a job where nothing comes back`() {
        var engine = EscPosEngine()
        let actions = engine.begin(.slip(slip, .none))
        #expect(sent(actions) == [slip])
        #expect(ends(actions) == [.answered(DeviceAnswer(data: []))])
    }

    @Test func `a printer that reports by itself is asked to behind its reset, and is heard`() {
        var engine = EscPosEngine(reportsByItself: true)
        let slip: [UInt8] = [0x1B, 0x40, 0x41, 0x0A]
        guard case .send(let sent)? = engine.begin(.slip(slip, .processID(id))).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(
            sent.starts(
                with: [UInt8](hex: "1B 40" + "1D 61 0F" + "41 0A")))  // reset · report all changes · the rest
        // Paper out: bits 2 and 3 of the third byte; then all is well again (§5.4).
        #expect(engine.receive([0x18, 0x00, 0x0C, 0x0F]) == [.wait(EscPosEngine.Times().look)])
        #expect(engine.conditions == [.paperOut])
        #expect(engine.receive([0x10, 0x00, 0x00, 0x0F]) == [.wait(EscPosEngine.Times().proof)])
        #expect(ends(engine.receive(proof)) == [.answered(DeviceAnswer(data: id))])
    }

    /// With the process id it is in the examination; an echoed `1D 72 01` ends in a byte that could be a queued status.
    @Test(
        arguments: [EscPosEngine.Proof.queuedStatus, .realtimeStatus], [1, 3, 400])
    func `a line that echoes proves nothing`(_ proof: EscPosEngine.Proof, _ piece: Int) {
        var engine = EscPosEngine()
        let slip: [UInt8] = [0x1B, 0x40, 0x1C, 0x2E, 0x1B, 0x74, 0x00] + Array("SLIP 1\nEND\n".utf8)
        var echo: [UInt8] = []
        for case .send(let bytes) in engine.begin(.slip(slip, proof)) { echo += bytes }
        var found: [EngineEnd] = []
        while !echo.isEmpty, found.isEmpty {
            found = ends(engine.receive(Array(echo.prefix(piece))))
            echo.removeFirst(min(piece, echo.count))
        }
        guard case .unknown(let fault)? = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(fault.code == .echo)
    }

    @Test(arguments: 0..<50)
    func `noise of any kind does no harm`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var engine = EscPosEngine(keepsCode: seed % 2 == 1)
        for _ in 0..<200 {
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: _ = engine.begin(.status)
            case 1: _ = engine.begin(.slip(slip, .processID(id)))
            case 2: _ = engine.timeOut()
            case 3: _ = engine.reopened()
            default:
                _ = engine.receive(
                    (0..<Int.random(in: 0...40, using: &chance)).map { _ in .random(in: 0...255, using: &chance) })
            }
        }
        // Whatever came before: a new exchange is heard again once the noise is over.
        _ = engine.reopened()
        _ = engine.begin(.slip(slip, .processID(id)))
        var found = ends(engine.receive(proof))
        // Its code is there, as often as it is asked; at most so many answers can be left over.
        for _ in 0..<10 where found.isEmpty {
            found = ends(engine.receive([UInt8](hex: "37 36 36 33 1F 36 33 1F 31 1F 30 00")))
        }
        #expect(found == [.answered(DeviceAnswer(data: id))])
    }
}
