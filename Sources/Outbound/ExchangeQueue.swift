import Dispatch
import Synchronization

/// The exchanges that wait for the client's thread, first come first served.
final class ExchangeQueue: Sendable {
    /// Exchanges that may wait; a lane has one in flight, so a queue this long is a mistake.
    static let limit = 256

    private let waiting = Mutex<[Exchange]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    /// Adds an exchange; false where too many are waiting.
    func add(_ exchange: Exchange) -> Bool {
        let added = waiting.withLock { waiting in
            guard waiting.count < Self.limit else { return false }
            waiting.append(exchange)
            return true
        }
        if added { arrivals.signal() }
        return added
    }

    /// The next exchange, waiting for one if need be; nil once the queue is closed and empty.
    func next() -> Exchange? {
        arrivals.wait()
        return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Wakes the thread for nothing, which ends it.
    func close() {
        arrivals.signal()
    }
}
