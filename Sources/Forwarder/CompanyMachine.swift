public import Spool

/// What a company's lane decides: when to work, when to wait, and when to try whether the company is there again.
public struct CompanyMachine: LaneMind {
    /// Where the lane stands.
    public private(set) var state: State = .idle

    /// The states, each with what it owns.
    public enum State: Sendable, Hashable {
        /// Nothing to do before a time, or before something happens.
        case idle
        /// A wave is under way.
        case working
        /// Its limits are used up until a time; nothing is sent before, whoever asks.
        case limited(until: Duration, reason: String)
        /// Out of reach; probed at a time.
        case broken(failures: Int, until: Duration, reason: String)
        /// Stopped until somebody sets it going.
        case paused(reason: String)
    }

    /// A wait that is worth telling people of; a shorter one is the company's ordinary pace.
    private static let notableWait = Duration.seconds(90)

    private let patience: Patience
    private var noted = LaneState.running
    private var chance: SplitMix64

    /// Makes a machine; `noted` is how the lane was last written down, with its reason.
    ///
    /// Only a pause outlives a restart.
    public init(
        seed: UInt64, patience: Patience = .standard, noted: LaneState = .running, reason: String? = nil
    ) {
        (self.patience, self.noted) = (patience, noted)
        chance = SplitMix64(seed: seed)
        if noted == .paused { state = .paused(reason: reason ?? "paused") }
    }

    /// Takes in an event and says what to do now.
    public mutating func handle(_ event: LaneEvent, at now: Duration) -> LaneAction {
        switch event {
        case .woke: return woke(at: now)
        case .routeReturned:
            if case .broken = state { return .probe }
            return woke(at: now)
        case .paused(let reason): return pause(reason, nil)
        case .resumed:
            return flowing()
        case .worked(let answer): return worked(answer, at: now)
        case .probed(let reached): return probed(reached, at: now)
        case .unwritten(let action):
            switch action {
            case .note, .pause: return action
            default: return woke(at: now)
            }
        case .head, .delivered, .lookedUp, .parked: return woke(at: now)
        }
    }

    private mutating func woke(at now: Duration) -> LaneAction {
        switch state {
        case .idle, .working: return flowing()
        case .limited(let until, _): return now >= until ? flowing() : .wait(until: until)
        case .broken(_, let until, _): return now >= until ? .probe : .wait(until: until)
        case .paused: return .wait(until: nil)
        }
    }

    /// Goes to work; says once that the lane runs again, where it was last said to wait.
    private mutating func flowing() -> LaneAction {
        state = .working
        guard noted != .running else { return .work }
        noted = .running
        return .note(.running, reason: nil, until: nil)
    }

    private mutating func worked(_ answer: WaveAnswer, at now: Duration) -> LaneAction {
        guard case .working = state else { return woke(at: now) }
        switch answer {
        case .worked: return .work
        case .rested(let pause):
            state = .idle
            return .wait(until: pause.map { now + $0 })
        case .limited(let pause, let reason):
            state = .limited(until: now + pause, reason: reason)
            guard pause >= Self.notableWait else { return .wait(until: now + pause) }
            noted = .waiting
            return .note(.waiting, reason: reason, until: now + pause)
        case .unreachable(let reason): return broken(1, reason, at: now)
        case .stopped(let trouble): return pause(trouble.reason, trouble)
        }
    }

    private mutating func probed(_ reached: Bool, at now: Duration) -> LaneAction {
        guard case .broken(let failures, _, let reason) = state else { return woke(at: now) }
        return reached ? flowing() : broken(failures + 1, reason, at: now)
    }

    private mutating func broken(_ failures: Int, _ reason: String, at now: Duration) -> LaneAction {
        let until = now + patience.probes.wait(after: failures, chance: Int(chance.next() % 1_000))
        state = .broken(failures: failures, until: until, reason: reason)
        noted = .broken
        return .note(.broken, reason: reason, until: until)
    }

    private mutating func pause(_ reason: String, _ trouble: Trouble?) -> LaneAction {
        state = .paused(reason: reason)
        noted = .paused
        return .pause(reason: reason, trouble)
    }
}
