import Accounting
import Simulation
import Testing

/// A shop's sales at both providers under a clock that only the work moves.
@Suite struct BooksSimulationTests {
    @Test(arguments: [UInt64(1), 2])
    func `behind an outage of two days and over a line that does everything wrong, each sale is in both books once`(
        _ seed: UInt64
    ) async throws {
        var plan = BooksPlan()
        (plan.sales, plan.seed) = (60, seed)
        let outcome = try await BooksRun.live(plan)
        print(outcome.lines)
        #expect(outcome.wrong.isEmpty)
        #expect(outcome.companies.allSatisfy { $0.documents > plan.sales && $0.faults > 0 })
    }

    @Test func `what is posted before KRA has answered bears its number and its receipt once it has, each once`()
        async throws
    {
        var plan = BooksPlan()
        (plan.sales, plan.seed, plan.postsEarly) = (60, 4, true)
        let outcome = try await BooksRun.live(plan)
        #expect(outcome.wrong.isEmpty, "\(outcome.lines)")
    }

    @Test(arguments: [BooksMap.Mode.hybrid, .summary])
    func `sums of days come to what was sold, to the cent`(_ mode: BooksMap.Mode) async throws {
        var plan = BooksPlan()
        (plan.sales, plan.mode, plan.seed) = (60, mode, 3)
        let outcome = try await BooksRun.live(plan)
        #expect(outcome.wrong.isEmpty, "\(outcome.lines)")
        #expect(outcome.companies.allSatisfy { $0.documents < plan.sales })
    }

    @Test func `a backlog goes at the pace that the limits allow, evenly to all companies, and never above`()
        async throws
    {
        var plan = BooksPlan()
        (plan.sales, plan.companies, plan.outageHours, plan.isTroubled) = (150, 2, 0, false)
        plan.providers = [.xero]
        let outcome = try await BooksRun.live(plan)
        #expect(outcome.wrong.isEmpty, "\(outcome.lines)")
        for company in outcome.companies { #expect(company.shareOfLimit >= 95, "\(outcome.lines)") }
    }
}
