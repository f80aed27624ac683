/// A serial port that is ours alone: raw bytes at a speed.
///
/// A pty is one too.
///
/// Name it by its stable name (`/dev/serial/by-id/…`, see ``SerialPorts``): a device that left is `gone` for good, and one
/// that came back is opened anew by the same name.
public final class SerialPort: ByteChannel {
    /// The path that it was opened by.
    public var place: String { channel.place }
    /// How the line is set.
    public let settings: SerialSettings
    private let channel: DescriptorChannel

    /// Opens a port, and locks out everybody else.
    ///
    /// - Throws: ``WireError`` `absent` where there is no such port or it is forbidden, `inUse`, `refused` where it cannot be
    ///   set as asked; each names the path.
    public init(_ path: String, _ settings: SerialSettings) throws(WireError) {
        let descriptor = try SerialHandle.open(path, settings)
        channel = try DescriptorChannel(owning: descriptor, place: path)
        self.settings = settings
    }

    /// Writes all bytes to the kernel's buffer; see ``drain(by:)``.
    public func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        try await channel.write(bytes, by: deadline)
    }

    /// Waits until the port has taken all bytes; a bridge or a FIFO may hold the last few dozen for a moment more.
    ///
    /// Looks again whenever the bytes that were left can have gone at the line's speed, `tcdrain` being a call that no
    /// deadline and no cancellation ends.
    public func drain(by deadline: ContinuousClock.Instant) async throws(WireError) {
        while true {
            guard let unsent = channel.handle.with(SerialHandle.unsent) else {
                throw WireError(.gone, "\(place) is gone")
            }
            guard unsent > 0 else { return }
            let now = ContinuousClock.now
            guard deadline > now else {
                throw WireError(.tooSlow, "\(place) still holds \(unsent) bytes in time")
            }
            let pause = max(settings.duration(of: unsent), .milliseconds(1))
            do {
                try await ContinuousClock().sleep(until: min(deadline, now + pause))
            } catch {
                throw WireError(.cancelled, "\(place): the wait was given up with \(unsent) bytes to go")
            }
        }
    }

    /// Reads what is there.
    public func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        try await channel.read(upTo: limit, by: deadline)
    }

    /// Raises or lowers "request to send"; false where the port has no such line, as a pty has none.
    @discardableResult
    public func setReadyToSend(_ isRaised: Bool) -> Bool {
        channel.handle.with { SerialHandle.setLine($0, .readyToSend, isRaised) } ?? false
    }

    /// Raises or lowers "data terminal ready"; false where the port has no such line, as a pty has none.
    @discardableResult
    public func setTerminalReady(_ isRaised: Bool) -> Bool {
        channel.handle.with { SerialHandle.setLine($0, .terminalReady, isRaised) } ?? false
    }

    /// Unlocks and closes the port.
    ///
    /// Bytes that were not drained are still sent, for as long as the driver waits for them.
    public func close() async {
        await channel.close()
    }
}
