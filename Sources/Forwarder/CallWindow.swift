import Fiscal

/// How many calls may be made in a stretch of time, whoever counts and wherever their count begins.
///
/// A stretch is cut into slots; a call counts from the beginning of its slot until the stretch is over behind the slot's
/// end. So in no stretch of that length, fixed or sliding, are there more calls than allowed. The cost is one slot in
/// sixty: 98 % of what a provider allows.
public struct CallWindow: Sendable, Hashable, Codable {
    /// Calls that are allowed.
    public let calls: Int
    /// A slot's length in milliseconds.
    private let slotMilliseconds: Int64
    /// Calls by slot; those that no longer count are dropped.
    private var counts: [Int64: Int] = [:]

    /// The slots of a stretch.
    private static let slots: Int64 = 60

    /// Makes an empty window.
    public init(calls: Int, length: Duration) {
        precondition(calls > 0 && length >= .milliseconds(Self.slots), "a window allows calls, and takes time")
        self.calls = calls
        slotMilliseconds = (length.wholeMilliseconds + Self.slots - 1) / Self.slots
    }

    /// Calls that can be made at a time; milliseconds on a clock that never steps back.
    public func free(at now: Int64) -> Int {
        let oldest = now / slotMilliseconds - Self.slots
        return max(0, calls - counts.reduce(0) { $1.key >= oldest ? $0 + $1.value : $0 })
    }

    /// How long until a call can be made: zero where one can be made now.
    public func wait(at now: Int64) -> Duration {
        guard free(at: now) == 0 else { return .zero }
        let oldest = now / slotMilliseconds - Self.slots
        // The first slot that counts is free of its calls one stretch behind its own end.
        let first = counts.keys.filter { $0 >= oldest }.min() ?? oldest
        return .milliseconds(max(1, (first + Self.slots + 1) * slotMilliseconds - now))
    }

    /// Counts calls as made.
    public mutating func count(_ made: Int, at now: Int64) {
        let slot = now / slotMilliseconds
        counts = counts.filter { $0.key >= slot - Self.slots }
        counts[slot, default: 0] += made
    }

    /// The length of a slot: how long it takes until calls become free one after the other.
    var slot: Duration { .milliseconds(slotMilliseconds) }
}
