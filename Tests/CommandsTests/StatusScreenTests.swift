import LocalAPI
import Testing

@testable import Commands

@Suite struct StatusScreenTests {
    private func lines(_ devices: [StatusReply.Printer]) -> [String] {
        let device = DeviceReply(
            key: "00", pin: "A000000010Z", branchID: "00", serial: "RISITI01", initialised: true, scuID: "KRACU1")
        let status = StatusReply(
            version: "1", state: .healthy, problems: [], device: device, checkpoint: nil, lanes: [], tasks: 0,
            outage: .init(oldestUnsentAt: nil, budget: 1, left: 1, sales: 0, money: "0.00"),
            clock: .init(now: "2026-03-01T09:00:00+03:00", suspect: false, kraSkew: nil),
            disk: .init(free: 1, spool: 1, log: 1, reserve: 1), printers: devices, memory: 1)
        return StatusScreen(status).lines
    }

    /// An agent that does not say what they are is of the time when all were called printers.
    @Test(
        arguments: [
            ("printer", "printer       counter ready"), ("control_unit", "control unit  counter ready"),
            ("signer", "signer        counter ready"), ("unknown", "unknown       counter ready"),
            (nil, "printer       counter ready"),
        ] as [(String?, String)])
    func `each device is called what it is`(_ kind: String?, _ line: String) {
        let lines = lines([.init(name: "counter", kind: kind, state: "ready", waiting: 0)])
        #expect(lines.contains(line), "\(lines)")
    }

    @Test func `what waits for it and what is wrong stand behind its name`() {
        let lines = lines([.init(name: "slips", kind: "printer", state: "paper_out", waiting: 2, reason: "no paper")])
        #expect(lines.contains("printer       slips paper_out, 2 slips waiting (no paper)"), "\(lines)")
    }
}
