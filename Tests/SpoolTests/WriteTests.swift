import Fiscal
import Spool
import SpoolTestSupport
import Testing

@Suite struct WriteTests {
    private func shop(sales: Int = 2) async throws -> (shop: Shop, job: Job) {
        let shop = try Shop()
        for number in 0..<sales { try await shop.sell("\(number)") }
        return (shop, try await shop.job())
    }

    @Test func `what leaves is written down first, and each sending is counted`() async throws {
        let (shop, job) = try await shop()
        let first = try await shop.writeDown(job, number: 7)
        #expect(first.sends == 1)
        let second = try await shop.spool.writeDown(first, at: Shop.opening)
        #expect(second.sends == 2)
        #expect(try await shop.spool.inFlight(on: job) == second)
        #expect(try await shop.job().isInFlight)
        #expect(try await shop.spool.next(.invoice) == 1)
    }

    @Test func `a second job's write is refused`() async throws {
        let (shop, job) = try await shop()
        let first = try await shop.writeDown(job)
        let other = Job(lane: Shop.lane, sequence: 2, attempts: 0, isInFlight: false)
        let error = await #expect(throws: SpoolError.self) { try await shop.writeDown(other) }
        #expect(error?.code == .refused)
        #expect(try await shop.spool.inFlight(on: job) == first)
        #expect(try await shop.spool.inFlight(on: other) == nil)
    }

