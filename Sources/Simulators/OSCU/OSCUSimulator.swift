import Hummingbird
import Logging
import NIOCore

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
        var logger = Logger(label: "risiti.simulators.oscu")
        logger.logLevel = .error
        let application = Application(
            responder: OSCUResponder(core: core, options: options),
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
