import Logging
import ServiceLifecycle
import Spool

/// Brings the spool back once its disk works again, and writes down how far it has come.
struct SpoolWatch: Service {
    let spool: Spool
    let clock: WallClock
    private let log = Logger(label: "risiti.agent.spool")

    /// How often the disk is looked at; a shop that may not sell should not wait longer than a customer does.
    private static let interval = Duration.seconds(2)

    init(spool: Spool, clock: WallClock) {
        self.spool = spool
        self.clock = clock
    }

    func run() async throws {
        var last = SpoolHealth.healthy.state
        while !Task.isShuttingDownGracefully {
            var health = spool.health
            if health.mayRecover { health = await spool.recover(at: clock.now()) }
            if health.state != last { say(health) }
            last = health.state
            do {
                try await spool.keepHighWater()
            } catch {
                log.error("the high-water mark was not kept", metadata: ["error.code": "\(error.code.rawValue)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    private func say(_ health: SpoolHealth) {
        guard let sentence = health.sentence else { return log.notice("the spool is well again") }
        log.error(
            "the spool needs somebody", metadata: ["spool.state": "\(health.state.rawValue)", "reason": "\(sentence)"])
    }
}