    @Test(
        arguments: [
            (WriteEffect.sale, 2, "body"), (.sale, 1, "another body"), (.master(itemID: 1, hundredths: 1), 1, "body"),
        ] as [(WriteEffect, Int64, String)])
    func `another write of the same job is refused too`(
        _ effect: WriteEffect, _ number: Int64, _ body: String
    ) async throws {
        let (shop, job) = try await shop()
        let first = try await shop.writeDown(job, number: 1)
        let error = await #expect(throws: SpoolError.self) {
            try await shop.spool.writeDown(
                InFlightWrite(job: job, effect: effect, number: number, body: Array(body.utf8)), at: Shop.opening)
        }
        #expect(error?.code == .refused)
        #expect(try await shop.spool.inFlight(on: job) == first)
    }

    @Test func `settling stores the receipt and moves the counter in one go`() async throws {
        let (shop, job) = try await shop()
        let write = try await shop.writeDown(job, number: 41)
        try await shop.spool.settle(write, receipt: .example(41), at: Shop.opening)
        let sale = try await shop.spool.sale("T1-000001")
        #expect(sale.receipt == .example(41))
        #expect(sale.state == .fiscalised)
        #expect(try await shop.spool.next(.invoice) == 42)
        #expect(try await shop.spool.inFlight(on: job) == nil)
        #expect(try await shop.spool.progress(of: job).receipt == .example(41))
        #expect(try await shop.spool.verify().fiscalised == 1)
    }

    @Test(arguments: [nil, FiscalReceipt.example(5)])
    func `a settlement that fails changes nothing`(_ receipt: FiscalReceipt?) async throws {
        let (shop, _) = try await shop()
        try await shop.fiscalise(invoice: 5)
        let job = try await shop.job()
        let write = try await shop.writeDown(job, number: 9)
        await #expect(throws: SpoolError.self) {
            try await shop.spool.settle(write, receipt: receipt, at: Shop.opening)
        }
        #expect(try await shop.spool.next(.invoice) == 6)
        #expect(try await shop.spool.inFlight(on: job) == write)
        #expect(try await shop.spool.sale("T1-000002").receipt == nil)
    }

    @Test func `striking moves no counter`() async throws {
        let (shop, job) = try await shop()
        try await shop.spool.strike(try await shop.writeDown(job, number: 9))
        #expect(try await shop.spool.next(.invoice) == 1)
        #expect(try await shop.job().isInFlight == false)
    }

    @Test func `what is known of a write's fate is written down`() async throws {
        let (shop, _) = try await shop()
        func mayBeTaken() async throws -> Bool { try await shop.job().mayBeTaken }
        var job = try await shop.job()
        #expect(!job.mayBeTaken)
        let write = try await shop.writeDown(job)
        #expect(try await mayBeTaken())
        try await shop.spool.noteNotTaken(write)
        #expect(try await !mayBeTaken())
        // Sent again and not answered, then again and refused: the one in between stays unknown.
        try await shop.writeDown(job)
        #expect(try await mayBeTaken())
        try await shop.writeDown(job)
        try await shop.spool.noteNotTaken(write)
        #expect(try await mayBeTaken())
        try await shop.spool.noteNotThere(write)
        #expect(try await !mayBeTaken())
        job = try await shop.job()
        #expect(job.isInFlight)
    }

    @Test(arguments: [TaskResolution.retry, .discard])
    func `a person who has looked says that the destination has it not`(_ resolution: TaskResolution) async throws {
        let (shop, job) = try await shop()
        try await shop.writeDown(job)
        let trouble = Trouble(code: Trouble.fateUnknown, reason: "refused", action: "look")
        try await shop.spool.note(
            lane: Shop.lane, state: .paused, reason: "refused", nextAttemptAt: nil, trouble: trouble, at: Shop.opening)
        let task = try #require(try await shop.spool.tasks(openOnly: true).first)
        try await shop.spool.resolve(task.id, resolution, at: Shop.opening)
        #expect(try await shop.job().mayBeTaken == (resolution == .retry))
        #expect(try await shop.job().isInFlight)
        #expect(try await shop.spool.lanes()[0].state == .running)
    }

    @Test func `renumbering makes the expected number the next`() async throws {
        let (shop, job) = try await shop()
        try await shop.spool.renumber(try await shop.writeDown(job, number: 3), expected: 12)
        #expect(try await shop.spool.next(.invoice) == 12)
        #expect(try await shop.spool.inFlight(on: job) == nil)
    }

    @Test func `items, stock and masters come true when they are accepted`() async throws {
        let (shop, job) = try await shop()
        let document = try await shop.spool.entry(job.sequence).document
        let id = try await shop.spool.items(of: document)[0].id
        let effects: [(WriteEffect, Int64?)] = [
            (.item(id: id, code: "KE2NTNO0000001"), 1),
            (.stock(moves: [.init(itemID: id, hundredths: 1_000)], ofJob: false), 1),
            (.master(itemID: id, hundredths: 1_000), nil),
            (.stock(moves: [.init(itemID: id, hundredths: -300)], ofJob: true), 2),
        ]
        for (effect, number) in effects {
            let before = try await shop.spool.progress(of: job).stockMoved
            #expect(!before)
            let write = try await shop.writeDown(job, effect, number: number)
            try await shop.spool.settle(write, receipt: nil, at: Shop.opening)
        }
        let item = try await shop.spool.items(of: document)[0]
        #expect(item.code == "KE2NTNO0000001")
        #expect(item.balanceHundredths == 700)
        #expect(item.masterHundredths == 1_000)
        #expect(try await shop.spool.progress(of: job).stockMoved)
        #expect(try await shop.spool.next(.item) == 2)
        #expect(try await shop.spool.next(.stockMovement) == 3)
        #expect(try await shop.spool.next(.invoice) == 1)
    }

    @Test func `a balance that the destination names is taken over, and masters can be forgotten`() async throws {
        let (shop, job) = try await shop()
        let document = try await shop.spool.entry(job.sequence).document
        let id = try await shop.spool.items(of: document)[0].id
        let master = WriteEffect.master(itemID: id, hundredths: 50)
        try await shop.spool.adoptBalance(try await shop.writeDown(job, master, number: nil), hundredths: 250)
        #expect(try await shop.spool.items(of: document)[0].balanceHundredths == 250)
        #expect(try await shop.spool.items(of: document)[0].masterHundredths == nil)
        let again = try await shop.writeDown(job, master, number: nil)
        try await shop.spool.settle(again, receipt: nil, at: Shop.opening)
        #expect(try await shop.spool.items(of: document)[0].masterHundredths == 50)
        try await shop.spool.forgetMasters(try await shop.writeDown(job), items: [id])
        #expect(try await shop.spool.items(of: document)[0].masterHundredths == nil)
        #expect(try await shop.spool.inFlight(on: job) == nil)
    }

    @Test func `a service has no stock to move`() async throws {
        let (shop, job) = try await shop()
        try await shop.spool.noStock(job)
        #expect(try await shop.spool.progress(of: job).stockMoved)
    }
}
