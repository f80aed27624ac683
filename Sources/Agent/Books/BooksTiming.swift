import Fiscal

/// How long the books wait for what.
package struct BooksTiming: Sendable {
    /// After an unclear answer, until it is looked for: the provider may still be working (accounting-apis §6.2).
    package var settle = Duration.seconds(120)
    /// Behind midnight, until a day's sum is made: tills close late.
    package var dayGrace = Duration.seconds(1_800)
    /// Before something is tried again that needs a person's setting.
    package var mappingRest = Duration.seconds(900)
    /// Before a document is tried again whose day the books are closed for, unless somebody says that they are open.
    package var lockRest = Duration.seconds(86_400)
    /// Before the spool is used again after it failed.
    package var spoolRest = Duration.seconds(1)
    /// Taken off a provider's replay window, for clocks and lines are slow.
    package var replayMargin = Duration.seconds(60)
    /// Between tries of the same: 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, then hourly (accounting-apis §6.4).
    package var tries: [Duration] = [1, 5, 30, 120, 600, 3_600].map { .seconds($0) }
    /// Sales that are given a place at once.
    package var intake = 500

    /// Makes the timing that shops run with.
    package init() {}

    /// The day whose sum may still collect: those of earlier days are closed by themselves.
    func closing(at now: Timestamp) -> CalendarDay { CalendarDay(now.advanced(by: .zero - dayGrace)) }

    /// How long after so many attempts the same is tried again.
    func again(after attempts: Int) -> Duration { tries[min(attempts, tries.count - 1)] }
}
