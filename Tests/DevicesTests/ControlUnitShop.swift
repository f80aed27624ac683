import Devices
import Simulators
import Testing

/// A shop in memory: jobs, the engine, a line that may break, and a simulated control unit; no clock and no port.
struct ControlUnitShop {
    var unit: TremolUnit
    /// How many exchanges in a thousand are followed by the agent's death.
    var deathsPerThousand = 0
    private(set) var deaths = 0
    private var engine = ZFPEngine()
    private var line: NoisyLine

    var exchanges: Int { line.exchanges }

    init(faults: DeviceFaultPlan, seed: UInt64) {
        unit = TremolUnit(faults: faults, seed: seed)
        line = NoisyLine(noise: SeededNoise(seed ^ 0xC0_FFEE))
    }

    /// Works one document to its end, through every suspension and every death of the agent.
    ///
    /// Nil where it does not end, which is a fault of the job.
    mutating func work(_ invoice: ControlUnitInvoice) throws -> ControlUnitEnd? {
        var kept: ControlUnitJournal?
        for _ in 0..<100 {
            var job = try ZFPInvoice(invoice, serial: TremolUnit.serial, resuming: kept)
            var step = job.begin()
            life: for _ in 0..<2_000 {
                let command: ZFPCommand
                switch step {
                case .ended(.suspended): break life
                case .ended(let end): return end
                case .ask(let asked): command = asked
                case .keep(let journal, let asked):
                    kept = journal
                    command = asked
                }
                guard !dies() else { break life }
                let end = try #require(exchange(command))
                guard !dies() else { break life }
                step = job.take(end)
            }
        }
        return nil
    }

    /// Makes the Z report, asking as often as the device leaves.
    mutating func closeDay() throws -> ZFPDayClose.End? {
        for _ in 0..<100 {
            var job = ZFPDayClose()
            var step = job.begin()
            while case .ask(let command) = step { step = job.take(try #require(exchange(command))) }
            guard case .ended(let end) = step else { return nil }
            if case .suspended = end { continue }
            return end
        }
        return nil
    }

    /// The agent's process ends; all it knew is what was kept.
    private mutating func dies() -> Bool {
        guard line.noise.below(1_000) < deathsPerThousand else { return false }
        deaths += 1
        engine = ZFPEngine(startingAt: UInt8(0x20 + line.noise.below(0x80)))
        return true
    }

    private mutating func exchange(_ command: ZFPCommand) -> EngineEnd? {
        // What nobody read of the exchange before is gone with it.
        line.coming = []
        return line.exchange(command, &engine, &unit)
    }
}
