import Fiscal
import Testing

@testable import Devices

/// The ZFP protocol's exchanges (reference §3.1 to §3.4), each byte annotated where it first stands.
@Suite struct ZFPEngineTests {
    private let ping: [UInt8] = [0x09]
    private let free: [UInt8] = [0x40]
    private let busy: [UInt8] = [0x41]
    /// 02 LEN NBL CMD CS CS 0A: close under the first number, 21h.
    private let close: [UInt8] = [0x02, 0x23, 0x21, 0x38, 0x33, 0x3A, 0x0A]
    /// Last numbers under 21h.
    private let lastNumbers: [UInt8] = [0x02, 0x23, 0x21, 0x71, 0x37, 0x33, 0x0A]
    /// 06 NBL STE1 STE2 CS CS 0A: ok for 21h.
    private let done: [UInt8] = [0x06, 0x21, 0x30, 0x30, 0x32, 0x31, 0x0A]

    /// An engine whose close has left.
    private func closing() -> ZFPEngine {
        var engine = ZFPEngine()
        #expect(engine.begin(.close) == [.send(ping), .wait(.milliseconds(800))])
        #expect(engine.receive(free) == [.send(close), .wait(.seconds(4))])
        return engine
    }

    private func end(_ actions: [EngineAction]) -> EngineEnd? {
        for case .ended(let end) in actions { return end }
        return nil
    }

    private func fault(_ actions: [EngineAction]) -> EngineFault.Code? {
        switch end(actions) {
        case .notDone(let fault), .unknown(let fault): fault.code
        default: nil
        }
    }

    private func isUnknown(_ actions: [EngineAction]) -> Bool {
        if case .unknown = end(actions) { true } else { false }
    }

    @Test func `a command goes out when the ping says free, and is answered`() {
        var engine = closing()
        #expect(engine.receive(done) == [.ended(.answered(DeviceAnswer(data: [], status: [0x30, 0x30])))])
    }

    @Test func `an answer with data and a refusal are both answers`() throws {
        var engine = closing()
        let number = Array("0040095500000000001;link".utf8)
        let bytes = try #require(ZFPPacket(number: 0x21, command: 0x38, data: number).bytes)
        #expect(engine.receive(bytes) == [.ended(.answered(DeviceAnswer(data: number)))])
        engine = closing()
        // 34 32: a document is open, illegal in this state.
        let refusal: [UInt8] = [0x06, 0x21, 0x34, 0x32, 0x32, 0x37, 0x0A]
        #expect(engine.receive(refusal) == [.ended(.answered(DeviceAnswer(data: [], status: [0x34, 0x32])))])
    }

    @Test func `the gap between commands is a wait, and the next number is one higher`() {
        var engine = closing()
        _ = engine.receive(done)
        #expect(engine.begin(.currentDocument) == [.wait(.milliseconds(200))])
        #expect(engine.timeOut() == [.send(ping), .wait(.milliseconds(800))])
        let packet = ZFPPacket(number: 0x22, command: 0x72, data: [])
        #expect(engine.receive(free).first == packet.bytes.map(EngineAction.send))
    }

    @Test func `after number 9F comes 20`() {
        var engine = ZFPEngine(startingAt: 0x9F)
        _ = engine.begin(.status)
        #expect(engine.receive(free).first == .send([0x02, 0x23, 0x9F, 0x20, 0x39, 0x3C, 0x0A]))
        _ = engine.reopened()
        _ = engine.begin(.status)
        #expect(engine.receive(free).first == .send([0x02, 0x23, 0x20, 0x20, 0x32, 0x33, 0x0A]))
    }

    @Test func `a busy device is asked again, and not for ever`() {
        var engine = ZFPEngine()
        _ = engine.begin(.close)
        for _ in 0..<149 {
            #expect(engine.receive(busy) == [.wait(.milliseconds(100))])
            #expect(engine.timeOut() == [.send(ping), .wait(.milliseconds(800))])
        }
        let actions = engine.receive(busy)
        #expect(fault(actions) == .busy && !isUnknown(actions))
    }

    @Test func `a device that answers no ping was sent nothing`() {
        var engine = ZFPEngine()
        _ = engine.begin(.close)
        #expect(engine.timeOut() == [.send(ping), .wait(.milliseconds(800))])
        #expect(engine.timeOut() == [.send(ping), .wait(.milliseconds(800))])
        let actions = engine.timeOut()
        #expect(fault(actions) == .silent && !isUnknown(actions))
    }

