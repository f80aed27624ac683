public import Agent
import Foundation
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// The agent's HTTP doors as services.
public enum AgentServer {
    /// One service for the Unix socket, and one for each loopback address.
    ///
    /// - Parameters:
    ///   - onListening: called with an address once requests are taken there and on the socket.
    public static func services(
        for agent: Agent, logger: Logger, onListening: @escaping @Sendable (String) async -> Void
    ) -> [any Service] {
        let announcer = Announcer(announce: onListening)
        let socket = Application(
            router: router(agent, door: .socket),
            configuration: .init(address: .unixDomainSocket(path: agent.socketPath), serverName: nil),
            onServerRunning: { _ in
                // Whoever may open the socket may do everything, so that is the agent's own user alone.
                try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: agent.socketPath)
                await announcer.socketOpened()
            },
            logger: logger)
        let loopback = agent.settings.listen.map { address in
            Application(
                router: router(agent, door: .loopback(names: names(of: address))),
                configuration: .init(address: .hostname(address.host, port: address.port), serverName: nil),
                onServerRunning: { channel in
                    await announcer.opened("http://\(address.host):\(channel.localAddress?.port ?? address.port)")
                },
                logger: logger)
        }
        return [socket] + loopback
    }

    /// Names under which an address is reached.
    private static func names(of address: ListenAddress) -> Set<String> {
        ["localhost", "127.0.0.1", "[::1]", address.host]
    }

    /// The routes that are served, as `GET /v1/lanes` or `POST /v1/lanes/{name}/{verb}`.
    package static func routes(of agent: Agent) -> [String] {
        router(agent, door: .socket).routes.map { "\($0.method.rawValue) \($0.path)" }
    }

    private static func router(_ agent: Agent, door: Door) -> Router<DoorContext> {
        let router = Router(context: DoorContext.self)
        router.add(
            middleware: Guard(
                door: door, tokens: agent.tokens, allowedOrigins: Set(agent.settings.allowedOrigins)))
        SalesRoutes(agent: agent).add(to: router)
        CareRoutes(agent: agent).add(to: router)
        StatusRoutes(agent: agent).add(to: router)
        OpenAPIDocument.add(to: router)
        EventRoutes(agent: agent).add(to: router)
        SpoolRoutes(agent: agent).add(to: router)
        KeyRoutes(agent: agent).add(to: router)
        DeviceRoutes(agent: agent).add(to: router)
        ConnectionRoutes(desk: agent.connections, clock: agent.clock).add(to: router)
        BooksRoutes(agent: agent).add(to: router)
        SyncRoutes(agent: agent).add(to: router)
        BooksWatchRoutes(agent: agent).add(to: router)
        ExportRoutes(agent: agent).add(to: router)
        return router
    }
}

/// Holds addresses back until the socket takes requests too: who hears of one may use the other at once.
private actor Announcer {
    private let announce: @Sendable (String) async -> Void
    private var held: [String]? = []

    init(announce: @escaping @Sendable (String) async -> Void) {
        self.announce = announce
    }

    func opened(_ address: String) async {
        if held?.append(address) == nil { await announce(address) }
    }

    func socketOpened() async {
        let addresses = held ?? []
        held = nil
        for address in addresses { await announce(address) }
    }
}
