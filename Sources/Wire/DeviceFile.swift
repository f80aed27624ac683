import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A printer behind a device file, a pty or a plain file: bytes go in, within a deadline.
///
/// One caller at a time writes; the blocking system calls run on a thread of their own.
public final class DeviceFile: Sendable {
    /// The path.
    public let path: String
    private let queue: DispatchQueue

    /// Names a device; it is opened for each write, so that a device that comes and goes is found again.
    public init(path: String) {
        self.path = path
        queue = DispatchQueue(label: "risiti.wire.\(path)")
    }

    /// Writes all bytes, or says how many went.
    ///
    /// - Throws: ``WireError`` where the device cannot be opened, refuses, or takes longer than `deadline`.
    public func write(_ bytes: [UInt8], deadline: Duration) async throws(WireError) {
        let path = path
        let result: Result<Void, WireError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(WireError) in
                        try Self.write(bytes, to: path, deadline: deadline)
                    })
            }
        }
        try result.get()
    }

    /// Whether the device can be opened for writing now.
    public func isPresent() -> Bool {
        access(path, W_OK) == 0
    }

    /// Makes sure that the device can be opened for writing now.
    ///
    /// - Throws: ``WireError`` `absent` where it cannot.
    package func requirePresence() throws(WireError) {
        guard isPresent() else { throw WireError(.absent, "\(path) is not there, or may not be written to") }
    }

    private static func write(_ bytes: [UInt8], to path: String, deadline: Duration) throws(WireError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw WireError(.absent, "\(path) does not open: \(String(cString: strerror(errno)))")
        }
        defer { _ = Glibc.close(descriptor) }
        let start = ContinuousClock.now
        var sent = 0
        while sent < bytes.count {
            let left = deadline - start.duration(to: .now)
            guard left > .zero else {
                throw WireError(.tooSlow, "\(path) took \(sent) of \(bytes.count) bytes in \(deadline)", sent: sent)
            }
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let answer = poll(&ready, 1, Int32(clamping: left.components.seconds * 1_000 + 1))
            if answer < 0, errno == EINTR { continue }
            guard answer > 0 else { continue }
            let count = bytes[sent...].withContiguousStorageIfAvailable {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if let count, count > 0 {
                sent += count
            } else if errno != EAGAIN, errno != EINTR {
                throw WireError(
                    .refused, "\(path) took \(sent) of \(bytes.count) bytes, then: \(String(cString: strerror(errno)))",
                    sent: sent)
            }
        }
    }
}

extension DeviceFile: ByteChannel {
    /// The path.
    public var place: String { path }

    /// Writes all bytes, or says how many went.
    public func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await write(bytes, deadline: ContinuousClock.now.duration(to: deadline))
    }

    /// Waits in vain: nothing comes back from a file.
    public func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        do {
            try await ContinuousClock().sleep(until: deadline)
        } catch {
            throw WireError(.cancelled, "\(path): the wait was given up")
        }
        throw WireError(.tooSlow, "\(path) gives nothing: it is a file")
    }

    /// Nothing is held between two writes.
    public func close() async {}
}
