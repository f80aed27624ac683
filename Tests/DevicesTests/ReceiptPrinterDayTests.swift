import Devices
import Simulators
import Testing

/// The ESC/POS engine against the simulated receipt printers, with faults on.
@Suite struct ReceiptPrinterDayTests {
    /// A printer, and the proof that its profile names.
    struct Candidate: Sendable, CustomTestStringConvertible {
        let model: EscPosModel
        let name: String
        let proof: @Sendable (Int) -> EscPosEngine.Proof
        let keepsCode: Bool
        var testDescription: String { "\(model.profile), \(name)" }

        init(
            model: EscPosModel, name: String, keepsCode: Bool = false,
            proof: @escaping @Sendable (Int) -> EscPosEngine.Proof
        ) {
            (self.model, self.name, self.keepsCode, self.proof) = (model, name, keepsCode, proof)
        }
    }

    static let candidates = [
        Candidate(model: .epsonT20, name: "process id", keepsCode: true) {
            .processID(Array(String(1_000 + $0 % 9_000).utf8))
        },
        Candidate(model: .epsonT88, name: "queued status", keepsCode: true) { _ in .queuedStatus },
        Candidate(model: .xprinter, name: "real-time status") { _ in .realtimeStatus },
        Candidate(model: .generic80, name: "none") { _ in .none },
        Candidate(model: .generic58, name: "none") { _ in .none },
        Candidate(model: .star, name: "none") { _ in .none },
    ]

    /// What became of the slips of a run.
    struct Tally {
        var proved = 0
        var handedOver = 0
        var persons = 0
        var doubles = 0
        var lost = 0
        /// Handed over without proof, and not on paper: this printer cannot tell, and the shop does not claim it.
        var unprovedMissing = 0
    }

    @Test(arguments: candidates)
    func `a thousand slips with faults on: none printed twice, none lost, each end known or a person's`(
        _ candidate: Candidate
    ) throws {
        var plan = DeviceFaultPlan.everything(perMillion: 12_000)
        // One that keeps no code does not know that its power went: below.
        if !candidate.keepsCode { plan.ratesPerMillion[.powerBlink] = nil }
        let tally = try run(candidate, plan, 7)
        #expect(tally.lost == 0, "\(tally)")
        #expect(tally.persons < 300 && tally.persons > 0)
    }

    /// Power that goes and comes back within a slip takes lines with it, and the proof comes all the same (§10.1); a code
    /// that the printer kept before the first line goes with them.
    @Test(arguments: candidates.filter(\.keepsCode), [7, 8, 9] as [UInt64])
    func `a slip within which power blinked is in doubt where the printer keeps a code`(
        _ candidate: Candidate, _ seed: UInt64
    ) throws {
        var plan = DeviceFaultPlan()
        plan.ratesPerMillion = [.powerBlink: 20_000]
        let tally = try run(candidate, plan, seed)
        #expect(tally.lost == 0 && tally.persons > 100, "\(tally)")
    }

    /// Without a code nothing on a serial line tells; no more slips are torn than power blinked.
    @Test func `a blink of power within a slip is no second print, though its proof says that all is well`() throws {
        var plan = DeviceFaultPlan()
        plan.ratesPerMillion = [.powerBlink: 5_000]
        let trusting = Candidate(model: .epsonT20, name: "process id alone", proof: Self.candidates[0].proof)
        let tally = try run(trusting, plan, 7)
        #expect(tally.lost > 0 && tally.lost < 100, "\(tally)")
    }

    /// A process id that breaks off leaves its beginning in the reader, and status that comes after it is not heard.
    @Test func `an answer that broke off hides no later one`() {
        var engine = EscPosEngine()
        _ = engine.begin(.slip([0x0A], .processID([0x30, 0x30, 0x34, 0x31])))
        _ = engine.receive([0x37, 0x22, 0x30])  // 37 22 d1, and no more
        _ = engine.timeOut()  // looks at the printer
        _ = engine.timeOut()  // and gives it up
        var end: EngineEnd?
        _ = engine.begin(.status)
        for _ in 0..<3 {
            for case .ended(let ended) in engine.receive([0x12]) { end = ended }
        }
        #expect(end == .answered(DeviceAnswer(data: [0x12, 0x12, 0x12], status: [0x12, 0x12, 0x12])))
    }

