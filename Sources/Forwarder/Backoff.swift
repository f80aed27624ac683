/// How long to wait before the next try: growing steps, each with jitter.
public struct Backoff: Sendable, Hashable {
    /// The steps in order; the last one repeats.
    public let steps: [Duration]
    /// The share of a step that chance may add, in percent.
    public let jitterPercent: Int

    /// Makes a backoff.
    public init(steps: [Duration], jitterPercent: Int) {
        precondition(
            !steps.isEmpty && (0...100).contains(jitterPercent), "a backoff has steps, and jitter of 0 to 100 %")
        self.steps = steps
        self.jitterPercent = jitterPercent
    }

    /// After an answer that says "again": 5 s, 15 s, 60 s, 5 min, then every 15 min (reference §4.5, step 6).
    public static let attempts = Backoff(
        steps: [.seconds(5), .seconds(15), .seconds(60), .seconds(300), .seconds(900)], jitterPercent: 20)

    /// Between probes of a destination out of reach: 1 s to 60 s; a probe is cheap and has no side effects.
    public static let probes = Backoff(
        steps: [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(15), .seconds(30), .seconds(60)],
        jitterPercent: 20)

    /// After an unclear answer, before the question: at once, then growing.
    public static let questions = Backoff(
        steps: [.zero, .seconds(1), .seconds(5), .seconds(15), .seconds(60)], jitterPercent: 20)

    /// The wait after `failures` failures, 1 the first; `chance` is 0 up to 1 000.
    public func wait(after failures: Int, chance: Int) -> Duration {
        let step = steps[min(max(failures, 1), steps.count) - 1]
        return step + step * (jitterPercent * chance) / 100_000
    }
}

/// How long a lane waits for what: one backoff for each kind of waiting.
public struct Patience: Sendable, Hashable {
    /// After an answer that says "again".
    public var attempts: Backoff
    /// Between probes of a destination out of reach.
    public var probes: Backoff
    /// After an unclear answer, before the question.
    public var questions: Backoff
    /// Before the spool is used again after it failed.
    public var spool: Duration

    /// Makes a patience.
    public init(attempts: Backoff, probes: Backoff, questions: Backoff, spool: Duration = .seconds(1)) {
        (self.attempts, self.probes, self.questions, self.spool) = (attempts, probes, questions, spool)
    }

    /// The one that shops run with.
    public static let standard = Patience(attempts: .attempts, probes: .probes, questions: .questions)
}
