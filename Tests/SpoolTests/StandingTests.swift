import Fiscal
import Spool
import SpoolTestSupport
import Testing

@Suite struct StandingTests {
    private func standing(_ shop: Shop, _ job: Job) async throws -> JobStanding {
        try await shop.spool.standing(of: job, try await shop.spool.entry(job.sequence).document)
    }

    @Test func `a job stands as the single questions say`() async throws {
        let shop = try Shop()
        let document = try await shop.sell("one").document
        let job = try await shop.job()
        let fresh = try await standing(shop, job)
        #expect(fresh.write == nil && fresh.receipt == nil && !fresh.stockMoved)
        #expect(fresh.next(.invoice) == 1 && fresh.next(.item) == 1 && fresh.next(.stockMovement) == 1)
        #expect(fresh.items == (try await shop.spool.items(of: document)))

        let write = try await shop.writeDown(job, number: 41)
        #expect(try await standing(shop, job).write == write)

        try await shop.spool.settle(write, receipt: .example(41), at: Shop.opening)
        try await shop.spool.noStock(job)
        let settled = try await standing(shop, job)
        #expect(settled.write == nil && settled.receipt == .example(41) && settled.stockMoved)
        #expect(settled.next(.invoice) == 42 && settled.next(.item) == 1)
    }

    @Test(arguments: [TransactionPlace.connection, .caller])
    func `transactions see and store the same on whichever thread`(_ place: TransactionPlace) async throws {
        let shop = try Shop(transactions: place)
        _ = try await shop.sell("one")
        let job = try await shop.job()
        let write = try await shop.writeDown(job, number: 3)
        #expect(try await shop.spool.inFlight(on: job) == write)
        try shop.spool.close()
        let other = try Shop(after: shop, transactions: place == .caller ? .connection : .caller)
        #expect(try await other.spool.inFlight(on: job) == write)
    }
}
