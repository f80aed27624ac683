import Dispatch
import Synchronization

/// A connection to a device in the network: a printer's port 9100, or a maker's own port.
public final class TCPChannel: ByteChannel {
    /// The host and the port.
    public var place: String { channel.place }
    private let channel: DescriptorChannel

    /// Connects; the host is a name or an address.
    ///
    /// - Throws: ``WireError`` `absent` where nothing answers or it refuses, `tooSlow` at the deadline, `cancelled`.
    public static func connect(
        to host: String, port: UInt16 = 9_100, by deadline: ContinuousClock.Instant
    ) async throws(WireError) -> TCPChannel {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        var last = WireError(.absent, "\(place) has no address")
        for address in try await addresses(of: host, port: port, place: place, by: deadline) {
            do {
                return try await TCPChannel(address, place: place, by: deadline)
            } catch {
                guard error.code == .absent else { throw error }
                last = error
            }
        }
        throw last
    }

    private init(
        _ address: TCPHandle.Address, place: String, by deadline: ContinuousClock.Instant
    ) async throws(WireError) {
        switch TCPHandle.begin(address) {
        case .failure(let failure): throw WireError(.absent, "\(place) is not reached: \(sentence(of: failure.code))")
        case .success(let descriptor):
            channel = try DescriptorChannel(owning: descriptor, place: place, isSocket: true)
        }
        do {
            try await channel.waitUntilWritable(by: deadline)
        } catch {
            await channel.close()
            guard error.code == .tooSlow else { throw error }
            throw WireError(.tooSlow, "\(place) does not answer in time")
        }
        let code = channel.handle.with(TCPHandle.outcome) ?? 0
        guard code == 0 else {
            await channel.close()
            throw WireError(.absent, "\(place) is not reached: \(sentence(of: code))")
        }
    }

    /// Writes all bytes to the connection's buffer.
    public func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await channel.write(bytes, by: deadline)
    }

    /// Reads what is there.
    public func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        try await channel.read(upTo: limit, by: deadline)
    }

    /// Closes the connection; what was written is still sent.
    public func close() async {
        await channel.close()
    }

    /// A name is looked up on a thread of its own; one who gives up does not wait for it.
    private static func addresses(
        of host: String, port: UInt16, place: String, by deadline: ContinuousClock.Instant
    ) async throws(WireError) -> [TCPHandle.Address] {
        if let numeric = try? TCPHandle.addresses(of: host, port: port, numericOnly: true) { return numeric }
        let answer = Answer()
        DispatchQueue(label: "risiti.wire.names").async {
            answer.give(
                Result { () throws(WireError) in
                    try TCPHandle.addresses(of: host, port: port, numericOnly: false)
                })
        }
        DispatchQueue.global(qos: .utility).asyncAfter(
            deadline: .now() + .milliseconds(Int(clamping: ContinuousClock.now.duration(to: deadline).millisecondsUp))
        ) {
            answer.give(.failure(WireError(.tooSlow, "\(place) is not found in time")))
        }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            answer.give(.failure(WireError(.cancelled, "\(place): the wait was given up")))
        }.get()
    }

    /// The first answer of several, for one who waits.
    private final class Answer: Sendable {
        typealias Value = Result<[TCPHandle.Address], WireError>
        private let state = Mutex<(value: Value?, waiter: CheckedContinuation<Value, Never>?)>((nil, nil))

        func give(_ value: Value) {
            let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
                guard state.value == nil else { return nil }
                state.value = value
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: value)
        }

        func wait(_ waiter: CheckedContinuation<Value, Never>) {
            let value = state.withLock { state -> Value? in
                if state.value == nil { state.waiter = waiter }
                return state.value
            }
            if let value { waiter.resume(returning: value) }
        }
    }
}
