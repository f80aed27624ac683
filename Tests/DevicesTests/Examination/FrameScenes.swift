import ChanceSupport
import Devices

/// The examination of a protocol with frames, made from a few vectors of the reference: numbers, checksums, a byte that
/// refuses and one that says "I am working".
struct FrameScenes<Examined: Engine>: Sendable where Examined.Command: Sendable {
    /// One answer to the first question, with a status that says one thing.
    struct Status: Sendable {
        let condition: DeviceCondition
        let answer: [UInt8]
    }

    let dialogue: Dialogue<Examined>
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
    let statuses: [Status]

    private var answer: [UInt8] { dialogue.first.answer }

    /// What a situation is in these frames.
    func scenes(_ situation: Situation) -> [Scene] {
        let second: [Scene.Move] = [
            .ask(.second), .answer(.first), .stands(.waits), .answer(.second), .stands(.done),
        ]
        switch situation {
        case .goodRun:
            return [
                Scene("", [.ask(.first), .copies(1), .answer(.first), .stands(.done)] + second.filter { !$0.isStale })
            ]
        case .refusedOnce:
            return [
                Scene(
                    "", [.ask(.first), .say(.refusal, refusal), .quietUntil(copies: 2), .copies(2)] + answered)
            ]
        case .refusedAlways:
            let rounds = (1...100).flatMap { round -> [Scene.Move] in
                [.say(.refusal, refusal), .quietUntil(copies: round + 1)]
            }
            return [Scene("", [.ask(.first)] + rounds + [.stands(.notDone)])]
        case .wrongChecksumOnce where dialogue.mayRepeat:
            return [
                Scene(
                    "it is asked for again",
                    [.ask(.first), .say(.spoiled, wrongChecksum), .quietUntil(copies: 2), .stands(.waits)] + answered)
            ]
        case .wrongChecksumOnce, .wrongChecksumAlways:
            let rounds = Array(repeating: [Scene.Move.say(.spoiled, wrongChecksum), .quiet], count: 100)
            return [Scene("", [.ask(.first)] + rounds.flatMap { $0 } + [.stands(.unknown)])]
        case .duplicate:
            return [Scene("", [.ask(.first), .answer(.first), .answer(.first), .stands(.done)] + second)]
        case .late:
            return [Scene("", [.ask(.first), .silence, .stands(.unknown)] + second)]
        case .wrongSequence:
            return [
                Scene("", [.ask(.first), .say(.stranger, wrongSequence), .stands(.waits)] + answered + second)
            ]
        case .busyForLong, .busyForEver, .silence, .halfAnswer: return patience(situation)
        case .garbageBefore, .garbageInside, .falseBeginning, .echo: return noise(situation)
        case .unasked:
            let unasked: [Scene.Move] = [
                .answer(.first), .say(.busy, busy), .say(.refusal, refusal), .say(.noise, noise), .copies(0),
            ]
            return [Scene("", unasked + [.ask(.first)] + answered + second)]
        case .statuses:
            return statuses.map { status in
                Scene(
                    status.condition.rawValue,
                    [.ask(.first), .say(.status, status.answer), .told(status.condition)])
            }
        case .powerBlink:
            let half = Array(answer.dropLast(3))
            return [
                Scene(
                    "", [.ask(.first), .say(.half, half), .leave, .stands(.unknown), .fault(.gone)] + second)
            ]
        case .anyCut: return Chance.cuts(of: noise + busy + wrongSequence + answer)
        case .randomBytes: return Chance.noise(amid: answer + busy + refusal)
        }
    }

    private var answered: [Scene.Move] { [.answer(.first), .stands(.done)] }

    private func patience(_ situation: Situation) -> [Scene] {
        switch situation {
        case .busyForLong:
            let busy = Array(repeating: Scene.Move.say(.busy, busy), count: 50)
            return [Scene("", [.ask(.first)] + busy + [.stands(.waits)] + answered)]
        case .busyForEver: return [Scene("", [.ask(.first), .sayOn(.busy, busy), .fault(.busy)])]
        case .halfAnswer:
            return [
                Scene(
                    "",
                    [.ask(.first), .say(.half, answer.dropLast()), .stands(.waits), .silence, .stands(.unknown)])
            ]
        default:
            return [
                Scene(
                    "", [.ask(.first), .silence, .stands(.unknown), .fault(.silent), .copies(copiesInSilence)])
            ]
        }
    }

    private func noise(_ situation: Situation) -> [Scene] {
        switch situation {
        case .garbageBefore: return [Scene("", [.ask(.first), .say(.noise, noise)] + answered)]
        case .garbageInside:
            return (1..<answer.count).map { place in
                let torn = Array(answer[..<place]) + noise + Array(answer[place...])
                // What is not believed is for the next copy, or for nobody to know.
                return Scene("at \(place)", [.ask(.first), .say(.torn, torn), .quiet, .answer(.first)])
            }
        case .falseBeginning:
            return (1..<answer.count).map { count in
                Scene(
                    "\(count) bytes",
                    [.ask(.first), .say(.half, Array(answer.prefix(count))), .answer(.first), .silence, .stands(.done)])
            }
        default:
            return [Scene("", [.ask(.first), .say(.echo, dialogue.first.request), .silence, .fault(.echo)])]
        }
    }
}

extension Scene.Move {
    /// Whether it is the answer of the question before, or what follows from that.
    fileprivate var isStale: Bool {
        switch self {
        case .answer(.first), .stands(.waits): true
        default: false
        }
    }
}

/// Scenes by chance, the same ones each time.
enum Chance {
    private static let seeds: Range<UInt64> = 0..<300

    /// These bytes, which end in the first answer, in pieces of any size.
    static func cuts(of script: [UInt8], seeds: Range<UInt64> = seeds, upTo size: Int = 7) -> [Scene] {
        seeds.map { seed in
            var chance = SplitMix64(seed: seed)
            var moves: [Scene.Move] = [.ask(.first)]
            var rest = script[...]
            while !rest.isEmpty {
                let piece = rest.prefix(.random(in: 1...size, using: &chance))
                moves.append(.say(.piece, Array(piece)))
                rest = rest.dropFirst(piece.count)
            }
            return Scene("seed \(seed)", moves + [.stands(.done), .copies(1)])
        }
    }

    /// Bytes of which half mean something to the protocol.
    static func noise(amid known: [UInt8]) -> [Scene] {
        seeds.map { seed in
            var chance = SplitMix64(seed: seed)
            let says = (0..<200).map { _ in Scene.Move.say(.random, bytes(amid: known, &chance)) }
            return Scene("seed \(seed)", [.ask(.first)] + says + [.silence])
        }
    }

    /// Some bytes of which half mean something to the protocol.
    static func bytes(amid known: [UInt8], _ chance: inout SplitMix64) -> [UInt8] {
        (0..<Int.random(in: 0..<40, using: &chance)).map { _ in
            let meaning = Bool.random(using: &chance) ? known.randomElement(using: &chance) : nil
            return meaning ?? .random(in: 0...255, using: &chance)
        }
    }
}
