import Forwarder
import Spool

/// A lane's machine with a tiny model of everything around it: rows, clock, person and a destination without mercy.
///
/// The destination takes a document as often as it is sent, so that only the machine's questions keep it from
/// having one twice. It refuses some documents, and all that it says may be lost on the way.
struct SmallWorld {
    /// A rule that was broken.
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    enum Fate { case waiting, done, parked }

    private(set) var fates: [Fate]
    /// The documents that the destination took, in order.
    private(set) var taken: [Int64] = []
    private(set) var now = Duration.zero
    private(set) var steps = 0
    private(set) var row = LaneState.running
    private var adopted: Set<Int64> = []
    private var underWay: Int64?
    private var attempts: [Int64: Int] = [:]
    private var inHand: Int64?
    private var reason: String?
    private var machine: LaneMachine
    private var random: SplitMix64
    /// The share of steps with which something goes wrong, in percent; 0 is calm.
    private var trouble: UInt64 = 60

    init(seed: UInt64, jobs: Int) {
        random = SplitMix64(seed: seed)
        machine = LaneMachine(name: "kra", seed: seed)
        fates = Array(repeating: .waiting, count: jobs)
    }

    /// Lets a year of trouble pass, then calm until the lane has nothing left.
    mutating func live(events: Int) throws(Violation) {
        var event = LaneEvent.woke
        while steps < events { event = try step(event) }
        trouble = 0
        while fates.contains(.waiting) || row != .running || underWay != nil {
            guard steps < events + 5_000 else { throw Violation(description: "the lane does not come to an end") }
            event = try step(event)
        }
    }

    private mutating func step(_ event: LaneEvent) throws(Violation) -> LaneEvent {
        steps += 1
        if chance(1) { return restart() }
        return try perform(machine.handle(event, at: now))
    }

    /// The machine is switched off and on; only what was written down is left.
    private mutating func restart() -> LaneEvent {
        machine = LaneMachine(name: "kra", seed: random.next(), noted: row, reason: reason)
        inHand = nil
        return .woke
    }

    private mutating func perform(_ action: LaneAction) throws(Violation) -> LaneEvent {
        switch action {
        case .takeHead:
            inHand = fates.firstIndex(of: .waiting).map { Int64($0 + 1) }
            return .head(
                inHand.map {
                    Job(lane: "kra", sequence: $0, attempts: attempts[$0] ?? 0, isInFlight: underWay == $0)
                })
        case .deliver(let job):
            try check(job)
            return .delivered(deliver(job.sequence))
        case .lookUp(let job):
            try check(job)
            return .lookedUp(lookUp(job.sequence))
        case .work: throw Violation(description: "a lane of jobs has no waves")
        case .probe: return .probed(!chance(trouble))
        case .wait(let until): return wait(until)
        case .note(let state, let reason, _):
            if state == .running, row == .running { throw Violation(description: "that it runs was said twice") }
            (row, self.reason) = (state, reason)
        case .countAttempt(let job, let reason, let until):
            try check(job)
            if until < now { throw Violation(description: "a wait into the past") }
            attempts[job.sequence, default: 0] += 1
            (row, self.reason) = (.waiting, reason)
        case .park(let job, _):
            try check(job)
            if taken.contains(job.sequence) { throw Violation(description: "parked, but it was taken") }
            fates[Int(job.sequence - 1)] = .parked
            if underWay == job.sequence { underWay = nil }
            return .parked
        case .pause(let reason, _): (row, self.reason) = (.paused, reason)
        }
        return .woke
    }

    /// Only the job that was taken is worked on, and only until it is finished.
    private func check(_ job: Job) throws(Violation) {
        guard job.sequence == inHand, fates[Int(job.sequence - 1)] == .waiting else {
            throw Violation(description: "job \(job.sequence) is not in hand, \(inHand ?? 0) is")
        }
        guard underWay == nil || underWay == job.sequence else {
            throw Violation(description: "job \(job.sequence) is worked on while \(underWay ?? 0) is under way")
        }
    }

    private mutating func deliver(_ sequence: Int64) -> DeliveryAnswer {
        if adopted.contains(sequence) {
            fates[Int(sequence - 1)] = .done
            return .done
        }
        underWay = sequence
        guard chance(trouble) else { return accept(sequence) }
        switch random.next() % 9 {
        case 0: return .unreachable(reason: "no route")
        case 1: return .again(after: nil, limit: nil, reason: "busy")
        case 2: return .again(after: .seconds(30), limit: 5, reason: "a server error")
        case 3, 4:
            taken.append(sequence)
            return .unclear(limit: chance(50) ? 5 : nil, reason: "the answer was lost")
        case 5: return .unclear(limit: chance(50) ? 5 : nil, reason: "the question was lost")
        case 6: return .healed(reason: "another number")
        case 7:
            guard !taken.contains(sequence) else { return .alreadyThere(reason: "it is there") }
            underWay = nil
            return chance(80) ? .refused(.example) : .deviceProblem(.example)
        default: return .alreadyThere(reason: "a lie, perhaps")
        }
    }

    private mutating func accept(_ sequence: Int64) -> DeliveryAnswer {
        taken.append(sequence)
        adopted.insert(sequence)
        underWay = nil
        return .progressed
    }

    private mutating func lookUp(_ sequence: Int64) -> LookUpAnswer {
        if chance(trouble) {
            switch random.next() % 4 {
            case 0: return .unreachable(reason: "no route")
            case 1: return .again(after: nil, reason: "busy")
            case 2: return .again(after: .seconds(60), reason: "busy")
            default: return .deviceProblem(.example)
            }
        }
        guard taken.contains(sequence) else { return .notThere }
        adopted.insert(sequence)
        underWay = nil
        return .adopted
    }

    /// Time passes, or somebody comes by first.
    private mutating func wait(_ until: Duration?) -> LaneEvent {
        if row == .paused {
            now += .seconds(Int64(random.next() % 86_400))
            return trouble == 0 || chance(60) ? .resumed : .woke
        }
        if trouble > 0, chance(20) {
            return switch random.next() % 4 {
            case 0: .routeReturned
            case 1: .paused(reason: "by hand")
            case 2: .resumed
            default: .woke
            }
        }
        now = max(now, until ?? now)
        if until == nil || chance(2) { now += .seconds(Int64(random.next() % 86_400)) }
        return .woke
    }

    private mutating func chance(_ percent: UInt64) -> Bool {
        trouble > 0 && random.next() % 100 < percent
    }
}
