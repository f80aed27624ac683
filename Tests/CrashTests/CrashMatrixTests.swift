import Foundation
import GRDB
import SpoolTestSupport
import Synchronization
import Testing

@testable import Spool

/// A crash, an I/O error and a full disk at every step of what a shop does.
///
/// Each scenario has a disk of its own, so that they run side by side, and beside every other suite.
@Suite struct CrashMatrixTests {
    /// Cases of all scenarios so far: the last line printed has their sum.
    private static let total = Mutex(0)

    @Test(arguments: Scenario.all)
    func `nothing acknowledged is lost and nothing is made up`(_ scenario: Scenario) async throws {
        let tally = try await Matrix.run(scenario)
        let total = Self.total.withLock { total in
            total += tally.cases
            return total
        }
        print(
            "crash matrix: \(scenario.name): \(tally.steps) steps, \(tally.cases) cases (\(tally.twins) twins),",
            "\(tally.findings.count) findings; \(total) cases so far")
        #expect(tally.cases > 0)
        #expect(tally.findings.isEmpty, "\(tally.findings.count): \(tally.findings.prefix(5).joined(separator: "\n"))")
    }

    @Test(arguments: [false, true])
    func `a spool or a disk that does not sync is found out`(diskLies: Bool) async throws {
        var careless = Scenario(name: "no sync", acts: [.sell("sale")])
        careless.diskLies = diskLies
        if !diskLies {
            careless.sabotage = { spool in
                try spool.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
            }
        }
        let tally = try await Matrix.run(careless)
        print("crash matrix: without sync, \(tally.findings.count) of \(tally.cases) cases lose a sale")
        #expect(tally.findings.contains { $0.contains("crash, drop") })
    }

    @Test(arguments: Scenario.all.filter { $0.name == "one backup" || $0.name == "a new device key" })
    func `whole files that are not synced are found out`(_ scenario: Scenario) async throws {
        var careless = scenario
        careless.diskLies = true
        let tally = try await Matrix.run(careless)
        print("crash matrix: \(scenario.name) without sync, \(tally.findings.count) of \(tally.cases) cases are wrong")
        #expect(tally.findings.contains { $0.contains("crash, drop") })
    }
}
