/// A simulated type C signer on a loopback address: a finished invoice in, a CU invoice number out.
///
/// It is strict by fiscal-hardware.md §1.3 and §1.5 and nothing else, answers with JSON that is none (`\:`), and signs
/// whatever it is asked to as often as it is asked; faults come by plan and seed.
public struct SignerSimulator: Sendable {
    /// How it is set up.
    public let options: SignerOptions
    private let core: SignerCore

    /// Reads its state file back; throws exit codes 64, 65 and 74.
    public init(_ options: SignerOptions) throws(SimulatorError) {
        self.options = options
        core = try SignerCore(options)
    }

    /// What it has seen so far.
    public func report() async -> SignerReport {
        await core.report
    }

    /// The signed documents, oldest first.
    public func signed() async -> [SignedDocument] {
        await core.signed
    }

    /// Takes the line down or up: while down, each connection closes without an answer.
    public func setOutage(_ isDown: Bool) async {
        await core.setOutage(isDown)
    }

    /// Starts another fault plan; its requests are counted from 1 again.
    public func setFaults(_ plan: SignerFaultPlan) async {
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

    private var server: LoopbackServer<SignerResponder> {
        LoopbackServer(
            responder: SignerResponder(core: core, options: options), listen: options.listen,
            label: "risiti.simulators.signer")
    }
}
