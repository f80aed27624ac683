import Synchronization

/// One claimed interface of a USB device: bytes in and out, and what the printer class lets one ask.
///
/// A device that left is `gone` for good; one that came back is opened anew (``USBBus/changes()``).
public final class USBPort: ByteChannel {
    /// The device.
    public let device: USBDevice
    /// The interface.
    public let interface: USBInterface
    private let handle: USBHandle
    private let endsWithEmptyPacket: Bool
    private let unread = Mutex<[UInt8]>([])

    /// `usb 0416:5011 serial 7A21`.
    public var place: String { device.identity.description }

    init(_ device: USBDevice, _ interface: USBInterface, _ handle: USBHandle, endsWithEmptyPacket: Bool) {
        self.device = device
        self.interface = interface
        self.handle = handle
        self.endsWithEmptyPacket = endsWithEmptyPacket
    }

    deinit {
        handle.abandon()
    }

    /// The devices that are plugged in now; see ``USBBus/list()``.
    public static func list() async throws(WireError) -> [USBDevice] {
        let bus = try USBBus()
        do {
            let devices = try await bus.list()
            await bus.close()
            return devices
        } catch {
            await bus.close()
            throw error
        }
    }

    // MARK: Bytes

    /// Hands all bytes to the device, which has taken them when this comes back.
    ///
    /// - Throws: ``WireError``; after `refused` for a stall the way in works again, and the device should be asked what it
    ///   did with the bytes that went.
    public func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
        guard let output = interface.output else { throw WireError(.refused, "\(place) takes no bytes") }
        var sent = 0
        while sent < bytes.count {
            let how = "after \(sent) of \(bytes.count) bytes"
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw WireError(.tooSlow, "\(place) was too slow, \(how)", sent: sent) }
            let chunk = bytes[sent...].prefix(Self.chunkLimit)
            let isLast = sent + chunk.count == bytes.count
            let outcome = await handle.transfer(
                .output(endpoint: output.address, chunk, endsWithEmptyPacket: isLast && endsWithEmptyPacket),
                timeout: left)
            // What left counts, however it ended: nothing is ever sent again from the start.
            sent += outcome.count
            guard outcome.end != .completed else {
                guard outcome.count > 0 else { throw WireError(.refused, "\(place) took nothing, \(how)", sent: sent) }
                continue
            }
            throw await error(
                outcome.end, endpoint: output.address, sent: sent, of: bytes.count,
                isUncounted: outcome.wasUnderWay && outcome.end.losesCount)
        }
    }

    /// Reads what the device gives.
    public func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
        precondition(limit > 0, "a read of nothing has no answer")
        guard let input = interface.input else { throw WireError(.refused, "\(place) gives no bytes") }
        while true {
            if let bytes = takeUnread(limit) { return bytes }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw WireError(.tooSlow, "\(place) gave nothing in time") }
            // Whole packets only: a device that sends more than the buffer takes loses the answer.
            let packet = max(1, input.packetSize)
            let packets = (min(limit, Self.chunkLimit) + packet - 1) / packet
            let outcome = await handle.transfer(
                .input(endpoint: input.address, count: packets * packet), timeout: left)
            // Bytes that came with a deadline or a cancellation are kept for the next read.
            unread.withLock { $0 += outcome.bytes }
            switch outcome.end {
            case .completed where outcome.bytes.isEmpty: try await pause(until: deadline)
            case .completed: continue
            case .late where !outcome.bytes.isEmpty: continue
            default: throw await error(outcome.end, endpoint: input.address)
            }
        }
    }

    /// Ends what is under way, and gives the interface back to the kernel's driver.
    public func close() async {
        await handle.close()
    }

    // MARK: Printer class

    /// The printer's IEEE 1284 identity: `MFG:…;MDL:…;CMD:…;`.
    ///
    /// Not while bytes are being written: some printers mix it in.
    public func deviceID(by deadline: ContinuousClock.Instant) async throws(WireError) -> String {
        let bytes = try await ask(
            0xA1, 0x00, index: UInt16(interface.number) << 8 | UInt16(interface.alternate), count: 1_024, by: deadline)
        // Two bytes of length, themselves included, the greater first; some clones count wrongly.
        guard bytes.count >= 2 else { return "" }
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        let end = (2...bytes.count).contains(length) ? length : bytes.count
        return String(decoding: bytes[2..<end], as: UTF8.self)
    }

    /// What the printer says of its paper.
    public func printerStatus(by deadline: ContinuousClock.Instant) async throws(WireError) -> USBPrinterStatus {
        let bytes = try await ask(0xA1, 0x01, index: UInt16(interface.number), count: 1, by: deadline)
        guard let byte = bytes.first else { throw WireError(.refused, "\(place) answered no status") }
        return USBPrinterStatus(byte: byte)
    }

    /// What the printer class says of the paper; a printer answers this while its buffer is full, too.
    public func isOutOfPaper(by deadline: ContinuousClock.Instant) async -> Bool? {
        do throws(WireError) {
            return try await printerStatus(by: deadline).isPaperOut
        } catch {
            return nil
        }
    }

    /// Has the printer forget what it has not printed; the last resort, and never within a receipt.
    public func softReset(by deadline: ContinuousClock.Instant) async throws(WireError) {
        let index = UInt16(interface.number)
        // Recipient "interface" by the class's text 1.1, "other" by the older one that Linux itself follows.
        let first = await control(0x21, 0x02, index: index, count: 0, by: deadline)
        guard first.end != .completed else { return }
        guard first.end == .stalled else { throw await error(first.end) }
        _ = try await ask(0x23, 0x02, index: index, count: 0, by: deadline)
    }

    private func ask(
        _ type: UInt8, _ request: UInt8, index: UInt16, count: Int, by deadline: ContinuousClock.Instant
    ) async throws(WireError) -> [UInt8] {
        let outcome = await control(type, request, index: index, count: count, by: deadline)
        guard outcome.end == .completed else { throw await error(outcome.end) }
        return outcome.bytes
    }

    private func control(
        _ type: UInt8, _ request: UInt8, index: UInt16, count: Int, by deadline: ContinuousClock.Instant
    ) async -> USBHandle.Outcome {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return USBHandle.Outcome(.late) }
        return await handle.transfer(
            .control(type: type, request: request, value: 0, index: index, count: count), timeout: left)
    }

    // MARK: Ends

    /// The most bytes of one transfer: what the kernel takes in one piece.
    private static let chunkLimit = 16_384
    /// Between two asks of a device that answers "nothing" instead of waiting, as some clones do.
    private static let emptyPause = Duration.milliseconds(10)

    private func takeUnread(_ limit: Int) -> [UInt8]? {
        unread.withLock { unread in
            guard !unread.isEmpty else { return nil }
            defer { unread.removeFirst(min(limit, unread.count)) }
            return Array(unread.prefix(limit))
        }
    }

    private func pause(until deadline: ContinuousClock.Instant) async throws(WireError) {
        do {
            try await ContinuousClock().sleep(until: min(deadline, .now + Self.emptyPause))
        } catch {
            throw WireError(.cancelled, "\(place): the wait was given up")
        }
    }

    /// Says how a transfer ended, and makes a stalled endpoint work again.
    private func error(
        _ end: USBHandle.Outcome.End, endpoint: UInt8? = nil, sent: Int = 0, of total: Int? = nil,
        isUncounted: Bool = false
    ) async -> WireError {
        let how = total.map { ", after \(sent) of \($0) bytes" } ?? ""
        switch end {
        case .completed, .late: return WireError(.tooSlow, "\(place) did not answer in time\(how)", sent: sent)
        case .cancelled: return WireError(.cancelled, "\(place): the wait was given up\(how)", sent: sent)
        case .gone: return WireError(.gone, "\(place) is gone\(how)", sent: sent, isUncounted: isUncounted)
        case .failed(let why):
            return WireError(.refused, "\(place): \(why)\(how)", sent: sent, isUncounted: isUncounted)
        case .stalled:
            guard let endpoint else { return WireError(.refused, "\(place) does not know that request") }
            let isCleared = await handle.clearHalt(endpoint)
            return WireError(
                .refused, "\(place) stalled\(how)\(isCleared ? "" : ", and goes on stalling")", sent: sent)
        }
    }
}
