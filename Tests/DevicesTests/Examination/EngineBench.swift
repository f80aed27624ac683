import Devices
import Fiscal

/// What an engine is asked in the examination, in bytes, as the reference has them.
struct Dialogue<Examined: Engine>: Sendable where Examined.Command: Sendable {
    /// One exchange in bytes.
    struct Exchange: Sendable {
        let command: Examined.Command
        /// What the engine must send.
        let request: [UInt8]
        /// What the device sends.
        let answer: [UInt8]
        /// What the engine must make of it; nil where anything will do.
        let means: DeviceAnswer?
    }

    /// A fresh engine.
    let make: @Sendable () -> Examined
    let first: Exchange
    let second: Exchange
    /// What is asked beside them; nil where the protocol needs nothing else.
    var aside: Exchange?
    /// What the engine may send by itself, as a ping or a look, and what the bench answers to it.
    var inquiries: [[UInt8]: [UInt8]] = [:]
    /// Whether the device carries out a message number once, so that silence may be met with a copy.
    let mayRepeat: Bool
    /// What the engine knows of the device, and what an answer says of it.
    let conditions: @Sendable (Examined, DeviceAnswer?) -> Set<DeviceCondition>

    func exchange(_ question: Scene.Question) -> Exchange {
        switch question {
        case .first: first
        case .second: second
        case .aside: aside ?? first
        }
    }
}

/// Works an engine as a channel would, and holds it to what ``Engine`` promises.
struct EngineBench<Examined: Engine>: Examinee {
    private var engine: Examined
    private let dialogue: Dialogue<Examined>
    private var exchange: Dialogue<Examined>.Exchange
    private var end: EngineEnd?
    private var sent = 0
    private var isUnderWay = false
    private var hasTimer = false
    private var promisesBroken: [String] = []

    init(_ dialogue: Dialogue<Examined>) {
        engine = dialogue.make()
        self.dialogue = dialogue
        exchange = dialogue.first
    }

    var mayRepeat: Bool { dialogue.mayRepeat }

    func verdict() -> Verdict {
        switch end {
        case nil: .waits
        case .answered(let answer): exchange.means == nil || exchange.means == answer ? .done : .otherwise
        case .notDone: .notDone
        case .unknown: .unknown
        }
    }

    func copies() -> Int { sent }

    func fault() -> EngineFault.Code? {
        switch end {
        case .notDone(let fault), .unknown(let fault): fault.code
        case .answered, nil: nil
        }
    }

    func reason() -> String {
        switch end {
        case .notDone(let fault), .unknown(let fault): fault.sentence
        case .answered, nil: ""
        }
    }

    func conditions() -> Set<DeviceCondition> {
        if case .answered(let answer) = end { return dialogue.conditions(engine, answer) }
        return dialogue.conditions(engine, nil)
    }

    func broken() -> [String] { promisesBroken }

    mutating func ask(_ question: Scene.Question) {
        exchange = dialogue.exchange(question)
        (sent, end, isUnderWay) = (0, nil, true)
        work(engine.begin(exchange.command))
    }

    mutating func answer(_ question: Scene.Question) { hear(dialogue.exchange(question).answer) }
    mutating func hear(_ bytes: [UInt8]) { work(engine.receive(bytes)) }
    mutating func timeOut() { work(engine.timeOut()) }
    mutating func leave() { work(engine.reopened()) }

    private mutating func work(_ actions: [EngineAction]) {
        var answers: [[UInt8]] = []
        for action in actions {
            if !isUnderWay { promisesBroken.append("\(action) after the end") }
            switch action {
            case .send(exchange.request): sent += 1
            case .send(let bytes):
                guard let answer = dialogue.inquiries[bytes] else {
                    promisesBroken.append("it sent something else: \(Hex.text(bytes))")
                    continue
                }
                if !answer.isEmpty { answers.append(answer) }
            case .wait(let time):
                if time <= .zero { promisesBroken.append("it waits for no time") }
                hasTimer = true
            case .ended(let ended):
                end = ended
                isUnderWay = false
                hasTimer = false
            }
        }
        if isUnderWay, !hasTimer { promisesBroken.append("it waits for ever") }
        for answer in answers { hear(answer) }
    }
}

extension [UInt8] {
    /// Bytes from hexadecimal with spaces between fields; empty for anything else.
    init(hex: String) {
        self = Hex.bytes(hex.filter { $0 != " " }) ?? []
    }
}
