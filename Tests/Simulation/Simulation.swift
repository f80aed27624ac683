import Spool

/// Runs of the whole machinery, each from one seed.
package enum Simulation {
    /// Lives one run; `trace` hears of every step.
    ///
    /// It lives the same life where it keeps a thread for itself, which is twice as fast; the tests share theirs.
    package static func run(
        seed: UInt64, site: Site, sabotage: Sabotage? = nil, keepsThread: Bool = false,
        trace: (@Sendable (String) -> Void)? = nil
    ) async throws -> Outcome {
        let world = try World(seed: seed, site: site, sabotage: sabotage, trace: trace)
        return await Spool.$staysOnThread.withValue(keepsThread) { await world.live() }
    }
}
