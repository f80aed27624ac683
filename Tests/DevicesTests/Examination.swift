import ChanceSupport
import Devices
import Fiscal
import Testing

/// What an engine brings to the examination: how to make it, and the bytes of two exchanges, as the reference has them.
///
/// Both exchanges are made by a fresh engine, one after the other, so that their message numbers are known.
struct Candidate<Examined: Engine>: Sendable where Examined.Command: Sendable {
    /// One exchange in bytes.
    struct Exchange: Sendable {
        let command: Examined.Command
        /// What the engine must send.
        let request: [UInt8]
        /// What the device sends.
        let answer: [UInt8]
        /// What the engine must make of it.
        let means: DeviceAnswer
    }

    /// One answer to the first command, with a status that says one thing.
    struct Status: Sendable {
        let condition: DeviceCondition
        let answer: [UInt8]
    }

    /// A fresh engine.
    let make: @Sendable () -> Examined
    let first: Exchange
    let second: Exchange
    /// The first answer with a wrong checksum.
    let wrongChecksum: [UInt8]
    /// The first answer under another message number.
    let wrongSequence: [UInt8]
    /// What says "I could not read that".
    let refusal: [UInt8]
    /// What says "I am working".
    let busy: [UInt8]
    /// Bytes that mean nothing and begin no frame.
    let noise: [UInt8]
    /// How often the same bytes go out when nothing comes back.
    let copiesInSilence: Int
    /// Whether an answer that cannot be read may be asked for again.
    let asksAgain: Bool
    /// Answers the examination gives by itself whenever the engine sends the key, such as a ping's.
    var automatic: [[UInt8]: [UInt8]] = [:]
    /// The first answer with each status, and what reads it.
    let statuses: [Status]
    let conditions: @Sendable (DeviceAnswer) -> Set<DeviceCondition>
}

/// What any engine must do, whatever its protocol: one case each.
enum ExaminationCase: String, CaseIterable, Sendable {
    case goodRun = "a good run is answered"
    case refusedOnce = "what was refused once goes out again, byte for byte"
    case refusedAlways = "what was refused each time was not done"
    case wrongChecksumOnce = "an answer with a wrong checksum is not believed"
    case wrongChecksumAlways = "answers that cannot be read leave it unknown"
    case duplicate = "an answer that comes twice answers one command"
    case late = "a late answer does not answer the next command"
    case wrongSequence = "an answer under another number is passed over"
    case busyForLong = "a device may be busy for long"
    case busyForEver = "a device may not be busy for ever"
    case silence = "silence leaves it unknown, and nothing else was sent"
    case halfAnswer = "half an answer is none"
    case garbageBefore = "garbage before an answer does no harm"
    case garbageInside = "garbage inside an answer is not believed"
    case falseBeginning = "a false beginning hides no answer"
    case echo = "an echo is no answer"
    case reopened = "a channel that was opened anew leaves it unknown"
    case unasked = "what comes unasked is passed over"
    case statuses = "each condition of the status is told"
    case anyCut = "any cut of the bytes gives the same"
    case randomBytes = "random bytes crash nothing and end in time"
}

extension ExaminationCase {
    /// Puts the candidate to this case.
    func examine<Examined: Engine>(_ candidate: Candidate<Examined>) {
        var bench = Bench(candidate)
        let first = candidate.first
        switch self {
        case .goodRun:
            for exchange in [first, candidate.second] {
                bench.begin(exchange.command)
                #expect(bench.sent == [exchange.request])
                bench.receive(exchange.answer)
                #expect(bench.end == .answered(exchange.means))
            }
        case .refusedOnce:
            bench.begin(first.command)
            bench.receive(candidate.refusal)
            bench.timeOut(untilSent: 2)
            #expect(bench.sent == [first.request, first.request])
            bench.receive(first.answer)
            #expect(bench.end == .answered(first.means))
        case .refusedAlways:
            bench.begin(first.command)
            for _ in 0..<100 where bench.end == nil {
                let copies = bench.sent.count
                bench.receive(candidate.refusal)
                bench.timeOut(untilSent: copies + 1)
            }
            guard case .notDone = bench.end else {
                Issue.record("refused each time: \(String(describing: bench.end))")
                return
            }
            #expect(Set(bench.sent) == [first.request])
        case .wrongChecksumOnce, .wrongChecksumAlways:
            examineChecksum(candidate)
        case .duplicate, .late, .wrongSequence, .unasked:
            examineOrder(candidate)
        case .busyForLong, .busyForEver, .silence, .halfAnswer:
            examinePatience(candidate)
        case .garbageBefore, .garbageInside, .falseBeginning, .echo:
            examineNoise(candidate)
        case .reopened:
            bench.begin(first.command)
            bench.receive(Array(first.answer.dropLast(3)))
            bench.reopen()
            #expect(bench.fault == .gone)
            bench.begin(candidate.second.command)
            #expect(bench.sent.last == candidate.second.request)
            bench.receive(first.answer)  // from before the power went
            #expect(bench.end == nil)
            bench.receive(candidate.second.answer)
            #expect(bench.end == .answered(candidate.second.means))
        case .statuses:
            for status in candidate.statuses {
                var bench = Bench(candidate)
                bench.begin(first.command)
                bench.receive(status.answer)
                guard case .answered(let answer) = bench.end else {
                    Issue.record("\(status.condition): \(String(describing: bench.end))")
                    continue
                }
                #expect(candidate.conditions(answer).contains(status.condition))
            }
        case .anyCut, .randomBytes:
            examineProperties(candidate)
        }
    }

