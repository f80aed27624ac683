import Foundation
import Simulators

/// A strict KRA inside the test's process.
struct SimulatedKRA {
    /// The key that it gives at initialisation, known here so that tests can look for where it must not be.
    static let communicationKey = "5EC0DE5EC0DE4CAFE0123456789ABCDE"

    private let simulator: OSCUSimulator
    /// Whether it is spoken to through the gateway.
    let isIntegrator: Bool

    init(integrator: Bool = false, seed: UInt64 = 1) throws {
        var options = OSCUOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.route = integrator ? .integrator : .direct
        options.seed = seed
        options.communicationKey = Self.communicationKey
        options.dripMilliseconds = 20
        simulator = try OSCUSimulator(options)
        isIntegrator = integrator
    }

    /// Runs it while `body` does; `body` is given the base and the token address.
    func whileRunning<Result: Sendable>(
        _ body: @escaping @Sendable (_ base: String, _ token: String) async throws -> Result
    ) async throws -> Result {
        let path = (isIntegrator ? OSCURoute.integrator : .direct).basePath
        return try await simulator.withRunning { address in
            try await body(address + path, address + OSCURoute.tokenPath)
        }
    }

    /// Whether it answers at all.
    func setOutage(_ isDown: Bool) async { await simulator.setOutage(isDown) }

    /// The faults of the line from now on.
    func setFaults(_ json: String) async throws {
        await simulator.setFaults(try OSCUFaultPlan(json: Array(json.utf8)))
    }

    /// What it has accepted.
    func report() async -> OSCUReport { await simulator.report() }
}
