/// Finds packets and single bytes in what a device sends, however it is cut and whatever else is on the line.
///
/// It never looks for an end: it reads the length and then counts (reference §2.1). What cannot be a packet loses its
/// first byte, and the search goes on behind it, so that a stray `01` hides no packet for good.
struct ISLDecoder: Sendable {
    /// What was found.
    enum Event: Sendable, Equatable {
        /// A packet whose sum is right, and its bytes.
        case packet(ISLPacket, frame: [UInt8])
        /// A packet by its shape, with a wrong sum or without what its kind must have.
        case garbled
        /// SYN.
        case busy
        /// NAK.
        case refused
        /// A byte that is none of these.
        case noise
    }

    /// Bytes of a packet outside what its length counts: `01`, four digits of sum, `03`.
    private static let uncounted = 6
    /// More than this is no packet: data and status of the longest, escaped throughout, and some.
    private let longest: Int
    private let framing: ISLFraming
    private var bytes: [UInt8] = []

    init(_ framing: ISLFraming) {
        self.framing = framing
        longest = framing.form == .classic ? 0xFF : 4_096
    }

    /// Whether the beginning of a packet stands there without its end.
    var isAmid: Bool { !bytes.isEmpty }

    /// Forgets what has come.
    mutating func reset() {
        bytes.removeAll()
    }

    /// Takes bytes in and tells what they complete.
    mutating func take(_ more: some Sequence<UInt8>) -> [Event] {
        bytes += more
        return scan(isOver: false)
    }

    /// Nothing more will come: what looked like the beginning of a packet was none, but may hide one.
    mutating func giveUp() -> [Event] {
        scan(isOver: true)
    }

    private mutating func scan(isOver: Bool) -> [Event] {
        var events: [Event] = []
        var start = 0
        search: while start < bytes.count {
            switch bytes[start] {
            case framing.busyByte:
                events.append(.busy)
                start += 1
            case framing.refusalByte:
                events.append(.refused)
                start += 1
            case 0x01:
                switch candidate(bytes[start...]) {
                case .found(let event, let length):
                    events.append(event)
                    start += length
                case .incomplete where !isOver:
                    break search
                case .incomplete, .impossible:
                    events.append(.noise)
                    start += 1
                }
            default:
                events.append(.noise)
                start += 1
            }
        }
        bytes.removeFirst(start)
        return events
    }

    private enum Candidate {
        case found(Event, length: Int)
        case incomplete
        case impossible
    }

    /// What begins with this `01`.
    private func candidate(_ bytes: ArraySlice<UInt8>) -> Candidate {
        let first = bytes.startIndex + 1
        let lengthWidth = framing.form == .classic ? 1 : 4
        let least = lengthWidth + 1 + lengthWidth + 1  // length, sequence, command, 05
        let head = bytes[first...].prefix(lengthWidth)
        let length: Int
        switch framing.form {
        case .classic:
            guard let byte = head.first else { return .incomplete }
            length = Int(byte) - 0x20
        case .extended:
            guard let number = ISLPacket.number(head) else { return .impossible }
            guard head.count == lengthWidth else { return .incomplete }
            length = number - 0x20
        }
        guard (least...longest).contains(length) else { return .impossible }
        let total = length + Self.uncounted
        guard bytes.count >= total else { return .incomplete }
        let counted = bytes[first..<first + length]
        guard counted.last == 0x05, bytes[bytes.startIndex + total - 1] == 0x03 else { return .impossible }
        let sum = ISLPacket.number(bytes[first + length..<first + length + 4])
        guard sum == ISLPacket.sum(counted), let packet = packet(counted.dropFirst(lengthWidth).dropLast()) else {
            return .found(.garbled, length: total)
        }
        return .found(.packet(packet, frame: Array(bytes.prefix(total))), length: total)
    }

    /// Takes the inside of a packet apart: sequence, command, data and, behind `04`, the status.
    private func packet(_ inside: ArraySlice<UInt8>) -> ISLPacket? {
        guard let sequence = inside.first else { return nil }
        var rest = inside.dropFirst()
        let code: Int
        switch framing.form {
        case .classic:
            guard let byte = rest.popFirst() else { return nil }
            code = Int(byte)
        case .extended:
            guard let number = ISLPacket.number(rest.prefix(4)), number <= 0xFF else { return nil }
            code = number
            rest = rest.dropFirst(4)
        }
        var status: [UInt8]?
        let separator = rest.endIndex - framing.statusLength - 1
        if separator >= rest.startIndex, rest[separator] == 0x04 {
            status = Array(rest[(separator + 1)...])
            rest = rest[..<separator]
        }
        return ISLPacket(sequence: sequence, code: UInt8(code), data: unescaped(rest), status: status)
    }

    private func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard framing.escapesControls else { return Array(bytes) }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                plain.append(byte &- 0x40)
                isEscaped = false
            } else if byte == 0x10 {
                isEscaped = true
            } else {
                plain.append(byte)
            }
        }
        return plain
    }
}
