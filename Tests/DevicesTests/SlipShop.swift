import Devices
import Simulators

/// A shop in memory with a receipt printer: the engine, a line that may break, a person; no clock and no port.
struct SlipShop {
    /// How a slip ended for the shop.
    enum Outcome {
        /// The printer proved it, as far as its proof goes.
        case proved
        /// It was handed over and nothing came back, for this printer never says anything.
        case handedOver
        /// A person was asked to look at the paper.
        case person
    }

    var printer: ReceiptPrinter
    let proof: @Sendable (Int) -> EscPosEngine.Proof
    private(set) var papers: [SimulatedPaper] = []
    private(set) var exchanges = 0
    private(set) var waits = 0
    private var engine: EscPosEngine
    private var noise: SeededNoise
    /// What the printer said and nobody has read yet; it waits for the next exchange (reference §10.3, on 8.1).
    private var coming: [UInt8] = []

    init(
        _ model: EscPosModel, faults: DeviceFaultPlan, seed: UInt64, keepsCode: Bool = false,
        proof: @escaping @Sendable (Int) -> EscPosEngine.Proof
    ) {
        engine = EscPosEngine(keepsCode: keepsCode)
        printer = ReceiptPrinter(model, faults: faults, seed: seed)
        self.proof = proof
        noise = SeededNoise(seed ^ 0xC0_FFEE)
    }

    /// Works a slip to its end: it is begun once the printer says that it is ready, and sent again only where nothing of
    /// it was.
    mutating func work(_ slip: [UInt8], number: Int) -> Outcome? {
        defer { idle() }  // until the next customer
        for _ in 0..<40 {
            if printer.model.hasRealtimeStatus, !isReady() { continue }
            switch exchange(.slip(slip, proof(number))) {
            case .answered: return proof(number) == .none ? .handedOver : .proved
            case .unknown: return .person
            case .notDone: continue
            case nil: return nil
            }
        }
        return nil
    }

    /// Whether the printer says that it can print; a while goes by where it cannot.
    private mutating func isReady() -> Bool {
        let end = exchange(.status)
        let obstacles: Set<DeviceCondition> = [.paperOut, .coverOpen, .overheated, .printerError]
        if case .answered = end, engine.conditions.isDisjoint(with: obstacles) { return true }
        // Nothing readable came: the port is opened anew, which also makes an end of what came torn.
        if case .notDone = end {
            _ = engine.reopened()
            coming = []
        }
        waits += 1
        idle()
        return false
    }

    /// The person takes what hangs out of the printer, and looks.
    mutating func tearOff() {
        for _ in 0..<20 where !printer.feed.isReady { idle() }
        idle()
        printer.tearOff()
        papers += printer.takePaper()
    }

    private mutating func idle() {
        let reply = printer.idle()
        coming = reply.breaksLine ? [] : coming + reply.bytes
        papers += printer.takePaper()
    }

    /// One exchange: bytes are cut at random, a printer that takes nothing holds the host off.
    private mutating func exchange(_ command: EscPosEngine.Command) -> EngineEnd? {
        exchanges += 1
        var actions = engine.begin(command)
        for _ in 0..<5_000 {
            var isBroken = false
            for action in actions {
                switch action {
                case .send(let bytes): isBroken = !send(bytes)
                case .wait: continue
                case .ended(let end):
                    // As the line does: an engine that has ended does not know that the device left.
                    return isBroken ? .unknown(EngineFault(.gone, "the printer left")) : end
                }
            }
            if isBroken {
                coming = []
                actions = engine.reopened()
                continue
            }
            if coming.isEmpty {
                let reply = printer.idle()
                papers += printer.takePaper()
                coming += reply.bytes
                if reply.breaksLine {
                    coming = []
                    actions = engine.reopened()
                    continue
                }
            }
            if coming.isEmpty {
                actions = engine.timeOut()
            } else {
                let piece = coming.prefix(1 + noise.below(40))
                coming.removeFirst(piece.count)
                actions = engine.receive(Array(piece))
            }
        }
        return nil
    }

    /// Sends as fast as the printer takes it; false where the line broke or nothing was taken for too long.
    private mutating func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        for _ in 0..<2_000 {
            guard !rest.isEmpty else { return true }
            guard printer.room > 0 else {
                let reply = printer.idle()
                coming += reply.bytes
                papers += printer.takePaper()
                guard !reply.breaksLine else { return false }
                continue
            }
            let piece = rest.prefix(min(printer.room, 1 + noise.below(200)))
            rest = rest.dropFirst(piece.count)
            let reply = printer.receive(Array(piece))
            coming += reply.bytes
            papers += printer.takePaper()
            guard !reply.breaksLine else { return false }
        }
        return false
    }
}
