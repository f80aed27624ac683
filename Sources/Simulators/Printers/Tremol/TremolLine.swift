/// What a host sends over a ZFP line, as the device hears it (fiscal-hardware.md §3.1, §3.3).
enum TremolMessage: Sendable, Equatable {
    /// `02 LEN NBL CMD DATA.. CS CS 0A`.
    case command(number: UInt8, code: UInt8, data: [UInt8], frame: [UInt8])
    /// A frame whose length, number, command or check is wrong.
    case unreadable
    /// `04`, `05` or `09`.
    case query(UInt8)
}

/// Reads a host's bytes, however they are cut.
struct TremolLine: Sendable {
    private var frame: [UInt8] = []

    mutating func receive(_ bytes: [UInt8]) -> [TremolMessage] {
        bytes.compactMap { receive($0) }
    }

    /// Forgets a frame that was begun.
    mutating func reset() { frame = [] }

    private mutating func receive(_ byte: UInt8) -> TremolMessage? {
        if frame.isEmpty || byte == 0x02 || (byte < 0x20 && frame.count != due) {
            frame = byte == 0x02 ? [byte] : []
            return [0x04, 0x05, 0x09].contains(byte) ? .query(byte) : nil
        }
        frame.append(byte)
        if frame.count == 2, byte < 0x23 {
            frame = []
            return .unreadable
        }
        guard frame.count > 2, frame.count == due + 1 else { return nil }
        defer { frame = [] }
        let body = frame[1..<frame.count - 3]
        let number = frame[2]
        let code = frame[3]
        let check = Array(frame[(frame.count - 3)..<(frame.count - 1)])
        guard byte == 0x0A, check == Self.check(body), (0x20...0x9F).contains(number), (0x20...0x7F).contains(code)
        else { return .unreadable }
        return .command(number: number, code: code, data: Array(body.dropFirst(3)), frame: frame)
    }

    /// How many bytes stand before the last one.
    private var due: Int { frame.count < 2 ? 1 : Int(frame[1]) - 0x20 + 3 }

    /// Two digits, nibble + 30h, of the XOR.
    static func check(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var sum: UInt8 = 0
        for byte in bytes { sum ^= byte }
        return [sum >> 4 | 0x30, sum & 0x0F | 0x30]
    }

    /// `06 NBL STE1 STE2 CS CS 0A`.
    static func acknowledgement(_ number: UInt8, _ device: UInt8, _ command: UInt8) -> [UInt8] {
        let body = [number, 0x30 + device, 0x30 + command]
        return [0x06] + body + check(body) + [0x0A]
    }

    /// `02 LEN NBL CMD DATA.. CS CS 0A`.
    static func packet(_ number: UInt8, _ code: UInt8, _ data: [UInt8]) -> [UInt8] {
        let body = [UInt8(0x23 + data.count), number, code] + data
        return [0x02] + body + check(body) + [0x0A]
    }
}
