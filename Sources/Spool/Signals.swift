import Synchronization

/// What was committed; a listener names what it wakes for.
public struct SpoolChange: OptionSet, Sendable {
    /// The kinds as bits.
    public let rawValue: Int

    /// Makes a set of kinds.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// A sale was sealed.
    public static let sale = SpoolChange(rawValue: 1)
    /// A slip is to be printed, or was.
    public static let print = SpoolChange(rawValue: 2)
    /// Anything else: a lane, a receipt, a task, the device.
    public static let other = SpoolChange(rawValue: 4)
    /// Whatever it is.
    public static let any: SpoolChange = [.sale, .print, .other]
}

/// Tells listeners inside this process that something was committed.
final class Signals: Sendable {
    private let listeners = Mutex<[Int: (changes: SpoolChange, bell: AsyncStream<Void>.Continuation)]>([:])
    private let next = Atomic<Int>(0)

    /// A stream with one element for each time, or each few times, that something was committed.
    func stream(of changes: SpoolChange) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = next.wrappingAdd(1, ordering: .relaxed).newValue
        listeners.withLock { $0[id] = (changes, continuation) }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.removeValue(forKey: id) }
        }
        return stream
    }

    /// Wakes every listener that waits for one of the changes.
    ///
    /// Outside the lock: waking takes a listener's task lock, and a task that is cancelled holds that one while its
    /// stream's end asks for ours.
    func ring(_ changes: SpoolChange = .other) {
        let woken = listeners.withLock { $0.values.filter { !$0.changes.isDisjoint(with: changes) } }
        for listener in woken { listener.bell.yield() }
    }
}
