public import Spool

/// A company whose books are kept: many documents are under way there at once, each written down by itself.
///
/// Unlike at a ``Destination``, what became of a document never holds up another; the lane only has to know when there
/// is work, and whether the company can be reached at all.
public protocol CompanyWork: Sendable {
    /// Takes everything that is due one step further, as far as the company's limits allow at this moment.
    ///
    /// What leaves the machine was written down and committed before. Safe to be called again after any answer.
    func wave() async -> WaveAnswer

    /// Whether the company can be reached; free of side effects.
    func probe() async -> Bool
}

/// What came of a wave.
public enum WaveAnswer: Sendable, Hashable {
    /// Something was done, and there may be more.
    case worked
    /// Nothing is due before a while; nil where nothing waits for a time.
    case rested(for: Duration?)
    /// The company's limits are used up for a while, or it said how long it wants to be left alone.
    case limited(for: Duration, reason: String)
    /// No answer came from it: no route, no name, no connection.
    case unreachable(reason: String)
    /// It takes nothing until a person was there.
    case stopped(Trouble)
}
