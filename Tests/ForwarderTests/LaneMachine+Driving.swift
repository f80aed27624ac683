import Forwarder
import Spool

extension Trouble {
    static let example = Trouble(code: "test.trouble", reason: "it is refused", action: "look")
}

extension Job {
    static func example(_ sequence: Int64 = 1, attempts: Int = 0, inFlight: Bool = false) -> Job {
        Job(lane: "kra", sequence: sequence, attempts: attempts, isInFlight: inFlight)
    }
}

extension LaneAction {
    /// The action in a word or two, without its values.
    var word: String {
        switch self {
        case .takeHead: "take head"
        case .deliver: "deliver"
        case .lookUp: "look up"
        case .work: "work"
        case .probe: "probe"
        case .wait(let until): until == nil ? "wait" : "wait until"
        case .note(let state, _, _): "note \(state.rawValue)"
        case .countAttempt: "count attempt"
        case .park: "park"
        case .pause: "pause"
        }
    }

    /// The time that the action names.
    var until: Duration? {
        switch self {
        case .wait(let until), .note(_, _, let until): until
        case .countAttempt(_, _, let until): until
        default: nil
        }
    }
}

/// The places where a lane can stand, each reached from the start.
enum Place: String, CaseIterable, Sendable {
    case idle, delivering, asking, backingOff, broken, paused

    /// When the waits of ``backingOff`` and ``broken`` are surely over.
    static let late = Duration.seconds(20)

    func machine() -> LaneMachine {
        var machine = LaneMachine(name: "kra", seed: 11)
        switch self {
        case .idle: break
        case .delivering: _ = machine.handle(.head(.example()), at: .zero)
        case .asking: _ = machine.handle(.head(.example(inFlight: true)), at: .zero)
        case .backingOff:
            _ = machine.handle(.head(.example()), at: .zero)
            _ = machine.handle(.delivered(.again(after: .seconds(10), limit: nil, reason: "busy")), at: .zero)
        case .broken:
            _ = machine.handle(.head(.example()), at: .zero)
            _ = machine.handle(.delivered(.unreachable(reason: "no route")), at: .zero)
        case .paused: _ = machine.handle(.paused(reason: "by hand"), at: .zero)
        }
        return machine
    }
}
