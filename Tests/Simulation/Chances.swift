import Forwarder
import Synchronization

/// Chance for the ids of documents, from a seed.
final class Chances: Sendable {
    private let source: Mutex<SplitMix64>

    init(_ seed: UInt64) { source = Mutex(SplitMix64(seed: seed)) }

    /// The next 64 bits.
    func next() -> UInt64 { source.withLock { $0.next() } }
}
