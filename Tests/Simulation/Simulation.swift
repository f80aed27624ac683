import Spool

/// Runs of the whole machinery, each from one seed.
package enum Simulation {
    /// Lives one run; `trace` hears of every step.
    package static func run(
        seed: UInt64, site: Site, sabotage: Sabotage? = nil, trace: (@Sendable (String) -> Void)? = nil
    ) async throws -> Outcome {
        let world = try World(seed: seed, site: site, sabotage: sabotage, trace: trace)
        return await Spool.$staysOnThread.withValue(true) { await world.live() }
    }
}
