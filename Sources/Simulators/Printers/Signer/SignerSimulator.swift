import Hummingbird
import Logging
import NIOCore

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
        var logger = Logger(label: "risiti.simulators.signer")
        logger.logLevel = .error
        let application = Application(
            responder: SignerResponder(core: core, options: options),
            configuration: ApplicationConfiguration(
                address: .hostname(options.listen.host, port: options.listen.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        if heedingSignals {
            try await application.runService()
        } else {
            try await application.run()
        }
    }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`, without a path.
    public func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
            group.addTask {
                defer { continuation.finish() }
                try await run { port in continuation.yield(port) }
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw SimulatorError(74, "the simulator stopped before it listened")
            }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body("http://" + options.listen.withPort(port)))
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            while let ended = await group.nextResult() { _ = ended }
            return try result.get()
        }
    }
}
