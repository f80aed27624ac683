import Dispatch
import Synchronization

/// The USB of this machine: what is plugged in, and what comes and goes.
///
/// One stands for as long as devices are used.
///
/// It costs a sleeping thread; where there is no USB it says so at once and costs nothing.
public final class USBBus: Sendable {
    private let state: Mutex<State>

    /// Starts to use USB.
    ///
    /// - Throws: ``WireError`` `absent` where this machine has none that can be used.
    public init() throws(WireError) {
        state = Mutex(State(handle: try USBBusHandle()))
    }

    /// The devices that are plugged in now, hubs left out.
    ///
    /// Nothing is sent to any of them where sysfs has their texts.
    public func list() async throws(WireError) -> [USBDevice] {
        try await onQueue { bus throws(WireError) in try bus.devices() }
    }

    /// Every device that is there, then every one that comes or goes, in order.
    ///
    /// One who does not listen loses the oldest of more than 256 changes.
    ///
    /// - Throws: ``WireError`` `refused` where the machine does not tell of them.
    public func changes() throws(WireError) -> AsyncStream<USBChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: USBChange.self, bufferingPolicy: .bufferingNewest(256))
        let end = try handle().watch { continuation.yield($0) }
        continuation.onTermination = { _ in end() }
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    /// Opens a device that was listed or that arrived, and claims one of its interfaces.
    ///
    /// A kernel driver that has the interface lets go of it, and gets it back when the port is closed.
    ///
    /// - Throws: ``WireError`` `absent` or `gone` where it left, `absent` where it is forbidden, `inUse` where another program has it, `refused` where
    ///   it does not do as it is told.
    public func open(
        _ device: USBDevice, _ interface: USBInterface, endsWithEmptyPacket: Bool = false
    ) async throws(WireError) -> USBPort {
        let opened = try await onQueue { bus throws(WireError) in try USBHandle(device, interface, on: bus) }
        return USBPort(device, interface, opened, endsWithEmptyPacket: endsWithEmptyPacket)
    }

    /// Ends the use of USB: those who listen are told so, and this comes back when the last port has been closed.
    public func close() async {
        await leave()?.ended()
    }

    /// Lets go of libusb, which ends with the last port that holds it.
    private func leave() -> USBBusHandle.Events? {
        let (handle, listeners) = state.withLock { state in
            defer { state = State(handle: nil) }
            return (state.handle, state.listeners)
        }
        listeners.forEach { $0.finish() }
        return handle?.events
    }

    private func handle() throws(WireError) -> USBBusHandle {
        guard let handle = state.withLock({ $0.handle }) else { throw WireError(.gone, "the use of USB has ended") }
        return handle
    }

    /// Runs what may block away from the threads that serve tills.
    private func onQueue<Answer: Sendable>(
        _ body: @escaping @Sendable (USBBusHandle) throws(WireError) -> Answer
    ) async throws(WireError) -> Answer {
        let handle = try handle()
        let result: Result<Answer, WireError> = await withCheckedContinuation { continuation in
            handle.queue.async {
                continuation.resume(returning: Result { () throws(WireError) in try body(handle) })
            }
        }
        return try result.get()
    }

    private struct State {
        var handle: USBBusHandle?
        var listeners: [AsyncStream<USBChange>.Continuation] = []
    }
}
