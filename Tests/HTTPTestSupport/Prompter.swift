import Dispatch
import Synchronization

/// What a test tells one connection of a server to do, one thing after the other, while the client waits.
public final class Prompter: Sendable {
    /// One thing to do.
    public enum Cue: Sendable {
        /// Writes these bytes.
        case write([UInt8])
        /// Takes the next request of this connection.
        case next
        /// Ends the connection in order.
        case end
        /// Ends it with a reset.
        case reset
    }

    private let cues = Mutex<[Cue]>([])
    private let isReady = DispatchSemaphore(value: 0)

    /// Makes a prompter with nothing to do so far.
    public init() {}

    /// Adds a thing to do.
    public func cue(_ cue: Cue) {
        cues.withLock { $0.append(cue) }
        isReady.signal()
    }

    /// The next thing to do; waits for it, on a thread of the server's own.
    func next() -> Cue {
        isReady.wait()
        return cues.withLock { $0.removeFirst() }
    }
}
