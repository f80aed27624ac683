@testable import Simulators

/// ZFP as it stands in the reference's examples (fiscal-hardware.md §3.1), made here by hand.
enum TremolFrames {
    /// Bytes from hexadecimal with spaces between fields.
    static func bytes(_ hex: String) -> [UInt8] {
        hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    /// A command's frame.
    static func frame(_ number: UInt8, _ code: UInt8, _ text: String = "") -> [UInt8] {
        let body = [UInt8(0x23 + text.utf8.count), number, code] + Array(text.utf8)
        let sum = body.reduce(0, ^)
        return [0x02] + body + [0x30 + sum / 16, 0x30 + sum % 16, 0x0A]
    }

    /// STE1 and STE2 of an acknowledgement; nil for any other answer.
    static func verdict(_ reply: SimulatedReply) -> [UInt8]? {
        reply.bytes.count == 7 && reply.bytes[0] == 0x06 ? Array(reply.bytes[2...3]) : nil
    }
}
