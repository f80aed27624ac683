import Foundation
import GRDB
import SpoolTestSupport
import Synchronization
import Testing

@testable import Spool

/// A crash, an I/O error and a full disk at every step of what a shop does.
@Suite struct CrashMatrixTests {
    @Test(arguments: Scenario.all)
    func `nothing acknowledged is lost and nothing is made up`(_ scenario: Scenario) async throws {
        let tally = try await Matrix.run(scenario)
        print("crash matrix: \(scenario.name): \(tally.steps) steps, \(tally.cases) cases, \(tally.twins) twins")
        #expect(tally.cases > 0)
        #expect(tally.findings.isEmpty, "\(tally.findings.count): \(tally.findings.prefix(5).joined(separator: "\n"))")
    }

    @Test func `a spool that does not wait for the disk is found out`() async throws {
        let careless = Scenario(name: "no sync", acts: [.sell("sale")]) { spool in
            try spool.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        let tally = try await Matrix.run(careless)
        print("crash matrix: without sync \(tally.findings.count) of \(tally.cases) cases lose a sale")
        #expect(tally.findings.contains { $0.contains("crash, drop") })
    }
}
