import Devices
import Simulators
import Testing

/// The ZFP engine and the slip's job against the simulated printer, with faults on.
@Suite struct ZFPSlipDayTests {
    /// A way to read what nobody has measured.
    struct Reading: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let readings: TremolReadings

        init(_ name: String, _ change: (inout TremolReadings) -> Void = { _ in }) {
            var readings = TremolReadings()
            change(&readings)
            testDescription = name
            self.readings = readings
        }
    }

    /// What became of the slips of a run.
    struct Tally: Equatable {
        var printed = 0
        var copies = 0
        var persons = 0
        var doubles = 0
        var lost = 0
    }

    static let readings = [
        Reading("a slip stays open over a loss of power"),
        Reading("a slip ends torn with the power") { $0.keepsReceiptOverPower = false },
        Reading("a status that was read tells of power once") { $0.forgetsPowerWhenRead = true },
        Reading("power takes a line that was acknowledged") { $0.buffersLine = true },
        Reading("the bit is a fiscal receipt's alone") { $0.tellsPowerOfSlips = false },
        Reading("the bit is a fiscal receipt's alone, and a slip ends torn") {
            $0.tellsPowerOfSlips = false
            $0.keepsReceiptOverPower = false
        },
    ]

    @Test(arguments: readings, [1, 2] as [UInt64])
    func `a thousand slips with faults on: none printed twice in silence, none lost, each end known or a person's`(
        _ reading: Reading, _ seed: UInt64
    ) throws {
        let tally = try run(reading, .everything(perMillion: 40_000), seed: seed)
        #expect(tally.lost == 0, "\(tally)")
        #expect(tally.persons < 10 && tally.copies < 400 && tally.copies > 0, "\(tally)")
    }

    /// Where the printer neither tells of its power nor prints what it acknowledges, nothing tells of the line that is gone.
    @Test func `a line that power took in silence is no second print`() throws {
        let reading = Reading("power takes a line, and nothing tells of it") {
            $0.buffersLine = true
            $0.tellsPowerOfSlips = false
        }
        var plan = DeviceFaultPlan()
        plan.ratesPerMillion = [.powerCutBefore: 20_000]
        let tally = try run(reading, plan, seed: 1)
        #expect(tally.lost > 0 && tally.lost < 40, "\(tally)")
    }

    /// Every fault at every command of a slip, one at a time.
    @Test(arguments: DeviceFault.allCases, [readings[0], readings[1], readings[3]])
    func `one fault anywhere in a slip costs a copy at most`(_ fault: DeviceFault, _ reading: Reading) throws {
        for command in 1...9 {
            for seed in 1...2 as ClosedRange<UInt64> {
                var plan = DeviceFaultPlan()
                plan.script = [8 + command: fault]
                var shop = ZFPSlipShop(TremolPrinter(readings: reading.readings, faults: plan, seed: seed), seed: seed)
                for number in 1...3 {
                    let outcome = shop.work { Self.slip(number, isCopy: $0, lines: 4) }
                    let end = try #require(outcome, "slip \(number) does not end")
                    #expect(end == .printed(doubts: 0) || end == .printed(doubts: 1), "\(command): \(end)")
                    let whole = Self.count(Self.slip(number, isCopy: false, lines: 4), shop.papers)
                    let copies = Self.count(Self.slip(number, isCopy: true, lines: 4), shop.papers)
                    #expect(whole <= 1 && whole + copies >= 1 && copies <= 1, "\(command): \(whole), \(copies)")
                }
                #expect(shop.printer.violations.isEmpty)
            }
        }
    }

    @Test func `a sale that somebody left open on it is waited for, and is not touched`() throws {
        var shop = ZFPSlipShop(TremolPrinter(), seed: 1)
        shop.printer.sellByHand(true)
        #expect(shop.work { Self.slip(1, isCopy: $0, lines: 4) } == nil)
        #expect(shop.printer.hasSaleOpen && shop.papers.isEmpty)
        shop.printer.sellByHand(false)
        #expect(shop.work { Self.slip(1, isCopy: $0, lines: 4) } == .printed(doubts: 0))
    }

    private func run(_ reading: Reading, _ plan: DeviceFaultPlan, seed: UInt64) throws -> Tally {
        var shop = ZFPSlipShop(TremolPrinter(readings: reading.readings, faults: plan, seed: seed), seed: seed)
        shop.deathsPerThousand = plan.ratesPerMillion.count > 1 ? 2 : 0
        var tally = Tally()
        for number in 1...1_000 {
            let lines = 3 + number % 8
            let outcome = shop.work { Self.slip(number, isCopy: $0, lines: lines) }
            let originals = Self.count(Self.slip(number, isCopy: false, lines: lines), shop.papers)
            let copies = Self.count(Self.slip(number, isCopy: true, lines: lines), shop.papers)
            if originals > 1 { tally.doubles += 1 }
            switch try #require(outcome, "slip \(number) does not end") {
            case .printed(doubts: 0):
                tally.printed += 1
                if originals != 1 { tally.lost += 1 }
                #expect(copies == 0)
            case .printed:
                tally.copies += 1
                if copies == 0 { tally.lost += 1 }
            case .person: tally.persons += 1
            }
        }
        #expect(tally.printed + tally.copies + tally.persons == 1_000)
        #expect(tally.doubles == 0 && shop.printer.violations.isEmpty, "\(tally)")
        // Nothing but slips is on the paper, and no line stands twice on one.
        for paper in shop.papers where paper.kind == "nonfiscal" {
            #expect(Set(paper.lines).count == paper.lines.count, "\(paper.lines)")
        }
        let faults = shop.printer.faults.values.reduce(0, +)
        print(
            "tremol.zfp, \(reading.testDescription), seed \(seed): \(tally), \(shop.begunAgain) begun again,",
            "\(faults) faults in \(shop.printer.commands) commands, \(shop.deaths) deaths, \(shop.exchanges) exchanges")
        return tally
    }

    /// A slip whose lines all tell its number.
    private static func slip(_ number: Int, isCopy: Bool, lines: Int) -> [String] {
        let mark = isCopy ? "COPY" : "SLIP"
        return ["\(mark) \(number)"] + (1...lines).map { "\(mark) \(number) line \($0)  120.00" } + [
            "END \(mark) \(number)"
        ]
    }

    /// How often a slip stands whole on the papers.
    private static func count(_ slip: [String], _ papers: [SimulatedPaper]) -> Int {
        papers.count { paper in
            guard let start = paper.lines.firstIndex(of: slip[0]) else { return false }
            return paper.lines[start...].prefix(slip.count).elementsEqual(slip)
        }
    }
}
