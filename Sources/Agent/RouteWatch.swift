import Forwarder
import Logging
import Outbound
import ServiceLifecycle

/// Wakes the lanes at once when this machine gets a route again.
struct RouteWatch: Service {
    let lanes: @Sendable () -> [LaneRunner]
    let connections: ConnectionDesk
    let log = Logger(label: "risiti.agent.route")

    func run() async throws {
        guard let changes = RouteChanges.stream() else {
            log.notice("the kernel does not tell of routes here; lanes probe instead")
            try? await gracefulShutdown()
            return
        }
        for await _ in changes.cancelOnGracefulShutdown() {
            log.debug("a route came or went")
            for lane in lanes() { await lane.tryNow() }
            await connections.tryNow()
        }
    }
}
