import Devices
import Fiscal
import Simulators

/// A shop in memory with a fiscal printer: jobs, the engine, a line that may break, a person; no clock and no port.
struct FiscalShop {
    /// How a receipt ended for the shop.
    enum Outcome {
        case finished(ISLReceiptNumbers)
        case person(ISLReceiptTrouble)
    }

    let dialect: ISLDialect
    var unit: DatecsUnit
    /// How many exchanges in a thousand are followed by the agent's death.
    var deathsPerThousand = 0
    private(set) var deaths = 0
    private(set) var takenUp = 0
    private(set) var begunAgain = 0
    private(set) var days = 0
    private var engine: ISLEngine
    private var mark: ISLReceiptMark?
    private var line: NoisyLine

    var exchanges: Int { line.exchanges }

    init(_ dialect: ISLDialect, _ unit: DatecsUnit, seed: UInt64) {
        self.dialect = dialect
        self.unit = unit
        engine = ISLEngine(dialect.framing, lastSequence: 0x20)
        line = NoisyLine(noise: SeededNoise(seed ^ 0xC0_FFEE))
    }

    /// Works one receipt to its end, as an agent would: what never was is begun again, what a person mends is taken up.
    mutating func work(_ content: ISLReceiptContent) throws -> Outcome? {
        var mended = 0
        for _ in 0..<60 {
            var receipt = try ISLReceipt(content, dialect: dialect, resuming: mark)
            var step = receipt.begin()
            life: while true {
                switch step {
                case .store(let next):
                    mark = next
                    step = receipt.stored()
                case .exchange(let command):
                    guard !dies(), let end = exchange(command), !dies() else { break life }
                    step = receipt.ended(end)
                case .over(.finished(let numbers)):
                    mark = nil
                    return .finished(numbers)
                case .over(.notBegun(let trouble)):
                    mark = nil
                    begunAgain += 1
                    _ = unit.idle()
                    if trouble.kind == .refused || trouble.conditions.contains(.zRequired) { closeDay() }
                    break life
                case .over(.person(let trouble, let next)):
                    guard let next, mended < 10 else {
                        mark = nil
                        return .person(trouble)
                    }
                    mended += 1
                    takenUp += 1
                    mark = next
                    unit.mend()
                    break life
                }
            }
        }
        return nil
    }

    /// Asks for a Z until the device says that it made one.
    private mutating func closeDay() {
        let data = dialect.framing.form == .extended ? "Z\t" : "0"
        let before = unit.reports
        for _ in 0..<20 where unit.reports == before {
            _ = exchange(ISLCommand(0x45, Array(data.utf8), isSlow: true, afterSilence: .ask))
            _ = unit.idle()
        }
        days += 1
    }

    /// The agent's process ends; all it knew is what was stored, the last message's number among it.
    private mutating func dies() -> Bool {
        guard line.noise.below(1_000) < deathsPerThousand else { return false }
        deaths += 1
        engine = ISLEngine(dialect.framing, lastSequence: engine.lastSequence)
        return true
    }

    private mutating func exchange(_ command: ISLCommand) -> EngineEnd? { line.exchange(command, &engine, &unit) }
}
