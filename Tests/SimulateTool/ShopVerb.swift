import ArgumentParser
import Foundation
import Logging
import Simulation

/// `risiti-simulate shop`: lives simulated shops and says whether all promises held.
struct ShopVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop",
        abstract: "Drives the real spool and the real lane through simulated days of trouble, each from one seed.",
        discussion: """
            risiti-simulate --seeds 200
            risiti-simulate --seed 4711
            """)

    @Option(help: "How many seeds to live, from --from on.")
    var seeds: UInt64 = 200

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    @Option(help: "Stop after so many seconds, whatever is left; 0 never stops.")
    var seconds: Int64 = 0

    @Option(help: "Seeds lived at the same time, 0 one for each core; each for itself stays the same.")
    var workers = 0

    @Option(help: "Live this one seed and tell every step.")
    var seed: UInt64?

    @Option(help: .hidden)
    var sabotage: Sabotage?

    func validate() throws {
        guard (0...64).contains(workers) else { throw ValidationError("--workers is from 0 to 64") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let site = try await Site()
        defer { site.remove() }
        if let seed {
            let outcome = try await Simulation.run(seed: seed, site: site, sabotage: sabotage, keepsThread: true) {
                RisitiSimulate.tell($0)
            }
            RisitiSimulate.tell(Tally(of: outcome).lines(took: .zero))
            if outcome.violation != nil { throw ExitCode(1) }
            return
        }
        let tally = try await liveAll(site)
        guard tally.failures.isEmpty else { throw ExitCode(1) }
    }

    private func liveAll(_ site: Site) async throws -> Tally {
        let (start, sabotage) = (ContinuousClock.now, sabotage)
        let workers = workers > 0 ? workers : ProcessInfo.processInfo.activeProcessorCount
        var (tally, next) = (Tally(), from)
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            func more() {
                let isOver = seconds > 0 && start.duration(to: .now) >= .seconds(seconds)
                guard next < from + seeds, !isOver else { return }
                let seed = next
                next += 1
                group.addTask {
                    try await Simulation.run(seed: seed, site: site, sabotage: sabotage, keepsThread: true)
                }
            }
            for _ in 0..<workers { more() }
            while let outcome = try await group.next() {
                tally.add(outcome)
                if let violation = outcome.violation {
                    RisitiSimulate.tell("seed \(outcome.seed): \(violation)")
                    RisitiSimulate.tell("  replay: risiti-simulate --seed \(outcome.seed)")
                }
                more()
            }
        }
        let took = start.duration(to: .now)
        if tally.seeds < Int(seeds) {
            RisitiSimulate.tell("time is up after \(tally.seeds) of \(seeds) seeds; the rest: --from \(next)")
        }
        RisitiSimulate.tell(tally.lines(took: took))
        return tally
    }
}

extension Sabotage: ExpressibleByArgument {}