    private func examineChecksum<Examined: Engine>(_ candidate: Candidate<Examined>) {
        var bench = Bench(candidate)
        bench.begin(candidate.first.command)
        if self == .wrongChecksumAlways || !candidate.asksAgain {
            for _ in 0..<100 where bench.end == nil {
                bench.receive(candidate.wrongChecksum)
                bench.timeOut()
            }
            #expect(bench.isUnknown)
            #expect(Set(bench.sent) == [candidate.first.request])
        } else {
            bench.receive(candidate.wrongChecksum)
            bench.timeOut(untilSent: 2)
            #expect(bench.end == nil)
            bench.receive(candidate.first.answer)
            #expect(bench.end == .answered(candidate.first.means))
        }
    }

    private func examineOrder<Examined: Engine>(_ candidate: Candidate<Examined>) {
        var bench = Bench(candidate)
        let (first, second) = (candidate.first, candidate.second)
        if self == .unasked {
            bench.receive(first.answer + candidate.busy + candidate.refusal + candidate.noise)
            #expect(bench.end == nil && bench.sent.isEmpty)
        }
        bench.begin(first.command)
        switch self {
        case .duplicate:
            bench.receive(first.answer + first.answer)
        case .late:
            bench.runOut()
            #expect(bench.isUnknown)
        case .wrongSequence:
            bench.receive(candidate.wrongSequence)
            #expect(bench.end == nil)
            bench.receive(first.answer)
        default:
            bench.receive(first.answer)
        }
        if self != .late { #expect(bench.end == .answered(first.means)) }
        bench.begin(second.command)
        bench.receive(first.answer)
        #expect(bench.end == nil)
        bench.receive(second.answer)
        #expect(bench.end == .answered(second.means))
    }

    private func examinePatience<Examined: Engine>(_ candidate: Candidate<Examined>) {
        var bench = Bench(candidate)
        bench.begin(candidate.first.command)
        switch self {
        case .busyForLong:
            for _ in 0..<50 { bench.receive(candidate.busy) }
            #expect(bench.end == nil)
            bench.receive(candidate.first.answer)
            #expect(bench.end == .answered(candidate.first.means))
        case .busyForEver:
            for _ in 0..<100_000 where bench.end == nil { bench.receive(candidate.busy) }
            #expect(bench.fault == .busy)
        case .halfAnswer:
            bench.receive(Array(candidate.first.answer.dropLast()))
            #expect(bench.end == nil)
            bench.runOut()
            #expect(bench.isUnknown)
        default:
            bench.runOut()
            #expect(bench.fault == .silent && bench.isUnknown)
            #expect(bench.sent == Array(repeating: candidate.first.request, count: candidate.copiesInSilence))
        }
    }

    private func examineNoise<Examined: Engine>(_ candidate: Candidate<Examined>) {
        let first = candidate.first
        switch self {
        case .garbageBefore:
            var bench = Bench(candidate)
            bench.begin(first.command)
            bench.receive(candidate.noise + first.answer)
            #expect(bench.end == .answered(first.means))
        case .garbageInside:
            for place in 1..<first.answer.count {
                var bench = Bench(candidate)
                bench.begin(first.command)
                bench.receive(Array(first.answer[..<place]) + candidate.noise + Array(first.answer[place...]))
                // What was believed must be what was said; the rest is for the next copy, or for nobody to know.
                if case .answered(let answer) = bench.end { #expect(answer == first.means) }
                guard bench.end == nil else { continue }
                bench.timeOut()
                guard bench.end == nil else { continue }
                bench.receive(first.answer)
                #expect(bench.end == .answered(first.means))
            }
        case .falseBeginning:
            for count in 1..<first.answer.count {
                var bench = Bench(candidate)
                bench.begin(first.command)
                bench.receive(Array(first.answer.prefix(count)) + first.answer)
                for _ in 0..<10 where bench.end == nil { bench.timeOut() }
                if case .answered(let answer) = bench.end {
                    #expect(answer == first.means)
                } else {
                    Issue.record("\(count) bytes hid an answer: \(String(describing: bench.end))")
                }
                #expect(Set(bench.sent) == [first.request])
            }
        default:
            var bench = Bench(candidate)
            bench.begin(first.command)
            bench.receive(first.request)
            bench.runOut()
            #expect(bench.fault == .echo)
        }
    }

    private func examineProperties<Examined: Engine>(_ candidate: Candidate<Examined>) {
        let script = candidate.noise + candidate.busy + candidate.wrongSequence + candidate.first.answer
        var whole = Bench(candidate)
        whole.begin(candidate.first.command)
        if self == .anyCut {
            whole.receive(script)
            #expect(whole.end == .answered(candidate.first.means))
        }
        for seed in 0..<300 as Range<UInt64> {
            var chance = SplitMix64(seed: seed)
            var bench = Bench(candidate)
            bench.begin(candidate.first.command)
            if self == .anyCut {
                var rest = script[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(1 + Int(chance.next() % 7))
                    bench.receive(Array(piece))
                    rest = rest.dropFirst(piece.count)
                }
                #expect(bench.end == whole.end && bench.sent == whole.sent)
            } else {
                for _ in 0..<200 where bench.end == nil {
                    // Half of the bytes are those that mean something to the protocol.
                    let known = candidate.first.answer + candidate.busy + candidate.refusal
                    bench.receive(
                        (0..<Int(chance.next() % 40)).map { _ in
                            chance.next() % 2 == 0
                                ? known[Int(chance.next() % UInt64(known.count))] : UInt8(chance.next() & 0xFF)
                        })
                }
                bench.runOut()
                if case .answered(let answer) = bench.end { #expect(answer == candidate.first.means) }
                #expect(Set(bench.sent) == [candidate.first.request])
            }
        }
    }
}

/// Works an engine as a channel would, and holds it to what ``Engine`` promises.
struct Bench<Examined: Engine> {
    private(set) var engine: Examined
    private let automatic: [[UInt8]: [UInt8]]
    /// What was sent in this exchange, without what is answered by itself.
    private(set) var sent: [[UInt8]] = []
    /// How the exchange ended.
    private(set) var end: EngineEnd?
    private var isUnderWay = false
    private var hasTimer = false

    init(_ candidate: Candidate<Examined>) {
        engine = candidate.make()
        automatic = candidate.automatic
    }

    /// The fault that it ended with.
    var fault: EngineFault.Code? {
        switch end {
        case .notDone(let fault), .unknown(let fault): fault.code
        case .answered, nil: nil
        }
    }

    /// Whether it ended as unknown.
    var isUnknown: Bool { if case .unknown = end { true } else { false } }

    mutating func begin(_ command: Examined.Command) {
        sent = []
        end = nil
        isUnderWay = true
        work(engine.begin(command))
    }

    mutating func receive(_ bytes: [UInt8]) { work(engine.receive(bytes)) }
    mutating func timeOut() { work(engine.timeOut()) }
    mutating func reopen() { work(engine.reopened()) }

    /// Lets the timer run out until so many copies were sent or it has ended.
    mutating func timeOut(untilSent count: Int) {
        for _ in 0..<10 where end == nil && sent.count < count { timeOut() }
    }

    /// Lets the timer run out until the exchange has ended.
    mutating func runOut() {
        for _ in 0..<1_000 where end == nil { timeOut() }
    }

    private mutating func work(_ actions: [EngineAction]) {
        var answers: [[UInt8]] = []
        for action in actions {
            #expect(isUnderWay, "\(action) after the end")
            switch action {
            case .send(let bytes):
                if let answer = automatic[bytes] { answers.append(answer) } else { sent.append(bytes) }
            case .wait(let time):
                #expect(time > .zero)
                hasTimer = true
            case .ended(let ended):
                end = ended
                isUnderWay = false
                hasTimer = false
            }
        }
        #expect(!isUnderWay || hasTimer, "it waits for ever")
        for answer in answers { receive(answer) }
    }
}

extension [UInt8] {
    /// Bytes from hexadecimal with spaces between fields; empty for anything else.
    init(hex: String) {
        self = Hex.bytes(hex.filter { $0 != " " }) ?? []
    }
}
