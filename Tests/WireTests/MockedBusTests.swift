import CMockBus
import Foundation
import ProgramSupport
import Testing
import Wire

/// Runs ``USBPortTests`` and ``USBReceiptPrinterTests`` where they can run: in a copy of this process that umockdev's library was loaded into, which
/// then answers for `/sys`, udev and usbfs, and leaves everybody else's calls alone.
@Suite struct MockedBusTests {
    @Test(.disabled(if: MockPrinter.canBe), arguments: [("USBPortTests", 19), ("USBReceiptPrinterTests", 12)])
    func `the suites of real libusb code pass on a mocked bus`(_ suite: String, _ least: Int) async throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let child = try await Program("/usr/bin/env").runAloud([
            "umockdev-wrapper", own, "--testing-library", "swift-testing", "--filter", suite,
        ])
        let text = child.text
        #expect(child.isSuccess, "\(text)")
        // A suite that was skipped passes too, and so does one that nobody found.
        #expect(!text.contains("skipped"), "\(text)")
        let count = text.firstMatch(of: #/Test run with (\d+) tests? .*passed/#).flatMap { Int($0.1) } ?? 0
        #expect(count >= least, "\(text)")
        for line in text.split(separator: "\n") where line.hasPrefix("mocked bus:") { print(line) }
    }

    @Test func `this machine's own USB is listed, or said to be absent`() async throws {
        do throws(WireError) {
            let bus = try USBBus()
            _ = try await bus.list()
            let changes = try bus.changes()
            await bus.close()
            // Those that were there, and then the end.
            for await change in changes { #expect({ if case .arrived = change { true } else { false } }()) }
        } catch {
            #expect(error.code == .absent, "\(error)")
        }
    }
}
