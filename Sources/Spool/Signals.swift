import Synchronization

/// Tells listeners inside this process that something was committed.
final class Signals: Sendable {
    private let listeners = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])
    private let next = Atomic<Int>(0)

    /// A stream with one element for each time, or each few times, that something was committed.
    func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = next.wrappingAdd(1, ordering: .relaxed).newValue
        listeners.withLock { $0[id] = continuation }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.removeValue(forKey: id) }
        }
        return stream
    }

    /// Wakes every listener.
    ///
    /// Outside the lock: waking takes a listener's task lock, and a task that is cancelled holds that one while its
    /// stream's end asks for ours.
    func ring() {
        for listener in listeners.withLock({ Array($0.values) }) { listener.yield() }
    }
}
