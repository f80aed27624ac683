import Dispatch

/// The USB of this machine: what is plugged in, and what comes and goes.
///
/// One stands for as long as devices are used.
///
/// It costs a sleeping thread; where there is no USB it says so at once and costs nothing.
public final class USBBus: Sendable {
    private let handle: USBBusHandle

    /// Starts to use USB.
    ///
    /// - Throws: ``WireError`` `absent` where this machine has none that can be used.
    public init() throws(WireError) {
        handle = try USBBusHandle()
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
        let end = try handle.watch { continuation.yield($0) }
        continuation.onTermination = { _ in end() }
        return stream
    }

    /// Opens a device that was listed or that arrived, and claims one of its interfaces.
    ///
    /// A kernel driver that has the interface lets go of it, and gets it back when the port is closed.
    ///
    /// - Throws: ``WireError`` `absent` or `gone` where it left, `absent` where it is forbidden or in use, `refused` where
    ///   it does not do as it is told.
    public func open(
        _ device: USBDevice, _ interface: USBInterface, endsWithEmptyPacket: Bool = false
    ) async throws(WireError) -> USBPort {
        let opened = try await onQueue { bus throws(WireError) in try USBHandle(device, interface, on: bus) }
        return USBPort(device, interface, opened, endsWithEmptyPacket: endsWithEmptyPacket)
    }

    /// Runs what may block away from the threads that serve tills.
    private func onQueue<Answer: Sendable>(
        _ body: @escaping @Sendable (USBBusHandle) throws(WireError) -> Answer
    ) async throws(WireError) -> Answer {
        let handle = handle
        let result: Result<Answer, WireError> = await withCheckedContinuation { continuation in
            handle.queue.async {
                continuation.resume(returning: Result { () throws(WireError) in try body(handle) })
            }
        }
        return try result.get()
    }
}