    /// A printer that waited for paper is asked two questions; the second answer must not prove the next slip.
    @Test func `an answer that is left over proves no later slip`() throws {
        var plan = DeviceFaultPlan()
        // The fifth command is a line of the first slip.
        plan.script = [5: .paperOut]
        plan.mendedAfter = 3
        var engine = EscPosEngine()
        var printer = ReceiptPrinter(.xprinter, faults: plan)
        func sent(_ actions: [EngineAction]) -> [UInt8] {
            var all: [UInt8] = []
            for case .send(let bytes) in actions { all += bytes }
            return all
        }
        func hasEnded(_ actions: [EngineAction]) -> Bool {
            for case .ended in actions { return true }
            return false
        }
        var heard = printer.receive(sent(engine.begin(.slip(Self.slip(1, .xprinter), .realtimeStatus)))).bytes
        var actions = engine.receive(heard)
        for _ in 0..<20 where !hasEnded(actions) {
            _ = printer.idle()
            heard = printer.receive(sent(engine.timeOut())).bytes
            actions = []
            // Each byte as it comes; what comes behind the end stays on the line.
            while !heard.isEmpty, !hasEnded(actions) { actions = engine.receive([heard.removeFirst()]) }
        }
        try #require(hasEnded(actions))
        // What is left is read when the next slip is begun, before the printer has said anything of it.
        _ = engine.begin(.slip(Self.slip(2, .xprinter), .realtimeStatus))
        let isTaken = hasEnded(engine.receive(heard))
        #expect(!isTaken)
    }

    private func run(_ candidate: Candidate, _ plan: DeviceFaultPlan, _ seed: UInt64) throws -> Tally {
        var plan = plan
        plan.mendedAfter = 4
        var shop = SlipShop(
            candidate.model, faults: plan, seed: seed, keepsCode: candidate.keepsCode, proof: candidate.proof)
        var ends: [Int: SlipShop.Outcome] = [:]
        for number in 1...1_000 {
            let outcome = shop.work(Self.slip(number, candidate.model), number: number)
            let end = try #require(outcome, "slip \(number) does not end")
            if case .person = end { shop.tearOff() }
            ends[number] = end
        }
        shop.tearOff()
        #expect(shop.printer.violations.isEmpty, "\(shop.printer.violations.prefix(3))")
        let tally = Self.tally(ends, Self.printed(shop.papers))
        #expect(tally.proved + tally.handedOver + tally.persons == 1_000)
        #expect(tally.doubles == 0, "\(tally)")
        let faults = shop.printer.faults.values.reduce(0, +)
        print(
            "\(candidate.testDescription): \(tally), \(faults) faults in \(shop.printer.commands) commands,",
            "\(shop.printer.powerCuts) power cuts, \(shop.waits) waits, \(shop.exchanges) exchanges")
        return tally
    }

    /// A slip whose lines all tell its number.
    private static func slip(_ number: Int, _ model: EscPosModel) -> [UInt8] {
        var bytes: [UInt8] = [0x1B, 0x40, 0x1B, 0x74, 0x00]
        for line in lines(number) { bytes += Array(line.utf8) + [0x0A] }
        bytes += [0x1B, 0x64, 0x04]
        return model.hasCutter ? bytes + [0x1D, 0x56, 0x42, 0x00] : bytes
    }

    private static func lines(_ number: Int) -> [String] {
        ["SLIP \(number)"] + (1...(3 + number % 5)).map { "\(number) line \($0)  120.00" } + ["END \(number)"]
    }

    /// How often each slip stands whole on the papers.
    private static func printed(_ papers: [SimulatedPaper]) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for paper in papers {
            for (index, line) in paper.lines.enumerated() where line.hasPrefix("SLIP ") {
                guard let number = Int(line.dropFirst(5)) else { continue }
                let expected = lines(number)
                if paper.lines[index...].prefix(expected.count).elementsEqual(expected) {
                    counts[number, default: 0] += 1
                }
            }
        }
        return counts
    }

    private static func tally(_ ends: [Int: SlipShop.Outcome], _ printed: [Int: Int]) -> Tally {
        var tally = Tally()
        for (number, end) in ends {
            let count = printed[number] ?? 0
            if count > 1 { tally.doubles += 1 }
            switch end {
            case .proved:
                tally.proved += 1
                if count == 0 { tally.lost += 1 }
            case .handedOver:
                tally.handedOver += 1
                if count == 0 { tally.unprovedMissing += 1 }
            case .person: tally.persons += 1
            }
        }
        return tally
    }
}
