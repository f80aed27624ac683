import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves a simulated peer over HTTP on a loopback address.
struct LoopbackServer<Responder: HTTPResponder>: Sendable
where Responder: Sendable, Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let responder: Responder
    let listen: ListenAddress
    /// The label of its log: `risiti.simulators.oscu`.
    let label: String

    /// Serves until the task is cancelled or, when asked to heed signals, SIGTERM or SIGINT comes.
    func run(heedingSignals: Bool, onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let application = application(onListening)
        do {
            if heedingSignals {
                try await application.runService()
            } else {
                try await application.run()
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw SimulatorError(
                74, "\(listen) is in use by another program; name another by --listen, or port 0 for any that is free")
        }
    }

    private func application(
        _ onListening: @escaping @Sendable (Int) async -> Void
    ) -> Application<Responder> {
        Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    private var logger: Logger {
        var logger = Logger(label: label)
        logger.logLevel = .error
        return logger
    }

    /// Answers that are still on their way when a body has ended may take so long.
    private static var farewell: Duration { .seconds(1) }

    /// Serves as long as the body runs, and hands it the address: `http://127.0.0.1:PORT`.
    ///
    /// It ends as a service does: the door is shut before connections are cut, for a connection that comes in while they
    /// are cut brings the server down.
    func withRunning<Result: Sendable>(
        _ body: @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var configuration = ServiceGroupConfiguration(
            services: [application { port in continuation.yield(port) }], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.farewell
        let services = ServiceGroup(configuration: configuration)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await services.run()
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
            await services.triggerGracefulShutdown()
            while let ended = await group.nextResult() { _ = ended }
            return try result.get()
        }
    }
}
