import Devices
import Testing

@Suite struct ISLPacketTests {
    /// One message of reference §2.4 and its bytes.
    struct Vector: Sendable, CustomTestStringConvertible {
        let form: ISLFraming.Form
        let sequence: UInt8
        let code: UInt8
        let data: String
        let hex: String
        var status: String?

        var testDescription: String { "\(form) \(String(code, radix: 16)) \(data)" }
    }

    /// All of reference §2.4, answers too.
    static let vectors: [Vector] = [
        .init(form: .classic, sequence: 0x21, code: 0x5A, data: "1", hex: "01 25 21 5A 31 05 30 30 3D 36 03"),
        .init(form: .classic, sequence: 0x20, code: 0x4A, data: "W", hex: "01 25 20 4A 57 05 30 30 3E 3B 03"),
        .init(form: .classic, sequence: 0x22, code: 0x4C, data: "T", hex: "01 25 22 4C 54 05 30 30 3E 3C 03"),
        .init(
            form: .classic, sequence: 0x23, code: 0x30, data: "1,0000,1",
            hex: "01 2C 23 30 31 2C 30 30 30 30 2C 31 05 30 31 3F 3E 03"),
        .init(
            form: .classic, sequence: 0x23, code: 0x30, data: "0000124,0000087",
            hex: "01 3A 23 30 30 30 30 30 31 32 34 2C 30 30 30 30 30 38 37 04 80 80 88 80 86 9A 05 30 36 3A 30 03",
            status: "80 80 88 80 86 9A"),
        .init(
            form: .classic, sequence: 0x24, code: 0x31, data: "Milk 500ml\tA65.00*2.000",
            hex: "01 3B 24 31 4D 69 6C 6B 20 35 30 30 6D 6C 09 41 36 35 2E 30 30 2A 32 2E 30 30 30 05 30 36 30 3D 03"),
        .init(form: .classic, sequence: 0x25, code: 0x33, data: "10", hex: "01 26 25 33 31 30 05 30 30 3E 34 03"),
        .init(
            form: .classic, sequence: 0x26, code: 0x35, data: "\tP130.00",
            hex: "01 2C 26 35 09 50 31 33 30 2E 30 30 05 30 32 30 37 03"),
        .init(form: .classic, sequence: 0x27, code: 0x38, data: "", hex: "01 24 27 38 05 30 30 38 38 03"),
        .init(form: .classic, sequence: 0x28, code: 0x3C, data: "", hex: "01 24 28 3C 05 30 30 38 3D 03"),
        .init(form: .classic, sequence: 0x31, code: 0x82, data: "", hex: "01 24 31 82 05 30 30 3D 3C 03"),  // §4.1
        .init(
            form: .classic, sequence: 0x30, code: 0x2E, data: "1,0000,1,E0000123",
            hex: "01 35 30 2E 31 2C 30 30 30 30 2C 31 2C 45 30 30 30 30 31 32 33 05 30 33 3D 39 03"),
        .init(
            form: .extended, sequence: 0x21, code: 0x5A, data: "1",
            hex: "01 30 30 32 3B 21 30 30 35 3A 31 05 30 31 3F 33 03"),
        .init(
            form: .extended, sequence: 0x24, code: 0x2A, data: "Test\t",
            hex: "01 30 30 32 3F 24 30 30 32 3A 54 65 73 74 09 05 30 33 36 3F 03"),
        .init(
            form: .extended, sequence: 0x24, code: 0x2A, data: "0\t",
            hex: "01 30 30 33 35 24 30 30 32 3A 30 09 04 80 80 A0 80 86 9A 80 80 05 30 36 33 3A 03",
            status: "80 80 A0 80 86 9A 80 80"),
        .init(
            form: .extended, sequence: 0x22, code: 0x30, data: "1\t1\t1\t\t",
            hex: "01 30 30 33 31 22 30 30 33 30 31 09 31 09 31 09 09 05 30 32 36 35 03"),
        .init(
            form: .extended, sequence: 0x23, code: 0x31, data: "Milk 500ml\t2\t65.00\t2.000\t\t\t0\t",
            hex: "01 30 30 34 37 23 30 30 33 31 4D 69 6C 6B 20 35 30 30 6D 6C 09 32 09 36 35 2E 30 30 09"
                + "32 2E 30 30 30 09 09 09 30 09 05 30 37 35 3C 03"),
        .init(
            form: .extended, sequence: 0x24, code: 0x35, data: "0\t130.00\t",
            hex: "01 30 30 33 33 24 30 30 33 35 30 09 31 33 30 2E 30 30 09 05 30 33 31 3B 03"),
        .init(
            form: .extended, sequence: 0x25, code: 0x38, data: "0\t124\t",
            hex: "01 30 30 33 39 25 30 30 33 38 30 09 31 32 34 09 04 80 80 80 80 86 9A 80 80 05 30 36 3B 3E 03",
            status: "80 80 80 80 86 9A 80 80"),
    ]

