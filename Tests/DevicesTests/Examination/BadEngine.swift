import Devices

/// The receipt printer's engine with one fault put into it: so that the examination is examined too.
struct BadEngine: Engine {
    enum Fault: Sendable, CaseIterable {
        /// Whatever comes is the answer.
        case believesAll
        /// Silence is met with the slip again.
        case asksAgain
        /// Silence is waited out for ever.
        case neverEnds
        /// It sets no timer.
        case hasNoTimer
        /// Each answer ends the exchange, also when it has ended.
        case endsTwice
        /// A device that left is waited for as if it had stayed.
        case forgetsPower
        /// What may have been printed is said not to be.
        case saysNotDone
        /// A byte more than it should goes out.
        case sendsAnother
    }

    let fault: Fault
    private var engine = EscPosEngine()
    private var sent: [UInt8] = []
    private var answer = DeviceAnswer(data: [])

    init(_ fault: Fault) { self.fault = fault }

    static func dialogue(_ fault: Fault) -> Dialogue<BadEngine> {
        let right = EscPosScenes.dialogue
        func exchange(_ exchange: Dialogue<EscPosEngine>.Exchange) -> Dialogue<BadEngine>.Exchange {
            .init(
                command: exchange.command, request: exchange.request, answer: exchange.answer, means: exchange.means)
        }
        return Dialogue(
            make: { BadEngine(fault) }, first: exchange(right.first), second: exchange(right.second),
            aside: right.aside.map(exchange), inquiries: right.inquiries, mayRepeat: false,
            conditions: { engine, _ in engine.engine.conditions })
    }

    mutating func begin(_ command: EscPosEngine.Command) -> [EngineAction] {
        if case .slip(_, .processID(let id)) = command { answer = DeviceAnswer(data: id) }
        let actions = engine.begin(command)
        for case .send(let bytes) in actions { sent = bytes }
        switch fault {
        case .hasNoTimer: return actions.filter { if case .wait = $0 { false } else { true } }
        case .sendsAnother: return actions + [.send([0x0A])]
        default: return actions
        }
    }

    mutating func receive(_ bytes: [UInt8]) -> [EngineAction] {
        let actions = engine.receive(bytes)
        return switch fault {
        case .believesAll, .endsTwice: [.ended(.answered(answer))]
        default: actions
        }
    }

    mutating func timeOut() -> [EngineAction] {
        switch fault {
        case .asksAgain: [.send(sent)] + engine.timeOut()
        case .neverEnds: [.wait(.seconds(1))]
        case .saysNotDone: [.ended(.notDone(EngineFault(.silent, "nothing came")))]
        default: engine.timeOut()
        }
    }

    mutating func reopened() -> [EngineAction] { fault == .forgetsPower ? [] : engine.reopened() }
}
