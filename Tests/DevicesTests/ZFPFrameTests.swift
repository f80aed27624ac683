import Fiscal
import Testing

@testable import Devices

/// Frames against the vectors of the reference, §3.6.2.
@Suite struct ZFPFrameTests {
    /// Bytes from hexadecimal with spaces between fields.
    private static func bytes(_ hex: String) -> [UInt8] { Hex.bytes(hex.filter { $0 != " " }) ?? [] }

    private static let requests: [(number: UInt8, code: UInt8, frame: String)] = [
        //           02 LEN NBL CMD CS    0A
        (0x20, 0x20, "02 23 20 20 32 33 0A"),  // status
        (0x21, 0x60, "02 23 21 60 36 32 0A"),  // identity
        (0x24, 0x38, "02 23 24 38 33 3F 0A"),  // close
        (0x25, 0x39, "02 23 25 39 33 3F 0A"),  // cancel
        (0x26, 0x68, "02 23 26 68 36 3D 0A"),  // clock
        (0x27, 0x71, "02 23 27 71 37 35 0A"),  // last numbers
        (0x28, 0x72, "02 23 28 72 37 39 0A"),  // current document
        (0x9F, 0x20, "02 23 9F 20 39 3C 0A"),  // the last number
    ]

    /// A status answer, an identity answer of 40 bytes, a clock answer of 23, two acknowledgements.
    static let answers: [(frame: String, means: ZFPFrame)] = [
        (
            //02 LEN NBL CMD six status bytes   CS    0A
            "02 29 20 20 80 80 80 E0 81 80 34 38 0A",
            .packet(ZFPPacket(number: 0x20, command: 0x20, data: [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80]))
        ),
        (
            "02 44 21 60" + Hex.text(Array("KRAMW004202110009550;P051234567A;".utf8)) + "35 3E 0A",
            .packet(ZFPPacket(number: 0x21, command: 0x60, data: Array("KRAMW004202110009550;P051234567A;".utf8)))
        ),
        (
            "02 33 26 68" + Hex.text(Array("28-10-2026 09:15".utf8)) + "36 37 0A",
            .packet(ZFPPacket(number: 0x26, command: 0x68, data: Array("28-10-2026 09:15".utf8)))
        ),
        //06 NBL STE1 STE2 CS   0A
        ("06 22 30 30 32 32 0A", .acknowledgement(number: 0x22, device: 0x30, command: 0x30)),
        ("06 23 34 32 32 35 0A", .acknowledgement(number: 0x23, device: 0x34, command: 0x32)),
    ]

    @Test(arguments: requests)
    func `a command is framed as the reference has it`(_ vector: (number: UInt8, code: UInt8, frame: String)) {
        let packet = ZFPPacket(number: vector.number, command: vector.code, data: [])
        #expect(packet.bytes == Self.bytes(vector.frame))
    }

    @Test func `the invoice and the line of the shipped driver are framed byte for byte`() throws {
        let open = try #require(ZFPPacket(number: 0x21, command: 0x30, data: Sample.vectorOpen).bytes)
        #expect(open[1] == 0xE9 && Array(open.suffix(3)) == [0x3B, 0x3C, 0x0A])
        let sale = try #require(ZFPPacket(number: 0x22, command: 0x31, data: Sample.vectorSale).bytes)
        #expect(sale[1] == 0x85 && Array(sale.suffix(3)) == [0x3C, 0x32, 0x0A])
    }

    @Test func `LEN is one full byte, and longer data make no frame`() {
        #expect(ZFPPacket(number: 0x21, command: 0x30, data: Array(repeating: 0x20, count: 220)).bytes?[1] == 0xFF)
        #expect(ZFPPacket(number: 0x21, command: 0x30, data: Array(repeating: 0x20, count: 221)).bytes == nil)
    }

    @Test(arguments: answers)
    func `an answer is read however it is cut`(_ vector: (frame: String, means: ZFPFrame)) {
        let bytes = Self.bytes(vector.frame)
        for cut in 0...bytes.count {
            var decoder = ZFPDecoder()
            let frames = decoder.receive(Array(bytes[..<cut])) + decoder.receive(Array(bytes[cut...]))
            #expect(frames == [vector.means] && decoder.garbageCount == 0)
        }
        var decoder = ZFPDecoder()
        #expect(bytes.flatMap { decoder.receive([$0]) } == [vector.means])
    }

    @Test(arguments: answers)
    func `garbage and torn frames in front hide no answer`(_ vector: (frame: String, means: ZFPFrame)) {
        let bytes = Self.bytes(vector.frame)
        for count in 0..<bytes.count {
            var decoder = ZFPDecoder()
            let frames = decoder.receive([0xFF, 0x00] + bytes.prefix(count) + bytes) + decoder.expire()
            #expect(frames.contains(vector.means), "torn after \(count) bytes")
        }
    }

    @Test(arguments: answers)
    func `an answer with one wrong byte is none`(_ vector: (frame: String, means: ZFPFrame)) {
        let bytes = Self.bytes(vector.frame)
        for place in bytes.indices {
            for bit in 0..<8 {
                var wrong = bytes
                wrong[place] ^= 1 << bit
                var decoder = ZFPDecoder()
                let frames = decoder.receive(wrong) + decoder.expire()
                #expect(!frames.contains(vector.means))
            }
        }
    }

    @Test func `single bytes are frames of their own`() {
        var decoder = ZFPDecoder()
        #expect(
            decoder.receive([0x15, 0x0E, 0x41, 0x50, 0x09])
                == [.notAcknowledged, .retry, .state(0x41), .state(0x50), .query(0x09)])
    }

    @Test func `an 0A in the data ends nothing, for LEN decides`() throws {
        let packet = ZFPPacket(number: 0x24, command: 0x38, data: [0x31, 0x0D, 0x0A])
        var decoder = ZFPDecoder()
        #expect(decoder.receive(try #require(packet.bytes)) == [.packet(packet)])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random bytes crash nothing and are let go in the end`(_ seed: UInt64) {
        var noise = SeededNoise(seed)
        var decoder = ZFPDecoder()
        for _ in 0..<50 { _ = decoder.receive(noise.bytes(upTo: 300)) }
        _ = decoder.expire()
        #expect(decoder.receive([0x06, 0x22, 0x30, 0x30, 0x32, 0x32, 0x0A]).count == 1)
    }
}
