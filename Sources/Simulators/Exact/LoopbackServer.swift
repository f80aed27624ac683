import Hummingbird
import Logging
import NIOCore

/// Serves a simulated peer over HTTP on a loopback address.
struct LoopbackServer<Responder: HTTPResponder>: Sendable
where Responder: Sendable, Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let responder: Responder
    let listen: ListenAddress
    /// The label of its log: `risiti.simulators.oscu`.
    let label: String

    /// Serves until the task is cancelled or, when asked to heed signals, SIGTERM or SIGINT comes.
    func run(heedingSignals: Bool, onListening: @escaping @Sendable (Int) async -> Void) async throws {
        var logger = Logger(label: label)
        logger.logLevel = .error
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        if heedingSignals {
            try await application.runService()
        } else {
            try await application.run()
        }
    }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`.
    func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
            group.addTask {
                defer { continuation.finish() }
                try await run(heedingSignals: false) { port in continuation.yield(port) }
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw SimulatorError(74, "the simulator stopped before it listened")
            }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body("http://" + listen.withPort(port)))
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            while let ended = await group.nextResult() { _ = ended }
            return try result.get()
        }
    }
}
