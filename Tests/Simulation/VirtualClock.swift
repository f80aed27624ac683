import Fiscal
import Spool
import Synchronization

/// The clocks of a simulated machine: time that never steps, and a wall clock that can be put anywhere.
final class VirtualClock: Sendable {
    /// When every simulation begins: 12 March 2026, 10:45:12.345 in Kenya.
    static let beginning: Int64 = 1_773_301_512_345

    private struct Hands {
        var elapsed: Int64 = 0
        var offset: Int64 = 0
        var bootedAt: Int64 = 0
    }

    private let hands = Mutex(Hands())

    /// Milliseconds since the beginning.
    var elapsed: Int64 { hands.withLock { $0.elapsed } }
    /// Seconds since 1970 by a clock that is right, which is KRA's.
    var trueSeconds: Int { Int((Self.beginning + elapsed) / 1_000) }
    /// How far the wall clock is ahead of the truth, in milliseconds.
    var offset: Int64 { hands.withLock { $0.offset } }

    /// Lets time pass up to a moment; never back.
    func pass(to moment: Int64) { hands.withLock { $0.elapsed = max($0.elapsed, moment) } }
    /// Puts the wall clock off by so many milliseconds.
    func setOffset(_ offset: Int64) { hands.withLock { $0.offset = offset } }
    /// Sets the wall clock to 1970, as a flat battery does.
    func forget() { hands.withLock { $0.offset = -(Self.beginning + $0.elapsed) + 3_600_000 } }
    /// Starts the machine anew.
    func boot() { hands.withLock { $0.bootedAt = $0.elapsed } }

    /// The clocks as the spool reads them.
    var wall: WallClock {
        WallClock(
            now: { self.hands.withLock { Timestamp(milliseconds: Self.beginning + $0.elapsed + $0.offset) } },
            sinceBoot: { self.hands.withLock { $0.elapsed - $0.bootedAt } })
    }
}
