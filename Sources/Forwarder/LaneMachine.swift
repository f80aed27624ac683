public import Spool

/// What a lane decides: events in, one action out; no I/O and no clock of its own.
///
/// Times are distances on a clock that never steps. Every path can be driven by tests and by a simulation in
/// microseconds; the service around it (``LaneRunner``) does the waiting and the sending.
public struct LaneMachine: LaneMind {
    /// Where the lane stands.
    public private(set) var state: State = .idle

    /// The states, each with what it owns.
    public enum State: Sendable, Hashable {
        /// Nothing to do that is known.
        case idle
        /// A job is in hand.
        case working(Job, Episode)
        /// Backing off with a job in hand.
        case backingOff(Job, Episode, until: Duration, reason: String)
        /// Out of reach; probed at a time.
        case broken(failures: Int, until: Duration, reason: String)
        /// Stopped until somebody sets it going.
        case paused(reason: String)
    }

    /// What happened to the job in hand since it was taken.
    public struct Episode: Sendable, Hashable {
        var failures = 0
        /// Those among them that count against a limit: answers, not a line that loses them.
        var counted = 0
        /// Look-ups to which the destination was too busy to answer; they are no sends.
        var questions = 0
        /// Further sends that are allowed after an unclear answer.
        var sendLimit: Int?
        var heals = 0
        var contradictions = 0
        var mustLookUp: Bool
        /// Whether the destination may have taken a sending that it did not answer.
        var mayBeTaken = false
    }

    /// Times that a job may be mended by what the destination says before a person is asked.
    static let healLimit = 5
    /// Times that "I have it" and "it is not there" may contradict each other before a person is asked.
    static let contradictionLimit = 3

    private let name: String
    private let patience: Patience
    private var noted = LaneState.running
    private var chance: SplitMix64

    /// Makes a machine; `noted` is how the lane was last written down, with its reason.
    ///
    /// Only a pause outlives a restart; of anything else the lane says that it runs, once it does.
    public init(
        name: String, seed: UInt64, patience: Patience = .standard, noted: LaneState = .running, reason: String? = nil
    ) {
        self.name = name
        self.patience = patience
        self.noted = noted
        chance = SplitMix64(seed: seed)
        if noted == .paused { state = .paused(reason: reason ?? "paused") }
    }

    /// Takes in an event and says what to do now.
    public mutating func handle(_ event: LaneEvent, at now: Duration) -> LaneAction {
        switch event {
        case .woke: woke(at: now)
        case .routeReturned: routeReturned(at: now)
        case .paused(let reason): pause(reason, trouble: nil)
        case .resumed: resume()
        case .head(let job): take(job)
        case .delivered(let answer): delivered(answer, at: now)
        case .lookedUp(let answer): lookedUp(answer, at: now)
        case .probed(let reached): probed(reached, at: now)
        case .parked: finishedJob()
        case .worked: woke(at: now)
        case .unwritten(let action): unwritten(action, at: now)
        }
    }

    private mutating func woke(at now: Duration) -> LaneAction {
        switch state {
        case .idle: return .takeHead
        case .working(let job, let episode): return step(job, episode)
        case .backingOff(let job, let episode, let until, _):
            guard now >= until else { return .wait(until: until) }
            return work(job, episode)
        case .broken(_, let until, _): return now >= until ? .probe : .wait(until: until)
        case .paused: return .wait(until: nil)
        }
    }

    /// What was decided stays decided where the spool could not take it: a pause above all, with its task.
    private mutating func unwritten(_ action: LaneAction, at now: Duration) -> LaneAction {
        switch action {
        case .note, .countAttempt, .park, .pause: action
        case .takeHead, .deliver, .lookUp, .work, .probe, .wait: woke(at: now)
        }
    }

    /// Sets the job in hand aside, or stops the lane where its number may be taken: parked, it would go to another.
    private mutating func giveUp(_ job: Job, _ episode: Episode, _ trouble: Trouble) -> LaneAction {
        guard episode.mayBeTaken else { return .park(job, trouble) }
        let unknown = Trouble.fateUnknown(name, trouble)
        return pause(unknown.reason, trouble: unknown)
    }

    /// A route came back, or somebody asks for a try: no waiting time holds any more.
    private mutating func routeReturned(at now: Duration) -> LaneAction {
        switch state {
        case .broken: return .probe
        case .backingOff(let job, let episode, _, _): return work(job, episode)
        default: return woke(at: now)
        }
    }

    private mutating func resume() -> LaneAction {
        state = .idle
        return flowing(or: .takeHead)
    }

    private mutating func take(_ job: Job?) -> LaneAction {
        guard case .idle = state else { return woke(at: .zero) }
        guard let job else { return flowing(or: .wait(until: nil)) }
        return work(
            job,
            Episode(
                failures: job.attempts, counted: job.attempts, mustLookUp: job.isInFlight, mayBeTaken: job.mayBeTaken))
    }

    private mutating func work(_ job: Job, _ episode: Episode) -> LaneAction {
        state = .working(job, episode)
        return step(job, episode)
    }

    private func step(_ job: Job, _ episode: Episode) -> LaneAction {
        episode.mustLookUp ? .lookUp(job) : .deliver(job)
    }

