import Testing

@testable import Simulators

@Suite(.timeLimit(.minutes(1))) struct PortInUseTests {
    @Test func `a port that is in use is one sentence with the way out`() async throws {
        let first = try OSCUSimulator(OSCUOptions(listen: try ListenAddress("127.0.0.1:0")))
        try await first.withRunning { address in
            let listen = String(address.dropFirst("http://".count))
            let second = try OSCUSimulator(OSCUOptions(listen: try ListenAddress(listen)))
            let error = await #expect(throws: SimulatorError.self) {
                try await second.run(heedingSignals: false) { _ in Issue.record("it listens") }
            }
            #expect(error?.exitCode == 74)
            #expect(error?.description.hasPrefix("\(listen) is in use by another program; ") == true)
        }
    }
}