    @Test(arguments: vectors) func `a message is framed as the reference has it`(_ vector: Vector) {
        let packet = ISLPacket(
            sequence: vector.sequence, code: vector.code, data: Array(vector.data.utf8),
            status: vector.status.map { [UInt8](hex: $0) })
        #expect(packet.frame(vector.form == .classic ? .classic : .extended) == [UInt8](hex: vector.hex))
        let plain = vector.form == .classic ? PlainFrame.classic : PlainFrame.extended
        #expect(
            plain(vector.sequence, vector.code, Array(vector.data.utf8), vector.status.map { [UInt8](hex: $0) })
                == [UInt8](hex: vector.hex))
    }

    @Test(arguments: [ISLFraming.classic, .extended])
    func `data that do not fit a frame are not sent`(_ framing: ISLFraming) {
        for data in [[0x01], [0x1F], Array(repeating: 0x41, count: framing.dataLimit + 1)] as [[UInt8]] {
            var engine = ISLEngine(framing, lastSequence: 0x20)
            let actions = engine.begin(ISLCommand(0x2A, data))
            guard case .ended(.notDone(let fault)) = actions.first else {
                Issue.record("sent: \(actions)")
                continue
            }
            #expect(fault.code == .tooLong && actions.count == 1)
            #expect(engine.lastSequence == 0x20)
        }
    }

    @Test func `control bytes are escaped where a device permits them`() {
        var framing = ISLFraming.classic
        framing.escapesControls = true
        let packet = ISLPacket(sequence: 0x20, code: 0x2A, data: [0x01, 0x41])
        let frame = packet.frame(framing)
        #expect(frame == PlainFrame.classic(0x20, 0x2A, [0x10, 0x41, 0x41]))  // length and sum as escaped, §10.3
    }

    @Test func `message numbers go round and never repeat the last`() {
        let framing = ISLFraming.classic
        #expect(framing.sequence(after: 0x20) == 0x21)
        #expect(framing.sequence(after: 0x7F) == 0x20)
        #expect(framing.sequence(after: 0x00) == 0x20)
        #expect(ISLFraming.extended.sequence(after: 0xFF) == 0x20)
        for last in UInt8.min...UInt8.max { #expect(framing.sequence(after: last) != last) }
    }
}

@Suite struct ISLEngineTests {
    private static let ask = ISLCommand(0x31, Array("A\tA1.00".utf8), afterSilence: .ask)

    @Test func `what could sell twice after a blink is not sent again into silence`() {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        _ = engine.begin(Self.ask)
        guard case .ended(.unknown(let fault)) = engine.timeOut().first else {
            Issue.record("it did not end")
            return
        }
        #expect(fault.code == .silent)
    }

    @Test func `a burst of refusals is not believed before the last copy had its time`() {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        _ = engine.begin(Self.ask)
        _ = engine.receive([0x15, 0x15, 0x15, 0x15, 0x15])
        let answer = PlainFrame.classic(0x21, 0x31, [], status: [0x80, 0x80, 0x88, 0x80, 0x86, 0x9A])
        let end = engine.receive(answer).last
        #expect(end == .ended(.answered(DeviceAnswer(data: [], status: [0x80, 0x80, 0x88, 0x80, 0x86, 0x9A]))))
    }

    @Test func `one lost copy among refused ones leaves it unknown`() {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        _ = engine.begin(ISLCommand(0x38))
        _ = engine.timeOut()  // the first copy may have been executed, its answer lost
        var end: EngineEnd?
        for _ in 0..<10 where end == nil {
            for action in engine.receive([0x15]) + engine.timeOut() {
                if case .ended(let ended) = action { end = ended }
            }
        }
        guard case .unknown = end else {
            Issue.record("\(String(describing: end))")
            return
        }
    }

    @Test func `a report may be busy for two minutes, another command for fifteen seconds`() {
        for (isSlow, bound) in [(false, 250), (true, 2_000)] {  // 15 s and 120 s of a busy byte each 60 ms, §2.3
            var engine = ISLEngine(.classic, lastSequence: 0x20)
            _ = engine.begin(ISLCommand(0x45, [0x30], isSlow: isSlow))
            let before = engine.receive(Array(repeating: 0x16, count: bound - 1))
            #expect(!before.contains { if case .ended = $0 { true } else { false } })
            guard case .ended(.unknown(let fault)) = engine.receive([0x16]).first else {
                Issue.record("it waits on")
                return
            }
            #expect(fault.code == .busy)
        }
    }

    @Test func `an answer without status is no answer`() {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        _ = engine.begin(Self.ask)
        #expect(engine.receive(PlainFrame.classic(0x21, 0x31, [])).isEmpty)
        guard case .ended(.unknown(let fault)) = engine.timeOut().first else {
            Issue.record("it did not end")
            return
        }
        #expect(fault.code == .garbled)
    }

    @Test func `a beginning without end does not keep the timer alive for ever`() {
        var engine = ISLEngine(.classic, lastSequence: 0x20)
        _ = engine.begin(ISLCommand(0x38))
        var waits = 0
        for _ in 0..<5_000 where engine.receive([0x01]).contains(.wait(ISLFraming.classic.answerTimeout)) { waits += 1 }
        #expect(waits <= 512)
    }
}
