import Simulators

@testable import Devices

/// A shop in memory with a ZFP printer: slips, the engine, a line that may break; no clock and no port.
struct ZFPSlipShop {
    /// How a slip ended for the shop.
    enum Outcome: Equatable {
        /// On paper, after so many doubts; the first paper is the original, each other says COPY.
        case printed(doubts: Int)
        /// A person has to look at the printer.
        case person
    }

    var printer: TremolPrinter
    /// How many exchanges in a thousand are followed by the agent's death.
    var deathsPerThousand = 0
    private(set) var papers: [SimulatedPaper] = []
    private(set) var deaths = 0
    private(set) var begunAgain = 0
    private var engine = ZFPEngine(timing: Shipped.slipPrinter.timing)
    private var line: NoisyLine

    var exchanges: Int { line.exchanges }

    /// As many doubts of one slip as an agent bears.
    static let doubtLimit = 5

    init(_ printer: TremolPrinter, seed: UInt64) {
        self.printer = printer
        line = NoisyLine(noise: SeededNoise(seed ^ 0xC0_FFEE))
    }

    /// Works a slip to its end as an agent does: again where nothing of it was sent, as a copy where it is in doubt.
    mutating func work(_ lines: (_ isCopy: Bool) -> [String]) -> Outcome? {
        var doubts = 0
        for _ in 0..<100 {
            guard doubts < Self.doubtLimit else { return .person }
            guard let end = attempt(lines(doubts > 0)) else { return nil }
            papers += printer.takePaper()
            switch end {
            case .printed: return .printed(doubts: doubts)
            case .notBegun: begunAgain += 1
            case .doubtful: doubts += 1
            }
            _ = printer.idle()
        }
        return nil
    }

    private mutating func attempt(_ lines: [String]) -> ZFPSlip.End? {
        guard var slip = ZFPSlip(lines, Shipped.slipPrinter) else { return nil }
        var step = slip.begin()
        while case .ask(let command) = step {
            // What nobody read of the exchange before is gone with it.
            line.coming = []
            // An agent that died knows only that it had begun.
            guard !dies(), let end = line.exchange(command, &engine, &printer), !dies() else {
                return .doubtful(.init(sentence: "the agent died"))
            }
            step = slip.take(end)
        }
        guard case .ended(let end) = step else { return nil }
        return end
    }

    /// The agent's process ends; all it knew is that the slip was begun.
    private mutating func dies() -> Bool {
        guard line.noise.below(1_000) < deathsPerThousand else { return false }
        deaths += 1
        engine = ZFPEngine(
            timing: Shipped.slipPrinter.timing, startingAt: UInt8(0x20 + line.noise.below(0x80)))
        return true
    }
}
