import Fiscal
import Spool
import SpoolTestSupport
import Testing

@Suite struct LaneTests {
    private static let trouble = Trouble(
        code: "kra.refused", reason: "the item class is unknown", evidence: ["resultCd": "894"],
        action: "correct the class")

    @Test func `jobs come to the head in the order of their sale`() async throws {
        let shop = try Shop()
        for number in 1...4 { try await shop.sell("\(number)") }
        for sequence in 1...4 as ClosedRange<Int64> {
            let job = try await shop.job()
            #expect(job == Job(lane: Shop.lane, sequence: sequence, attempts: 0, isInFlight: false))
            #expect(try await shop.spool.lanes().first?.backlog == Int(5 - sequence))
            try await shop.spool.finish(job, at: Shop.opening)
        }
        #expect(try await shop.head() == nil)
        #expect(try await shop.spool.lanes().first?.done == 4)
    }

    @Test func `a credit note is passed over while its original is parked`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.sell("b")
        try await shop.credit(1, "note")
        try await shop.spool.park(try await shop.job(), Self.trouble, at: Shop.opening)
        #expect(try await shop.job().sequence == 2)
        try await shop.spool.finish(try await shop.job(), at: Shop.opening)
        #expect(try await shop.head() == nil)
        let task = try await shop.spool.tasks(openOnly: true)[0]
        try await shop.spool.resolve(task.id, .retry, at: Shop.opening)
        #expect(try await shop.job().sequence == 1)
        try await shop.spool.finish(try await shop.job(), at: Shop.opening)
        #expect(try await shop.job().sequence == 3)
    }

    @Test func `a credit note whose original was given up comes to its turn`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.credit(1, "note")
        try await shop.spool.park(try await shop.job(), Self.trouble, at: Shop.opening)
        #expect(try await shop.head() == nil)
        try await shop.spool.resolve(try await shop.spool.tasks(openOnly: true)[0].id, .discard, at: Shop.opening)
        #expect(try await shop.job().sequence == 2)
    }

    @Test func `a sale is settled by the receipt of its own number alone`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let write = try await shop.writeDown(try await shop.job(), number: 1)
        await #expect(throws: SpoolError.self) {
            try await shop.spool.settle(write, receipt: .example(2), at: Shop.opening)
        }
        #expect(try await shop.spool.sale("T1-000001").state == .accepted)
    }

    @Test func `what is under way comes before an older job that is tried again`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.sell("b")
        try await shop.spool.park(try await shop.job(), Self.trouble, at: Shop.opening)
        let later = try await shop.job()
        try await shop.writeDown(later)
        let task = try await shop.spool.tasks(openOnly: true)[0]
        try await shop.spool.resolve(task.id, .retry, at: Shop.opening)
        #expect(try await shop.job().sequence == later.sequence)
    }

    @Test func `parking raises one task and strikes what was under way`() async throws {
        let shop = try Shop()
        let sold = try await shop.sell("a")
        let job = try await shop.job()
        try await shop.writeDown(job)
        for _ in 1...2 { try await shop.spool.park(job, Self.trouble, at: Shop.opening) }
        let tasks = try await shop.spool.tasks(openOnly: true)
        #expect(tasks.map(\.trouble) == [Self.trouble])
        #expect(tasks.first?.documentID == sold.document.id)
        #expect(try await shop.spool.inFlight(on: job) == nil)
        #expect(try await shop.spool.next(.invoice) == 1)
        #expect(try await shop.spool.sale("T1-000001").state == .refused)
        #expect(try await shop.spool.lanes().first?.parked == 1)
    }

    @Test(arguments: TaskResolution.allCases)
    func `a task is resolved once`(_ resolution: TaskResolution) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let job = try await shop.job()
        try await shop.spool.countAttempt(job)
        #expect(try await shop.job().attempts == 1)
        try await shop.spool.park(job, Self.trouble, at: Shop.opening)
        let task = try await shop.spool.tasks(openOnly: true)[0]
        try await shop.spool.resolve(task.id, resolution, at: Shop.opening)
        #expect(try await shop.spool.task(task.id).resolution == resolution.rawValue)
        #expect(try await shop.spool.tasks(openOnly: true).isEmpty)
        #expect(try await shop.spool.tasks(openOnly: false).count == 1)
        switch resolution {
        case .retry:
            #expect(try await shop.job().attempts == 0)
            #expect(try await shop.spool.sale("T1-000001").state == .accepted)
        case .discard:
            #expect(try await shop.head() == nil)
            #expect(try await shop.spool.sale("T1-000001").state == .refused)
        }
        let error = await #expect(throws: SpoolError.self) {
            try await shop.spool.resolve(task.id, resolution, at: Shop.opening)
        }
        #expect(error?.code == .notFound)
    }

    @Test func `a lane's pause raises its task, and resolving sets it running`() async throws {
        let shop = try Shop()
        for _ in 1...2 {
            try await shop.spool.note(
                lane: Shop.lane, state: .paused, reason: "the device is unknown", nextAttemptAt: nil,
                trouble: Self.trouble, at: Shop.opening)
        }
        let tasks = try await shop.spool.tasks(openOnly: true)
        #expect(tasks.count == 1)
        let events = try await shop.spool.events(after: 0, limit: 10).map(\.type)
        #expect(events == ["lane.paused", "task.raised"])
        try await shop.spool.resolve(tasks[0].id, .retry, at: Shop.opening)
        let lane = try await shop.spool.lanes()[0]
        #expect(lane.state == .running)
        #expect(lane.reason == nil)
    }

    @Test func `the backlog names its money and its oldest sale`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        shop.clock.set(Shop.opening.advanced(by: .seconds(60)))
        try await shop.sell("b")
        let lane = try await shop.spool.lanes()[0]
        #expect(lane.backlogTotal == Money(minor: 90_000))
        #expect(lane.oldestAt == Shop.opening)
        #expect(try await shop.spool.backlog(of: Shop.lane, limit: 9) == [1, 2])
        try await shop.fiscalise(invoice: 1)
        #expect(try await shop.spool.backlog(of: Shop.lane, limit: 9) == [2])
    }
}
