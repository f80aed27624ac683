import Synchronization

/// A count that is written by one and read by others.
final class Tally: Sendable {
    private let count = Atomic<Int64>(0)

    /// The count.
    var value: Int64 { count.load(ordering: .relaxed) }

    /// Sets it.
    func set(_ value: Int64) { count.store(value, ordering: .relaxed) }
}
