import Agent
import ArgumentParser
import Foundation
import Logging
import Server
import ServiceLifecycle
import Spool
import UnixSignals

/// `risiti run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the agent until it is told to stop (SIGTERM or Ctrl-C).",
        discussion: """
            Says "listening on http://…" on standard output for each address once it takes requests.

            Examples:
              risiti run
              risiti run --data-dir /tmp/shop --listen 127.0.0.1:4780 --config risiti.yaml
            """)

    @Option(
        help: ArgumentHelp("Where keys and the spool live; $RISITI_DATA_DIR, or /var/lib/risiti.", valueName: "dir"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp("An address to listen on; repeatable. The settings' where left out.", valueName: "host:port")
    )
    var listen: [String] = []

    @Option(help: ArgumentHelp("The settings; /etc/risiti/risiti.yaml where left out.", valueName: "file"))
    var config: String?

    /// The longest that a lane may take to finish what it has sent when the agent is stopped.
    private static let longestStop = Duration.seconds(20)

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        Self.startLogging(environment)
        let agent: Agent
        do {
            var settings = try await Settings.read(
                file: config ?? "/etc/risiti/risiti.yaml", mayBeMissing: config == nil)
            if !listen.isEmpty { settings.listen = try listen.map(Self.address) }
            let path = dataDir ?? environment["RISITI_DATA_DIR"] ?? "/var/lib/risiti"
            let directory = try DataDirectory(URL(filePath: path, directoryHint: .isDirectory))
            agent = try await Agent.build(
                settings: settings, directory: directory,
                credentials: environment["CREDENTIALS_DIRECTORY"].map { URL(filePath: $0) })
        } catch let error as ValidationError {
            throw error
        } catch {
            Output.talk("\(error)")
            throw error is SettingsError ? ExitCode.badInput : ExitCode.inputOutput
        }
        try await serve(agent)
    }

    private func serve(_ agent: Agent) async throws {
        let logger = Logger(label: "risiti.server")
        let doors = AgentServer.services(for: agent, logger: logger) {
            Output.bytes(Array("listening on \($0)\n".utf8))
        }
        var configuration = ServiceGroupConfiguration(
            services: agent.services + doors, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "risiti.services"))
        configuration.maximumGracefulShutdownDuration = Self.longestStop
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            Output.talk("the agent stopped: \(error)")
            throw ExitCode.inputOutput
        }
        try agent.spool.close()
    }

    private static func address(_ text: String) throws -> ListenAddress {
        guard let address = ListenAddress(text), address.isLoopback else {
            throw ValidationError("--listen \(text): only loopback addresses such as 127.0.0.1:4780 are served")
        }
        return address
    }

    /// Log lines go to standard error; `$RISITI_LOG_LEVEL` is debug, notice (as it stands) or error.
    private static func startLogging(_ environment: [String: String]) {
        let level = environment["RISITI_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .notice
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
