/// A question whose answers do not say what they answer, but come in the order in which it was asked.
///
/// The answer of a job that was given up may come after all, and must not be taken for that of the next: so it is asked
/// again, until more answers came than can be left over from before.
struct OrderedQuestion: Sendable, Equatable {
    /// Answers that may still come.
    ///
    /// One before anything was asked: whoever worked the printer before, a program that was killed say, may have left it.
    private var owed = 1
    /// How many of them were left over when this job began.
    private var leftOver = 1
    private var heard = 0

    /// No printer is reckoned to keep more answers back than this.
    private static let limit = 8

    /// A job asks it for the first time.
    mutating func begin() {
        leftOver = min(owed, Self.limit)
        owed = leftOver + 1
        heard = 0
    }

    /// An answer came: whether one of this job's own is among those that came; else it is asked again.
    mutating func hear() -> Bool {
        heard += 1
        owed = max(0, owed - 1)
        if heard > leftOver { return true }
        owed += 1
        return false
    }
}