    @Test(arguments: [0x15, 0x0E] as [UInt8])
    func `what was refused goes out again, byte for byte, after a pause and a ping`(_ refusal: UInt8) {
        var engine = closing()
        #expect(engine.receive([refusal]) == [.wait(.milliseconds(100))])
        #expect(engine.timeOut() == [.send(ping), .wait(.milliseconds(800))])
        #expect(engine.receive(free) == [.send(close), .wait(.seconds(4))])
        #expect(end(engine.receive(done)) != nil)
    }

    @Test func `what was refused as unreadable each time was not done`() {
        var engine = closing()
        for _ in 0..<3 {
            _ = engine.receive([0x15])
            _ = engine.timeOut()
            #expect(engine.receive(free).first == .send(close))
        }
        let actions = engine.receive([0x15])
        #expect(fault(actions) == .unreadable && !isUnknown(actions))
    }

    @Test func `a refusal that was noise in front of the answer repeats nothing`() {
        var engine = closing()
        #expect(end(engine.receive([0x15] + done)) == .answered(DeviceAnswer(data: [], status: [0x30, 0x30])))
        engine = closing()
        _ = engine.receive([0xFF, 0x15])
        #expect(isUnknown(engine.timeOut()))
    }

    @Test func `silence after a command that changes something leaves it unknown, and nothing is sent again`() {
        var engine = closing()
        let actions = engine.timeOut()
        #expect(actions.count == 1 && isUnknown(actions) && fault(actions) == .silent)
    }

    @Test func `a reading command is asked again, three times`() {
        var engine = ZFPEngine()
        _ = engine.begin(.lastNumbers)
        var last: [EngineAction] = []
        for _ in 0..<4 {
            #expect(engine.receive(free) == [.send(lastNumbers), .wait(.seconds(4))])
            last = engine.timeOut()
        }
        #expect(fault(last) == .silent && !isUnknown(last))
    }

    @Test func `an answer with a wrong check is not believed`() {
        var engine = closing()
        #expect(engine.receive([0x06, 0x21, 0x30, 0x30, 0x32, 0x32, 0x0A]).isEmpty)
        let actions = engine.timeOut()
        #expect(isUnknown(actions) && fault(actions) == .garbled)
    }

    @Test func `a late answer answers no other command`() {
        var engine = closing()
        _ = engine.timeOut()
        _ = engine.begin(.cancel)
        _ = engine.timeOut()
        #expect(engine.receive(done).isEmpty)
        _ = engine.receive(free)
        #expect(engine.receive(done).isEmpty)
        #expect(end(engine.receive([0x06, 0x22, 0x30, 0x30, 0x32, 0x32, 0x0A])) != nil)
        #expect(engine.receive(done).isEmpty)
    }

    @Test func `an echo is no answer`() {
        var engine = ZFPEngine()
        _ = engine.begin(.close)
        #expect(fault(engine.receive(ping)) == .echo)
        engine = closing()
        let actions = engine.receive(close)
        #expect(fault(actions) == .echo && isUnknown(actions))
    }

    @Test(arguments: [0x50, 0x60, 0x70] as [UInt8])
    func `a LAN that is somebody else's is told apart from silence`(_ state: UInt8) {
        var engine = ZFPEngine()
        _ = engine.begin(.close)
        #expect(fault(engine.receive([state])) == .locked)
    }

    @Test func `a line that was opened anew leaves unknown what had left, and only that`() {
        var engine = closing()
        let actions = engine.reopened()
        #expect(isUnknown(actions) && fault(actions) == .gone)
        _ = engine.begin(.close)
        #expect(!isUnknown(engine.reopened()))
        #expect(engine.reopened().isEmpty)
        #expect(engine.receive(done).isEmpty && engine.timeOut().isEmpty)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `random bytes crash nothing, end in time, and send a changing command once or as it was`(_ seed: UInt64) {
        var noise = SeededNoise(seed)
        var engine = closing()
        var sent: Set<[UInt8]> = []
        var isOver = false
        for _ in 0..<3_000 where !isOver {
            let known = done + [0x15, 0x0E, 0x41, 0x40, 0x02, 0x06]
            let bytes = (0..<noise.below(8)).map { _ in
                noise.below(2) == 0 ? known[noise.below(known.count)] : UInt8(truncatingIfNeeded: noise.next())
            }
            let actions = bytes.isEmpty ? engine.timeOut() : engine.receive(bytes)
            for case .send(let bytes) in actions { sent.insert(bytes) }
            isOver = end(actions) != nil
        }
        for _ in 0..<2_000 where !isOver { isOver = end(engine.timeOut()) != nil }
        #expect(isOver)
        #expect(sent.isSubset(of: [ping, close]))
    }
}
