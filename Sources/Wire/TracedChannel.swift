/// A channel that writes down every byte that goes and comes, for a person to read beside the maker's manual.
///
///     # /dev/ttyUSB0
///      0.000114 > 01 25 21 5a 31 05 30 30 3d 36 03                 .%!Z1.00=6.
///      0.061870 < 16                                               .
///      0.800004 ! wire.too_slow: /dev/ttyUSB0 gave nothing in time
///
/// Seconds since the channel was opened, `>` to the device, `<` from it, `!` what went wrong; sixteen bytes a line. What is
/// sent to a device may hold an operator's password: a trace is not for everybody.
public final class TracedChannel: ByteChannel {
    /// Bytes of one line.
    private static let width = 16

    private let channel: any ByteChannel
    private let opened: ContinuousClock.Instant
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sink: @Sendable (String) -> Void

    /// Wraps a channel that was opened just now; lines go to `sink` without their end.
    public init(
        _ channel: any ByteChannel, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.channel = channel
        self.now = now
        self.sink = sink
        opened = now()
        sink("# \(channel.place)")
    }

    /// The place of the channel within.
    public var place: String { channel.place }

    /// Writes all bytes, and traces those that left.
    public func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        do {
            try await channel.write(bytes, by: deadline)
        } catch {
            trace(">", bytes.prefix(error.sent))
            trace(error)
            throw error
        }
        trace(">", bytes[...])
    }

    /// Waits until what was written has left.
    public func drain(by deadline: ContinuousClock.Instant) async throws(WireError) {
        do {
            try await channel.drain(by: deadline)
        } catch {
            trace(error)
            throw error
        }
    }

    /// Reads what is there, and traces it.
    public func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        do {
            let bytes = try await channel.read(upTo: limit, by: deadline)
            trace("<", bytes[...])
            return bytes
        } catch {
            trace(error)
            throw error
        }
    }

    /// Asks the channel within; nothing of it is among the bytes.
    public func isOutOfPaper(by deadline: ContinuousClock.Instant) async -> Bool? {
        await channel.isOutOfPaper(by: deadline)
    }

    /// Gives the device back.
    public func close() async {
        await channel.close()
        sink("\(time()) # closed")
    }

    private func trace(_ error: WireError) {
        sink("\(time()) ! \(error)")
    }

    private func trace(_ direction: String, _ bytes: ArraySlice<UInt8>) {
        let time = time()
        var rest = bytes
        while !rest.isEmpty {
            let line = rest.prefix(Self.width)
            rest = rest.dropFirst(line.count)
            let hexadecimal = line.map(Self.digits).joined(separator: " ")
            let gap = String(repeating: " ", count: Self.width * 3 - 1 - hexadecimal.count)
            let text = String(decoding: line.map { (0x20...0x7E).contains($0) ? $0 : 0x2E }, as: UTF8.self)
            sink("\(time) \(direction) \(hexadecimal)\(gap)  \(text)")
        }
    }

    /// Seconds with six decimals, nine characters at least.
    private func time() -> String {
        let (seconds, attoseconds) = opened.duration(to: now()).components
        let micros = String(attoseconds / 1_000_000_000_000)
        let text = "\(seconds)." + String(repeating: "0", count: max(0, 6 - micros.count)) + micros
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    private static func digits(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }
}
