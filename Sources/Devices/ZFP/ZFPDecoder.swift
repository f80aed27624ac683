/// Makes frames of bytes, however these are cut, and steps over what is none.
///
/// LEN decides where a packet ends, not `0A` (reference §3.1). A head that turns out false gives up one byte, and what
/// stood behind it is read again; `02` and `06` never stand in data, so the next head ends a torn frame at once.
struct ZFPDecoder: Sendable {
    /// How many bytes were stepped over since ``reset()``.
    private(set) var garbageCount = 0
    private var pending: [UInt8] = []

    /// Takes bytes in and gives the frames that are now whole.
    mutating func receive(_ bytes: [UInt8]) -> [ZFPFrame] {
        pending += bytes
        return frames()
    }

    /// Nothing more is coming: what looked like the beginning of a frame was none.
    mutating func expire() -> [ZFPFrame] {
        var found: [ZFPFrame] = []
        while !pending.isEmpty {
            pending.removeFirst()
            garbageCount += 1
            found += frames()
        }
        return found
    }

    /// Forgets the line.
    mutating func reset() {
        pending = []
        garbageCount = 0
    }

    private mutating func frames() -> [ZFPFrame] {
        var found: [ZFPFrame] = []
        var start = 0
        scan: while start < pending.count {
            switch Self.read(pending[start...]) {
            case .frame(let frame, let count):
                found.append(frame)
                start += count
            case .garbage:
                garbageCount += 1
                start += 1
            case .incomplete:
                break scan
            }
        }
        pending.removeFirst(start)
        return found
    }

    private enum Reading {
        case frame(ZFPFrame, Int)
        case garbage
        case incomplete
    }

    private static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
        guard let head = bytes.first else { return .incomplete }
        switch head {
        case ZFPFrame.packetHead: return packet(Array(bytes))
        case ZFPFrame.acknowledgementHead: return acknowledgement(Array(bytes.prefix(7)))
        case 0x15: return .frame(.notAcknowledged, 1)
        case 0x0E: return .frame(.retry, 1)
        case 0x03, 0x04, 0x05, ZFPFrame.ping: return .frame(.query(head), 1)
        case 0x40...0x7F: return .frame(.state(head), 1)
        default: return .garbage
        }
    }

    /// `02 LEN NBL CMD DATA.. CS CS 0A`.
    private static func packet(_ bytes: [UInt8]) -> Reading {
        guard bytes.count > 1 else { return .incomplete }
        guard bytes[1] >= ZFPFrame.base + 3 else { return .garbage }
        let bodyEnd = 1 + Int(bytes[1] - ZFPFrame.base)
        let count = bodyEnd + 3
        guard !bytes[1..<min(bodyEnd, bytes.count)].contains(where: isHead) else { return .garbage }
        if bytes.count > 2, !ZFPFrame.numbers.contains(bytes[2]) { return .garbage }
        if bytes.count > 3, !ZFPFrame.commands.contains(bytes[3]) { return .garbage }
        guard bytes.count >= count else { return .incomplete }
        let body = bytes[1..<bodyEnd]
        guard Array(bytes[bodyEnd..<bodyEnd + 2]) == ZFPFrame.checksum(body), bytes[count - 1] == ZFPFrame.end else {
            return .garbage
        }
        return .frame(.packet(ZFPPacket(number: bytes[2], command: bytes[3], data: Array(body.dropFirst(3)))), count)
    }

    /// `06 NBL STE1 STE2 CS CS 0A`.
    private static func acknowledgement(_ bytes: [UInt8]) -> Reading {
        guard !bytes.dropFirst().contains(where: isHead) else { return .garbage }
        if bytes.count > 1, !ZFPFrame.numbers.contains(bytes[1]) { return .garbage }
        guard bytes.count == 7 else { return .incomplete }
        guard Array(bytes[4...5]) == ZFPFrame.checksum(bytes[1...3]), bytes[6] == ZFPFrame.end else { return .garbage }
        return .frame(.acknowledgement(number: bytes[1], device: bytes[2], command: bytes[3]), 7)
    }

    private static func isHead(_ byte: UInt8) -> Bool {
        byte == ZFPFrame.packetHead || byte == ZFPFrame.acknowledgementHead
    }
}
