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
        let place = keepsThread ? TransactionPlace.caller : .connection
        return try await World(seed: seed, site: site, sabotage: sabotage, transactions: place, trace: trace).live()
    }
}
