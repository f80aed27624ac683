/// One unit on a ZFP line (reference §3.1, §3.3).
enum ZFPFrame: Sendable, Equatable {
    /// A command, or an answer with data.
    case packet(ZFPPacket)
    /// `06`: the answer without data, and every refusal: STE1 and STE2 as they came.
    case acknowledgement(number: UInt8, device: UInt8, command: UInt8)
    /// `15`: the packet could not be read.
    case notAcknowledged
    /// `0E`: the command before is still being executed.
    case retry
    /// The answer to a ping `09`: `40` and bits, or `5x`, `6x`, `7x` on a LAN.
    case state(UInt8)
    /// `03`, `04`, `05` or `09`: what a device never says to a ping, so our own byte come back.
    case query(UInt8)

    /// The byte that asks "are you busy?" (§3.3).
    static let ping: UInt8 = 0x09
    static let packetHead: UInt8 = 0x02
    static let acknowledgementHead: UInt8 = 0x06
    static let end: UInt8 = 0x0A
    /// What LEN and NBL start at, and what CMD is at least.
    static let base: UInt8 = 0x20
    /// The message numbers, which wrap (§3.1).
    static let numbers: ClosedRange<UInt8> = 0x20...0x9F
    static let commands: ClosedRange<UInt8> = 0x20...0x7F
    /// The most data a packet can carry: LEN is one full byte, `23` without data (§3.1).
    static let dataLimit = 0xFF - 0x23

    /// XOR of the bytes as two digits, nibble + 30h: B5h is `3B 35`.
    static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let sum = bytes.reduce(0, ^)
        return [0x30 + (sum >> 4), 0x30 + (sum & 15)]
    }
}

/// A packet: number, command and data.
struct ZFPPacket: Sendable, Equatable {
    let number: UInt8
    let command: UInt8
    let data: [UInt8]

    /// The packet as it goes over the line; nil where the data are too long for LEN.
    var bytes: [UInt8]? {
        guard data.count <= ZFPFrame.dataLimit else { return nil }
        let body = [ZFPFrame.base + 3 + UInt8(data.count), number, command] + data
        return [ZFPFrame.packetHead] + body + ZFPFrame.checksum(body) + [ZFPFrame.end]
    }
}
