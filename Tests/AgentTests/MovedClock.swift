import Fiscal
import Spool
import Synchronization

/// The system's clock, moved by a test.
final class MovedClock: Sendable {
    private let moved = Mutex<Int64>(0)

    var clock: WallClock {
        WallClock(
            now: { WallClock.system.now().advanced(by: .milliseconds(self.moved.withLock { $0 })) },
            sinceBoot: WallClock.system.sinceBoot)
    }

    func move(by step: Duration) { moved.withLock { $0 += step.wholeMilliseconds } }
}
