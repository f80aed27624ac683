/// A descriptor as a channel: suspends where the raw calls would block.
final class DescriptorChannel: ByteChannel {
    let place: String
    /// The raw calls.
    let handle: DescriptorHandle

    /// Takes a non-blocking descriptor over.
    ///
    /// - Throws: ``WireError`` `refused` where the machine has no descriptors left.
    init(owning descriptor: Int32, place: String, isSocket: Bool = false) throws(WireError) {
        guard let handle = DescriptorHandle(owning: descriptor, isSocket: isSocket) else {
            throw WireError(.refused, "\(place): this machine has no file descriptors left")
        }
        self.place = place
        self.handle = handle
    }

    deinit {
        handle.abandon()
    }

    func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        var sent = 0
        while sent < bytes.count {
            let progress = Progress(sent: sent, total: bytes.count)
            guard !Task.isCancelled else { throw error(.cancelled, progress) }
            guard deadline > .now else { throw error(.late, progress) }
            switch handle.write(bytes[sent...]) {
            case .moved(let count): sent += count
            case .blocked: try await wait(for: .writing, by: deadline, progress)
            case .disconnected: throw error(.closed, progress)
            case .failed(let code): throw failure(code, progress)
            }
        }
    }

    func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        precondition(limit > 0, "a read of nothing has no answer")
        while true {
            guard !Task.isCancelled else { throw error(.cancelled) }
            switch handle.read(upTo: min(limit, Self.readLimit)) {
            case .moved(let bytes): return bytes
            case .blocked: try await wait(for: .reading, by: deadline)
            case .disconnected: throw error(.closed)
            case .failed(let code): throw failure(code)
            }
        }
    }

    func close() async {
        await handle.close()
    }

    /// Waits until the descriptor can be written to; for a connection that is being made.
    func waitUntilWritable(by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await wait(for: .writing, by: deadline)
    }

    /// The most bytes that one read asks the kernel for.
    private static let readLimit = 65_536

    private func wait(
        for direction: DescriptorHandle.Direction, by deadline: ContinuousClock.Instant, _ progress: Progress? = nil
    ) async throws(WireError) {
        let readiness = await handle.ready(for: direction, by: deadline)
        if readiness != .ready { throw error(readiness, progress) }
    }

    private func error(_ readiness: DescriptorHandle.Readiness, _ progress: Progress? = nil) -> WireError {
        let sent = progress?.sent ?? 0
        let how = progress.map { ", \($0)" } ?? ""
        return switch readiness {
        case .cancelled: WireError(.cancelled, "\(place): the wait was given up\(how)", sent: sent)
        case .closed: WireError(.gone, "\(place) is gone\(how)", sent: sent)
        case .late, .ready:
            WireError(
                .tooSlow, "\(place) \(progress == nil ? "gave nothing" : "was too slow") in time\(how)", sent: sent)
        }
    }

    private func failure(_ code: Int32, _ progress: Progress? = nil) -> WireError {
        let how = progress.map { ", \($0)" } ?? ""
        return WireError(.refused, "\(place): \(sentence(of: code))\(how)", sent: progress?.sent ?? 0)
    }

    /// How far a write came.
    private struct Progress: CustomStringConvertible {
        let sent: Int
        let total: Int

        var description: String { "after \(sent) of \(total) bytes" }
    }
}
