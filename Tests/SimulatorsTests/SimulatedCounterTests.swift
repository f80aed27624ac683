import Foundation
import Testing

@testable import Simulators

#if canImport(Glibc)
    import Glibc
#endif

/// A device on a real pseudo terminal.
@Suite struct SimulatedCounterTests {
    /// Plays a unit on a pty while a host says this through the link, and gives the bytes that came back.
    private func converse(
        _ unit: TremolUnit, _ options: SimulatedCounter.Options, _ sent: [UInt8], answer count: Int
    ) async throws -> [UInt8] {
        let counter = SimulatedCounter(options)
        let (ready, whenReady) = AsyncStream.makeStream(of: Void.self)
        async let play: Void = counter.play(unit, whenReady: { whenReady.finish() }, finished: { _ in })
        for await _ in ready {}
        let answer = try await Task.detached {
            let host = open(options.link, O_RDWR | O_NOCTTY | O_CLOEXEC)
            try #require(host >= 0)
            defer { close(host) }
            try #require(write(host, sent, sent.count) == sent.count)
            var heard: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 256)
            while heard.count < count {
                let got = read(host, &piece, piece.count)
                guard got > 0 else { break }
                heard += piece.prefix(got)
            }
            return heard
        }.value
        counter.stop()
        try await play
        #expect(!FileManager.default.fileExists(atPath: options.link))
        return answer
    }

    private func scratch() -> String { NSTemporaryDirectory() + "counter-\(UUID().uuidString)" }

    @Test(.timeLimit(.minutes(1)))
    func `a host finds the device behind the link, and the bytes pass unchanged`() async throws {
        // 09 ping, then status under 20h; every control byte is data, for the line is raw.
        let status: [UInt8] = [0x02, 0x23, 0x20, 0x20, 0x32, 0x33, 0x0A]
        let answer: [UInt8] = [0x02, 0x29, 0x20, 0x20, 0x80, 0x80, 0x80, 0xE0, 0x81, 0x80, 0x34, 0x38, 0x0A]
        let options = SimulatedCounter.Options(link: scratch())
        #expect(try await converse(TremolUnit(), options, [0x09, 0x04] + status, answer: 15) == [0x40, 0x04] + answer)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what was signed is remembered by the state file`() async throws {
        var options = SimulatedCounter.Options(link: scratch())
        let file = scratch()
        defer { try? FileManager.default.removeItem(atPath: file) }
        options.stateFile = file
        let report: [UInt8] = [0x02, 0x24, 0x21, 0x7C, 0x5A, 0x32, 0x33, 0x0A]
        #expect(try await converse(TremolUnit(), options, report, answer: 7).starts(with: [0x06, 0x21, 0x30, 0x30]))
        let lines = try StateFile(file, isSynchronised: false).lines
        let papers = lines.compactMap(SimulatedPaper.init(json:))
        #expect(papers.map(\.kind) == ["z_report"] && papers.first?.lines.first == "Z REPORT 1")
        var unit = TremolUnit()
        unit.remember(papers)
        #expect(unit.reports == 1 && unit.signed.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a line with a speed carries the same bytes, one by one`() async throws {
        var options = SimulatedCounter.Options(link: scratch())
        options.baud = 1_000_000
        let status: [UInt8] = [0x02, 0x23, 0x20, 0x20, 0x32, 0x33, 0x0A]
        let answer: [UInt8] = [0x02, 0x29, 0x20, 0x20, 0x80, 0x80, 0x80, 0xE0, 0x81, 0x80, 0x34, 0x38, 0x0A]
        #expect(try await converse(TremolUnit(), options, [0x09, 0x04] + status, answer: 15) == [0x40, 0x04] + answer)
    }

    @Test func `a link never replaces a file`() throws {
        let path = scratch()
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: SimulatorError.self) { try PseudoTerminalHandle(link: path) }
    }
}