    private mutating func finishedJob() -> LaneAction {
        if case .paused = state { return .wait(until: nil) }
        state = .idle
        return flowing(or: .takeHead)
    }

    /// Says once that the lane runs again, where it was last said to wait.
    private mutating func flowing(or action: LaneAction) -> LaneAction {
        guard noted != .running else { return action }
        noted = .running
        return .note(.running, reason: nil, until: nil)
    }

    private mutating func delivered(_ answer: DeliveryAnswer, at now: Duration) -> LaneAction {
        guard case .working(let job, var episode) = state else { return woke(at: now) }
        switch answer {
        case .done: return finishedJob()
        case .progressed:
            let next = work(job, Episode(mustLookUp: false))
            return flowing(or: next)
        case .healed(let reason):
            episode.heals += 1
            guard episode.heals <= Self.healLimit else { return giveUp(job, episode, .keepsHealing(name, reason)) }
            return work(job, episode)
        case .unreachable(let reason):
            return breakOff(reason, at: now)
        case .again(let after, let limit, let reason):
            episode.failures += 1
            episode.counted += 1
            if let limit, episode.counted > limit { return giveUp(job, episode, .triedEnough(name, limit, reason)) }
            let pause = after ?? wait(patience.attempts, episode.failures)
            return backOff(job, episode, by: pause, reason, counts: true, at: now)
        case .unclear(let limit, let reason):
            (episode.mustLookUp, episode.mayBeTaken) = (true, true)
            episode.failures += 1
            if limit != nil { episode.counted += 1 }
            episode.sendLimit = limit
            return backOff(
                job, episode, by: wait(patience.questions, episode.failures), reason, counts: limit != nil, at: now)
        case .alreadyThere(let reason):
            return contradicted(job, episode, reason, mustLookUp: true)
        case .refused(let trouble): return giveUp(job, episode, trouble)
        case .deviceProblem(let trouble): return pause(trouble.reason, trouble: trouble)
        }
    }

    private mutating func lookedUp(_ answer: LookUpAnswer, at now: Duration) -> LaneAction {
        guard case .working(let job, var episode) = state else { return woke(at: now) }
        if case .notThere = answer { episode.mayBeTaken = false }
        switch answer {
        case .adopted: return work(job, Episode(mustLookUp: false))
        case .notThere, .unsupported:
            if let limit = episode.sendLimit, episode.counted > limit {
                if case .notThere = answer { return .park(job, .triedEnough(name, limit, "it did not arrive")) }
                // Where nobody can be asked its fate stays unknown: parked, its number would go to another.
                let trouble = Trouble.triedEnough(name, limit, "nobody can say whether it arrived")
                return pause(trouble.reason, trouble: trouble)
            }
            (episode.mustLookUp, episode.questions) = (false, 0)
            return work(job, episode)
        case .differs(let trouble), .deviceProblem(let trouble): return pause(trouble.reason, trouble: trouble)
        case .unreachable(let reason): return breakOff(reason, at: now)
        case .again(let after, let reason):
            episode.questions += 1
            let pause = after ?? wait(patience.attempts, episode.questions)
            return backOff(job, episode, by: pause, reason, counts: false, at: now)
        }
    }

    private mutating func contradicted(
        _ job: Job, _ episode: Episode, _ reason: String, mustLookUp: Bool
    ) -> LaneAction {
        var episode = episode
        episode.contradictions += 1
        guard episode.contradictions <= Self.contradictionLimit else {
            let trouble = Trouble.contradiction(name, reason)
            return pause(trouble.reason, trouble: trouble)
        }
        episode.mustLookUp = mustLookUp
        return work(job, episode)
    }

    /// The destination is out of reach: the job goes back untouched and no attempt is counted.
    private mutating func breakOff(_ reason: String, at now: Duration) -> LaneAction {
        let until = now + wait(patience.probes, 1)
        state = .broken(failures: 1, until: until, reason: reason)
        noted = .broken
        return .note(.broken, reason: reason, until: until)
    }

    private mutating func probed(_ reached: Bool, at now: Duration) -> LaneAction {
        guard case .broken(let failures, _, let reason) = state else { return woke(at: now) }
        guard !reached else {
            state = .idle
            return flowing(or: .takeHead)
        }
        let until = now + wait(patience.probes, failures + 1)
        state = .broken(failures: failures + 1, until: until, reason: reason)
        return .note(.broken, reason: reason, until: until)
    }

    private mutating func backOff(
        _ job: Job, _ episode: Episode, by wait: Duration, _ reason: String, counts: Bool, at now: Duration
    ) -> LaneAction {
        state = .backingOff(job, episode, until: now + wait, reason: reason)
        guard counts || wait > .zero else { return .wait(until: now) }
        noted = .waiting
        return counts
            ? .countAttempt(job, reason: reason, until: now + wait)
            : .note(.waiting, reason: reason, until: now + wait)
    }

    private mutating func pause(_ reason: String, trouble: Trouble?) -> LaneAction {
        state = .paused(reason: reason)
        noted = .paused
        return .pause(reason: reason, trouble)
    }

    private mutating func wait(_ backoff: Backoff, _ failures: Int) -> Duration {
        backoff.wait(after: failures, chance: Int(chance.next() % 1_000))
    }
}
