import Fiscal
import Logging
import ServiceLifecycle
import Spool

/// What is done beside the sales: folding in the log in idle moments, fetching code lists, trimming events.
struct Housekeeping: Service {
    let spool: Spool
    let kra: KRADesk
    let sales: SalesDesk
    let log = Logger(label: "risiti.agent.care")

    /// How often the log's size is looked at; between two looks a busy shop writes about 1 MiB.
    private static let interval = Duration.seconds(2)
    /// How often the code lists are asked for; KRA limits the views (reference §4.1, code 990).
    private static let codesEvery = 43_200

    func run() async throws {
        var round = 0
        var last: Int64 = -1
        do {
            // A pruning that a power cut ended goes on.
            _ = try await spool.finishPruning()
            try await spool.makeRoomInLog()
        } catch {
            log.error("the spool was not put in order at the start", metadata: ["error.code": "\(error.code.rawValue)"])
        }
        await Rounds.run(every: Self.interval) {
            do {
                let end = try await spool.chainEnd().sequence
                try await spool.checkpoint(idle: end == last)
                last = end
                if round.isMultiple(of: 300) { try await spool.trimEvents() }
                if round.isMultiple(of: Self.codesEvery / 2), try await kra.standing() != nil,
                    let rates = try await kra.refreshCodes()
                {
                    sales.use(rates)
                }
            } catch {
                log.error("housekeeping failed", metadata: ["reason": "\(error)"])
            }
            round += 1
        }
        do {
            try await spool.checkpoint(idle: true)
        } catch {
            log.error("the log was not folded in at the end", metadata: ["error.code": "\(error.code.rawValue)"])
        }
    }
}
