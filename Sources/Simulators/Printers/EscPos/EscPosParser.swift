/// What a host sends to a receipt printer, taken apart by fiscal-hardware.md §5.1 to §5.6 and nothing else.
enum EscPosToken: Sendable, Equatable {
    /// A letter.
    case letter(UInt8)
    /// A whole command.
    case command([UInt8])
    /// What is no command: its first bytes.
    case stranger([UInt8])

    /// How many bytes of the buffer it takes.
    var size: Int {
        switch self {
        case .letter: 1
        case .command(let bytes), .stranger(let bytes): bytes.count
        }
    }
}

/// Reads a host's bytes, however they are cut.
struct EscPosParser: Sendable {
    private enum Extent {
        case more
        case whole(Int)
        case untilNUL
        case none
    }

    private var held: [UInt8] = []
    /// Bytes of the command under way, once its head tells.
    private var due: Int?
    private var waitsForNUL = false
    /// The last three bytes within a command's data: a real-time question there is heard all the same (§5.3).
    private var tail: [UInt8] = []

    /// How many bytes of a command are there without its end.
    var count: Int { held.count }

    mutating func reset() { self = EscPosParser() }

    /// Takes a byte in; also tells whether a real-time question hid in data.
    mutating func take(_ byte: UInt8) -> (token: EscPosToken?, hidden: [UInt8]?) {
        if held.isEmpty, byte >= 0x20 { return (.letter(byte), nil) }
        let isInData = due != nil
        held.append(byte)
        var hidden: [UInt8]?
        if isInData {
            tail = tail.suffix(2) + [byte]
            if tail.count == 3, tail[0] == 0x10, tail[1] == 0x04, (1...4).contains(tail[2]) { hidden = tail }
        }
        if waitsForNUL { return (byte == 0 ? finish() : nil, hidden) }
        if let due { return (held.count == due ? finish() : nil, hidden) }
        switch Self.extent(held) {
        case .more: return (nil, nil)
        case .untilNUL:
            waitsForNUL = true
            return (nil, nil)
        case .none:
            let bytes = held
            reset()
            return (.stranger(bytes), nil)
        case .whole(let length):
            due = length
            return (held.count >= length ? finish() : nil, nil)
        }
    }

    private mutating func finish() -> EscPosToken {
        defer { reset() }
        return .command(held)
    }

    private static func extent(_ head: [UInt8]) -> Extent {
        if head[0] == 0x0A { return .whole(1) }
        guard [0x10, 0x1B, 0x1C, 0x1D].contains(head[0]) else { return .none }
        guard head.count > 1 else { return .more }
        switch (head[0], head[1]) {
        case (0x10, 0x04), (0x10, 0x05): return .whole(3)
        case (0x10, 0x14): return realtime(head)
        case (0x1C, 0x2E), (0x1B, 0x40), (0x1B, 0x32): return .whole(2)
        case (0x1B, 0x21), (0x1B, 0x2D), (0x1B, 0x33), (0x1B, 0x45), (0x1B, 0x4A), (0x1B, 0x4D), (0x1B, 0x52),
            (0x1B, 0x61), (0x1B, 0x64), (0x1B, 0x74):
            return .whole(3)
        case (0x1B, 0x42): return .whole(4)
        case (0x1B, 0x63):
            guard head.count > 2 else { return .more }
            return [0x33, 0x34, 0x35].contains(head[2]) ? .whole(4) : .none
        case (0x1B, 0x70): return .whole(5)
        case (0x1B, 0x2A): return column(head)
        case (0x1D, 0x21), (0x1D, 0x42), (0x1D, 0x48), (0x1D, 0x49), (0x1D, 0x61), (0x1D, 0x66), (0x1D, 0x68),
            (0x1D, 0x72), (0x1D, 0x77):
            return .whole(3)
        case (0x1D, 0x56):
            guard head.count > 2 else { return .more }
            return head[2] <= 1 ? .whole(3) : [0x41, 0x42].contains(head[2]) ? .whole(4) : .none
        case (0x1D, 0x76): return raster(head)
        case (0x1D, 0x6B): return barCode(head)
        case (0x1B, 0x28), (0x1D, 0x28):
            guard head.count > 4 else { return .more }
            let known: [UInt8] = head[0] == 0x1B ? [0x41] : [0x44, 0x48, 0x6B]
            guard known.contains(head[2]) else { return .none }
            return .whole(5 + Int(head[3]) + Int(head[4]) << 8)
        default: return .none
        }
    }

    /// `10 14`: drawer, one report, clear everything (§5.1, §5.3, §5.4).
    private static func realtime(_ head: [UInt8]) -> Extent {
        guard head.count > 2 else { return .more }
        switch head[2] {
        case 0x01: return .whole(5)
        case 0x07: return .whole(4)
        case 0x08: return .whole(10)
        default: return .none
        }
    }

    /// `1B 2A m nL nH`: a byte a column, or three.
    private static func column(_ head: [UInt8]) -> Extent {
        guard head.count > 4 else { return .more }
        guard [0, 1, 32, 33].contains(head[2]) else { return .none }
        return .whole(5 + (Int(head[3]) + Int(head[4]) << 8) * (head[2] < 32 ? 1 : 3))
    }

    /// `1D 76 30 m xL xH yL yH`.
    private static func raster(_ head: [UInt8]) -> Extent {
        guard head.count > 7 else { return head.count > 2 && head[2] != 0x30 ? .none : .more }
        let (across, down) = (Int(head[4]) + Int(head[5]) << 8, Int(head[6]) + Int(head[7]) << 8)
        guard head[3] <= 3, across > 0, down > 0 else { return .none }
        return .whole(8 + across * down)
    }

    /// `1D 6B`: the new form with a length, the old one with a NUL.
    private static func barCode(_ head: [UInt8]) -> Extent {
        guard head.count > 2 else { return .more }
        if head[2] <= 6 { return .untilNUL }
        guard (65...73).contains(head[2]) else { return .none }
        return head.count > 3 ? .whole(4 + Int(head[3])) : .more
    }
}
