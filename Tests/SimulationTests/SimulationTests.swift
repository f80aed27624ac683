import Simulation
import Testing

/// One life at a time: each keeps a core busy, and the tests beside them have time limits.
@Suite(.serialized) struct SimulationTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `every promise holds through a simulated life`(_ seed: UInt64) async throws {
        let site = try await Site()
        defer { site.remove() }
        let outcome = try await Simulation.run(seed: seed, site: site)
        #expect(outcome.violation == nil, "replay: make simulate SIMULATE='--seed \(seed)'")
        #expect(outcome.sales > 0)
    }

    @Test func `the same seed lives the same life`() async throws {
        let site = try await Site()
        defer { site.remove() }
        let first = try await Simulation.run(seed: 7, site: site)
        let second = try await Simulation.run(seed: 7, site: site, keepsThread: true)
        #expect(first == second)
        let other = try await Simulation.run(seed: 8, site: site)
        #expect(first.fingerprint != other.fingerprint)
    }

    @Test(arguments: Sabotage.allCases)
    func `a planted bug is found`(_ sabotage: Sabotage) async throws {
        let site = try await Site()
        defer { site.remove() }
        var found: Violation?
        for seed in 1...20 as ClosedRange<UInt64> where found == nil {
            found = try await Simulation.run(seed: seed, site: site, sabotage: sabotage).violation
        }
        #expect(found != nil, "\(sabotage) went unnoticed")
    }
}
