import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// One open descriptor that never blocks: raw reads and writes, and waits on a thread of its own.
///
/// The thread sleeps in `poll` on the descriptor and on a doorbell (a pipe), so a cancelled wait ends at once and
/// nothing runs while nobody waits. It is the thread that closes the descriptor, so its number is never polled after
/// somebody else got it.
final class DescriptorHandle: Sendable {
    private let state: Mutex<State>
    private let doorbell: Int32
    private let button: Int32
    private let isSocket: Bool

    /// Takes a non-blocking descriptor over, and closes it whatever comes; nil where the machine has no more of them.
    init?(owning descriptor: Int32, isSocket: Bool = false) {
        var ends: [Int32] = [-1, -1]
        let isMade = pipe(&ends) == 0
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (doorbell, button) = (ends[0], ends[1])
        state = Mutex(State(descriptor: descriptor))
        self.isSocket = isSocket
        guard isMade else {
            Glibc.close(descriptor)
            return nil
        }
        DispatchQueue(label: "risiti.wire.descriptor").async { self.watch() }
    }

    deinit {
        for end in [doorbell, button] where end >= 0 { Glibc.close(end) }
    }

    // MARK: Steps

    /// Reads what is there.
    func read(upTo limit: Int) -> Step<[UInt8]> {
        with { descriptor in
            var count = 0
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
                repeat {
                    count = Glibc.read(descriptor, buffer.baseAddress, limit)
                    code = errno
                } while count < 0 && code == EINTR
                filled = max(count, 0)
            }
            // 0 is the end: of a connection, or of a terminal that was hung up (VMIN is 1).
            if count == 0 { return .disconnected }
            return count > 0 ? .moved(bytes) : Step(failure: code)
        } ?? .disconnected
    }

    /// Writes as much as fits now.
    func write(_ bytes: ArraySlice<UInt8>) -> Step<Int> {
        with { descriptor in
            bytes.withUnsafeBytes { buffer in
                var count = 0
                var code: Int32 = 0
                repeat {
                    // A connection that broke is an error here and not a signal to the process.
                    count =
                        isSocket
                        ? send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                        : Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                    code = errno
                } while count < 0 && code == EINTR
                if count == 0 { return .blocked }
                return count > 0 ? .moved(count) : Step(failure: code)
            }
        } ?? .disconnected
    }

    /// Lends the descriptor for a call that does not block; nil once it is closed.
    func with<Answer>(_ body: (Int32) -> Answer) -> Answer? {
        state.withLock { state in state.isClosing ? nil : body(state.descriptor) }
    }

    // MARK: Waits

    /// Waits until a read or a write would do something, which may be to fail.
    func ready(for direction: Direction, by deadline: ContinuousClock.Instant) async -> Readiness {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let atOnce: Readiness? = state.withLock { state in
                    if state.isClosing { return .closed }
                    // Seen under the lock: a cancellation after this finds the waiter.
                    if Task.isCancelled { return .cancelled }
                    state.waiters.append(
                        Waiter(id: id, direction: direction, deadline: deadline, continuation: continuation))
                    return nil
                }
                if let atOnce { continuation.resume(returning: atOnce) } else { ring() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: .cancelled)
        }
    }

    /// Closes the descriptor and comes back when that is done.
    func close() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if state.descriptor < 0 { return true }
                state.isClosing = true
                state.closers.append(continuation)
                return false
            }
            if isClosed { continuation.resume() } else { ring() }
        }
    }

    /// Closes the descriptor soon, for an owner that is going.
    func abandon() {
        state.withLock { $0.isClosing = true }
        ring()
    }

    private func ring() {
        // A full pipe rings too.
        var ring: UInt8 = 1
        _ = Glibc.write(button, &ring, 1)
    }

    // MARK: The thread

    private func watch() {
        while let plan = state.withLock({ $0.plan }) {
            // A negative descriptor is passed over: a device that hung up while nobody waits would never let us sleep.
            var entries = [
                pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0),
                pollfd(fd: plan.events == 0 ? -1 : plan.descriptor, events: plan.events, revents: 0),
            ]
            let count = poll(&entries, 2, plan.timeout)
            if count > 0, entries[0].revents != 0 {
                var rings = [UInt8](repeating: 0, count: 64)
                _ = Glibc.read(doorbell, &rings, rings.count)
            }
            let found = count > 0 ? entries[1].revents : 0
            for (waiter, readiness) in state.withLock({ $0.takeFinished(found, at: .now) }) {
                waiter.continuation.resume(returning: readiness)
            }
        }
        end()
    }

    private func end() {
        let (descriptor, waiters) = state.withLock { state in
            defer { state.waiters = [] }
            return (state.descriptor, state.waiters)
        }
        waiters.forEach { $0.continuation.resume(returning: .closed) }
        if isSocket { leave(descriptor) }
        Glibc.close(descriptor)
        let closers = state.withLock { state in
            state.descriptor = -1
            defer { state.closers = [] }
            return state.closers
        }
        closers.forEach { $0.resume() }
    }

    /// Says goodbye and reads what nobody will: a socket closed over unread bytes resets the connection, and a printer
    /// may then drop the end of what it was sent.
    private func leave(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_WR))
        var scrap = [UInt8](repeating: 0, count: 4_096)
        var rounds = 0
        while rounds < 256, recv(descriptor, &scrap, scrap.count, Int32(MSG_DONTWAIT)) > 0 { rounds += 1 }
    }

    // MARK: Parts

    /// What came of one call.
    enum Step<Moved: Sendable>: Sendable {
        case moved(Moved)
        case blocked
        case disconnected
        case failed(Int32)

        /// Of an errno, which means something only after −1.
        init(failure code: Int32) {
            switch code {
            case EAGAIN: self = .blocked
            case EIO, ENXIO, ENODEV, EPIPE, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENETDOWN:
                self = .disconnected
            default: self = .failed(code)
            }
        }
    }

    /// Which way bytes would go.
    enum Direction: Sendable {
        case reading
        case writing
    }

    /// How a wait ended.
    enum Readiness: Sendable {
        case ready
        case late
        case cancelled
        case closed
    }

    private struct Waiter {
        let id: UInt64
        let direction: Direction
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Readiness, Never>

        var events: Int16 { Int16(direction == .reading ? POLLIN : POLLOUT) }
    }

    private struct State {
        var descriptor: Int32
        var isClosing = false
        var lastID: UInt64 = 0
        var waiters: [Waiter] = []
        var closers: [CheckedContinuation<Void, Never>] = []

        init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        /// What to poll for, and for how long in milliseconds (−1: until the doorbell); nil at the end.
        var plan: (descriptor: Int32, events: Int16, timeout: Int32)? {
            guard !isClosing else { return nil }
            let events = waiters.reduce(0) { $0 | $1.events }
            guard let first = waiters.map(\.deadline).min() else { return (descriptor, 0, -1) }
            return (descriptor, events, Int32(clamping: ContinuousClock.now.duration(to: first).millisecondsUp))
        }

        mutating func takeFinished(_ found: Int16, at now: ContinuousClock.Instant) -> [(Waiter, Readiness)] {
            let trouble = Int16(POLLHUP | POLLERR | POLLNVAL)
            var finished: [(Waiter, Readiness)] = []
            waiters.removeAll { waiter in
                let isReady = found & (waiter.events | trouble) != 0
                guard isReady || waiter.deadline <= now else { return false }
                finished.append((waiter, isReady ? .ready : .late))
                return true
            }
            return finished
        }
    }
}

extension Duration {
    /// Whole milliseconds, never fewer than this is, and at least 0.
    var millisecondsUp: Int64 {
        let parts = max(self, .zero).components
        guard parts.seconds < 1_000_000_000 else { return 1_000_000_000_000 }
        return parts.seconds * 1_000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}

/// What the system calls an error number.
func sentence(of code: Int32) -> String {
    String(cString: strerror(code))
}
