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

    /// The longest pause between two tries to open a spool that does not come back, in looks at it: five minutes.
    private static let longestPause = 150

    func run() async throws {
        var last = SpoolHealth.healthy.state
        // Each try reads the file anew, the whole of it where it is damaged: the pauses between tries double.
        var (pause, left) = (1, 0)
        await Rounds.run(every: Self.interval) {
            var health = spool.health
            if !health.mayRecover {
                (pause, left) = (1, 0)
            } else if left > 0 {
                left -= 1
            } else {
                health = await spool.recover(at: clock.now())
                left = pause
                pause = min(2 * pause, Self.longestPause)
            }
            if health.state != last { say(health) }
            last = health.state
            do throws(SpoolError) {
                try await spool.keepHighWater()
            } catch {
                log.error("the high-water mark was not kept", metadata: ["error.code": "\(error.code.rawValue)"])
            }
        }
    }

    private func say(_ health: SpoolHealth) {
        guard let sentence = health.sentence else { return log.notice("the spool is well again") }
        log.error(
            "the spool needs somebody", metadata: ["spool.state": "\(health.state.rawValue)", "reason": "\(sentence)"])
    }
}
