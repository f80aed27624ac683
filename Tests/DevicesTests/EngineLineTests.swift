import Devices
import Foundation
import Testing
import Wire

@testable import Simulators

/// An engine over a real line: our serial port on one side of a pty, a simulated control unit on the other.
@Suite struct EngineLineTests {
    /// Plays a unit on a pty while a body works a line to it.
    private func play<Value: Sendable>(
        _ unit: TremolUnit, _ body: @escaping @Sendable (EngineLine<ZFPEngine>) async throws -> Value
    ) async throws -> Value {
        let link = NSTemporaryDirectory() + "line-\(UUID().uuidString)"
        let counter = SimulatedCounter(SimulatedCounter.Options(link: link, awayMilliseconds: 0))
        let (ready, whenReady) = AsyncStream.makeStream(of: Void.self)
        async let play: Void = counter.play(unit, whenReady: { whenReady.finish() }, finished: { _ in })
        for await _ in ready {}
        let line = EngineLine(engine: ZFPEngine()) { () async throws(WireError) -> any ByteChannel in
            try SerialPort(link, SerialSettings(speed: 115_200))
        }
        let result = await Result { try await body(line) }
        await line.close()
        counter.stop()
        try await play
        return try result.get()
    }

    private func unit(_ script: [Int: DeviceFault]) -> TremolUnit {
        var plan = DeviceFaultPlan()
        plan.script = script
        return TremolUnit(faults: plan)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a device answers over a serial line`() async throws {
        let ends = try await play(unit([:])) { line in [await line.ask(.status), await line.ask(.identity)] }
        // Fiscalised, produced, paired (fiscal-hardware §3.6.2).
        #expect(ends[0] == .answered(DeviceAnswer(data: [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80])))
        guard case .answered(let identity) = ends[1] else {
            Issue.record("\(ends[1])")
            return
        }
        #expect(String(decoding: identity.data, as: UTF8.self) == "KRAMW004202110009550;P051234567A;")
    }

    /// The port's name is a new one each time: it is the link that is opened again.
    @Test(.timeLimit(.minutes(5)), arguments: [DeviceFault.unplugBefore, .unplugIn, .unplugAfter])
    func `a device that was unplugged is found again without a restart`(_ fault: DeviceFault) async throws {
        let (torn, after) = try await play(unit([2: fault])) { line in
            _ = await line.ask(.status)
            let torn = await line.ask(.dailyReport)
            var after = await line.ask(.status)
            while case .notDone(let fault) = after, fault.code == .gone { after = await line.ask(.status) }
            return (torn, after)
        }
        // What the device may have done is never said to be not done.
        guard case .unknown = torn else {
            Issue.record("\(torn)")
            return
        }
        #expect(after == .answered(DeviceAnswer(data: [0x80, 0x80, 0x80, 0xE0, 0x81, 0x80])))
    }

    @Test func `where no device is nothing was done`() async throws {
        let line = EngineLine(engine: EscPosEngine()) { () async throws(WireError) -> any ByteChannel in
            try SerialPort("/nonexistent/ttyUSB0", SerialSettings(speed: 9_600))
        }
        guard case .notDone(let fault) = await line.ask(.status) else {
            Issue.record("an end that cannot be")
            return
        }
        #expect(fault.code == .gone)
    }

    /// A printer that takes bytes in some turns only; what it says of its paper between them.
    private actor HeldOff: ByteChannel {
        nonisolated let place = "held off"
        private var says: [Bool]
        private(set) var writes = 0

        init(_ says: [Bool]) { self.says = says }

        func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
            writes += 1
            if !says.isEmpty { throw WireError(.tooSlow, "it takes nothing") }
        }

        func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
            throw WireError(.gone, "it says nothing")
        }

        func isOutOfPaper(by deadline: ContinuousClock.Instant) async -> Bool? { says.removeFirst() }
        func close() async {}
    }

    @Test(
        arguments: [
            ([true], 2), ([true, false], 3), ([true, true, false], 4), ([true, false, true, false], 5),
            // Without a reason that anybody knows it is given up.
            ([false], nil), ([true, false, false], nil),
        ] as [([Bool], Int?)])
    func `a printer whose paper came just before it was asked has a turn more`(_ says: [Bool], _ writes: Int?) async {
        let channel = HeldOff(says)
        let line = EngineLine(engine: EscPosEngine()) { () async throws(WireError) -> any ByteChannel in channel }
        let end = await line.ask(.slip([0x0A], .none))
        guard let writes else { return #expect(end != .answered(DeviceAnswer(data: []))) }
        #expect(end == .answered(DeviceAnswer(data: [])))
        #expect(await channel.writes == writes)
    }
}

extension Result where Failure == any Error {
    /// What a body gives or throws.
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
