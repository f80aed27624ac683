/// A simulated KRA eTIMS OSCU on a loopback address.
///
/// It keeps KRA's books by the letter of kra-oscu.md and refuses what KRA would refuse; faults come by plan and seed.
/// Nothing here is KRA's, and nothing of the code that talks to KRA is used.
public struct OSCUSimulator: Sendable {
    /// How it is set up.
    public let options: OSCUOptions
    private let core: OSCUCore

    /// Reads the files it was given and replays its journal; throws exit codes 64, 65 and 74.
    public init(_ options: OSCUOptions) throws(SimulatorError) {
        self.options = options
        core = try OSCUCore(options)
    }

    /// What it has seen so far.
    public func report() async -> OSCUReport {
        await core.report
    }

    /// The accepted documents, one JSON line each.
    public func sales() async -> String {
        await core.sales
    }

    /// Takes the line down or up: while down, each connection closes without an answer.
    public func setOutage(_ isDown: Bool) async {
        await core.setOutage(isDown)
    }

    /// Starts another fault plan; its requests are counted from 1 again.
    public func setFaults(_ plan: OSCUFaultPlan) async {
        await core.setFaults(plan)
    }

    /// Serves until the task is cancelled or, when asked to heed signals, SIGTERM or SIGINT comes.
    ///
    /// `onListening` is called once with the port.
    public func run(
        heedingSignals: Bool = false, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        try await server.run(heedingSignals: heedingSignals, onListening: onListening)
    }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`, without a path.
    public func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await server.withRunning(body)
    }

    private var server: LoopbackServer<OSCUResponder> {
        LoopbackServer(
            responder: OSCUResponder(core: core, options: options), listen: options.listen,
            label: "risiti.simulators.oscu")
    }
}
