import Synchronization
import Testing
import Wire

@Suite struct TracedChannelTests {
    /// Lines as they come, and a clock that stands still until it is told.
    final class Trace: Sendable {
        private let kept = Mutex<[String]>([])
        private let moment = Mutex(ContinuousClock.now)

        var lines: [String] { kept.withLock { $0 } }

        func wrap(_ channel: any ByteChannel) -> TracedChannel {
            TracedChannel(channel, now: { self.moment.withLock { $0 } }) { line in
                self.kept.withLock { $0.append(line) }
            }
        }

        func pass(_ time: Duration) { moment.withLock { $0 += time } }
    }

    @Test func `every byte both ways is written down with its time`() async throws {
        let pty = try Pty()
        let trace = Trace()
        let channel = trace.wrap(try SerialPort(pty.path, SerialSettings(speed: 115_200)))
        #expect(channel.place == pty.path)
        trace.pass(.microseconds(114))
        // The diagnostic of reference §2.4, and more than a line.
        try await channel.write([0x01, 0x25, 0x21, 0x5A, 0x31, 0x05, 0x30, 0x30, 0x3D, 0x36, 0x03], by: .soon)
        try await channel.drain(by: .soon)
        trace.pass(.seconds(12))
        await pty.say([0x16] + Array("0123456789ABCDEF".utf8))
        var heard: [UInt8] = []
        while heard.count < 17 { heard += try await channel.read(upTo: 100, by: .soon) }
        _ = try await failure { () throws(WireError) in _ = try await channel.read(upTo: 1, by: .inAMoment) }
        await channel.close()
        #expect(
            trace.lines.prefix(2) == [
                "# \(pty.path)",
                " 0.000114 > 01 25 21 5a 31 05 30 30 3d 36 03                 .%!Z1.00=6.",
            ])
        // However the answer was cut, it is all there.
        let answers = trace.lines.filter { $0.hasPrefix("12.000114 < ") }
        #expect(answers.map { $0.dropFirst(12).prefix(47).filter { $0 != " " } }.joined().hasPrefix("1630313233"))
        #expect(trace.lines.contains { $0.hasPrefix("12.000114 ! wire.too_slow: ") })
        #expect(trace.lines.last == "12.000114 # closed")
    }

    @Test func `of a write that failed only what left is written down`() async throws {
        let trace = Trace()
        let channel = trace.wrap(Torn())
        let error = try await failure { () throws(WireError) in try await channel.write([1, 2, 3], by: .soon) }
        #expect(error.sent == 2)
        #expect(
            trace.lines == [
                "# torn", " 0.000000 > 01 02                                            ..",
                " 0.000000 ! wire.gone: it left",
            ])
    }

    /// A line that breaks behind two bytes.
    private struct Torn: ByteChannel {
        let place = "torn"

        func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) async throws(WireError) {
            throw WireError(.gone, "it left", sent: 2)
        }

        func read(upTo limit: Int, by deadline: ContinuousClock.Instant) async throws(WireError) -> [UInt8] {
            throw WireError(.gone, "it left")
        }

        func close() async {}
    }
}
