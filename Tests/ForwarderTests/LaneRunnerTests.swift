import Fiscal
import Forwarder
import Spool
import SpoolTestSupport
import Testing

/// A destination in memory that fails by a seed, and takes a document as often as it is sent.
private actor FaultyDestination: Destination {
    private let spool: Spool
    private var random: SplitMix64
    private var runner: LaneRunner?
    private(set) var taken: [Int64] = []
    private(set) var faults = 0

    init(spool: Spool, seed: UInt64) {
        self.spool = spool
        random = SplitMix64(seed: seed)
    }

    func serve(_ runner: LaneRunner) { self.runner = runner }

    func deliver(_ job: Job) async -> DeliveryAnswer {
        do {
            if try await spool.progress(of: job).receipt != nil {
                try await spool.finish(job, at: Shop.opening)
                return .done
            }
            guard job.sequence != 13 else {
                return .refused(Trouble(code: "test.refused", reason: "unlucky", action: "discard it"))
            }
            let number = try await spool.next(.invoice)
            let underWay = try await spool.inFlight(on: job)
            let body = Array("\(job.sequence)".utf8)
            let planned = underWay ?? InFlightWrite(job: job, effect: .sale, number: number, body: body)
            let write = try await spool.writeDown(planned, at: Shop.opening)
            return try await answer(write)
        } catch {
            return .deviceProblem(Trouble(code: "test.spool", reason: "\(error)", action: "mend the test"))
        }
    }

    private func answer(_ write: InFlightWrite) async throws -> DeliveryAnswer {
        switch random.next() % 8 {
        case 0:
            faults += 1
            await runner?.tryNow()
            return .unreachable(reason: "no route")
        case 1:
            faults += 1
            return .again(after: .zero, limit: nil, reason: "busy")
        case 2:
            faults += 1
            taken.append(write.job.sequence)
            return .unclear(limit: nil, reason: "the answer was lost")
        default:
            taken.append(write.job.sequence)
            try await settle(write)
            return .progressed
        }
    }

    func lookUp(_ job: Job) async -> LookUpAnswer {
        guard taken.contains(job.sequence) else { return .notThere }
        do {
            guard let write = try await spool.inFlight(on: job) else { return .notThere }
            try await settle(write)
            return .adopted
        } catch {
            return .deviceProblem(Trouble(code: "test.spool", reason: "\(error)", action: "mend the test"))
        }
    }

    func probe() async -> Bool { true }

    private func settle(_ write: InFlightWrite) async throws {
        let number = write.number ?? 0
        let receipt = FiscalReceipt(
            scuID: "KRACU0300000123", invoiceNumber: number, receiptNumber: "1", totalReceiptNumber: "1",
            internalData: "", signature: "", signedAt: Shop.opening, qr: "")
        try await spool.settle(write, receipt: receipt, at: Shop.opening)
    }
}

/// A destination that holds each delivery until it is let go.
private actor HeldDestination: Destination {
    nonisolated let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation
    private var held: CheckedContinuation<Void, Never>?

    init() { (arrivals, arrived) = AsyncStream.makeStream() }

    func deliver(_ job: Job) async -> DeliveryAnswer {
        await withCheckedContinuation { continuation in
            held = continuation
            arrived.yield()
        }
        return .again(after: .zero, limit: nil, reason: "busy")
    }

    func letGo() {
        held?.resume()
        held = nil
    }

    func lookUp(_ job: Job) async -> LookUpAnswer { .notThere }

    func probe() async -> Bool { true }
}

@Suite struct LaneRunnerTests {
    @Test(.timeLimit(.minutes(5)), arguments: [1, 2, 3] as [UInt64])
    func `a lane drains fifty sales through faults, each once and in order`(_ seed: UInt64) async throws {
        let shop = try Shop()
        for number in 1...50 { try await shop.sell("\(number)") }
        let destination = FaultyDestination(spool: shop.spool, seed: seed)
        try await run(shop, destination) { lane in lane.backlog == 0 && lane.state == .running }
        let lane = try await shop.spool.lanes()[0]
        #expect(lane.done == 49)
        #expect(lane.parked == 1)
        #expect(await destination.faults > 0)
        #expect(await destination.taken == (1...50).filter { $0 != 13 })
        #expect(try await shop.spool.next(.invoice) == 50)
        #expect(try await shop.spool.tasks(openOnly: true).map(\.trouble.code) == ["test.refused"])
        let verification = try await shop.spool.verify()
        #expect(verification.fiscalised == 49)
        #expect(verification.invoiceNumbersMissing == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a lane that was written down as broken runs again after a restart`() async throws {
        let shop = try Shop()
        try await shop.spool.note(
            lane: Shop.lane, state: .broken, reason: "no route", nextAttemptAt: nil, at: Shop.opening)
        try await run(shop, FaultyDestination(spool: shop.spool, seed: 1)) { $0.state == .running }
        #expect(try await shop.spool.lanes()[0].reason == nil)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a lane that was paused stays so over a restart`() async throws {
        let shop = try Shop()
        try await shop.spool.note(
            lane: Shop.lane, state: .paused, reason: "by hand", nextAttemptAt: nil, at: Shop.opening)
        try await shop.sell("a")
        let destination = FaultyDestination(spool: shop.spool, seed: 1)
        let runner = LaneRunner(name: Shop.lane, spool: shop.spool, destination: destination, now: { Shop.opening })
        let run = Task { try await runner.run() }
        await runner.tryNow()
        run.cancel()
        try await run.value
        #expect(await destination.taken.isEmpty)
        #expect(try await shop.spool.lanes()[0].state == .paused)
    }

    @Test func `what a person was told of a lane holds though the agent ends at once`() async throws {
        let shop = try Shop()
        let destination = FaultyDestination(spool: shop.spool, seed: 1)
        // It never runs: as if the agent were killed behind the answer.
        let runner = LaneRunner(name: Shop.lane, spool: shop.spool, destination: destination, now: { Shop.opening })
        try await runner.pause(reason: "stock-taking")
        #expect(try await shop.spool.lanes()[0].state == .paused)
        try await runner.resume()
        #expect(try await shop.spool.lanes()[0].state == .running)
    }

    @Test(.timeLimit(.minutes(5)))
    func `behind a person's word nothing older is written down, whatever the lane is at`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let destination = HeldDestination()
        let runner = LaneRunner(name: Shop.lane, spool: shop.spool, destination: destination, now: { Shop.opening })
        let run = Task { try await runner.run() }
        var arrivals = destination.arrivals.makeAsyncIterator()
        for _ in 1...50 {
            await arrivals.next()
            try await runner.pause(reason: "stock-taking")
            #expect(try await shop.spool.lanes()[0].state == .paused)
            // Now it hears that it is to stand, while somebody sets it going.
            await destination.letGo()
            try await runner.resume()
            #expect(try await shop.spool.lanes()[0].state != .paused)
        }
        await arrivals.next()
        run.cancel()
        await destination.letGo()
        try await run.value
    }

    @Test(.timeLimit(.minutes(5)))
    func `a pause that the spool could not take is written down once it can`() async throws {
        let disk = try FaultyDisk()
        let shop = try Shop(on: disk)
        let destination = FaultyDestination(spool: shop.spool, seed: 1)
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let patience = Patience(
            attempts: .attempts, probes: .probes, questions: .questions, spool: .milliseconds(1))
        let runner = LaneRunner(
            name: Shop.lane, spool: shop.spool, destination: destination, patience: patience,
            now: {
                started.yield()
                return Shop.opening
            })
        let run = Task { try await runner.run() }
        disk.count(failing: 1, with: .ioError)
        await #expect(throws: SpoolError.self) { try await runner.pause(reason: "stock-taking") }
        // The pause was tried, and tried again.
        var tries = 0
        for await _ in starts {
            tries += 1
            if tries == 3 { break }
        }
        #expect(shop.spool.health.state == .failing)
        let changes = shop.spool.changes()
        #expect(await shop.spool.recover(at: Shop.opening) == .healthy)
        for await _ in changes where try await shop.spool.lanes()[0].state == .paused { break }
        #expect(try await shop.spool.lanes()[0].reason == "stock-taking")
        run.cancel()
        try await run.value
    }

    @Test func `a lane of which nobody can read how it stands does not run`() async throws {
        let disk = try FaultyDisk()
        let shop = try Shop(on: disk)
        let hands = LaneHands(
            name: Shop.lane, spool: shop.spool, destination: FaultyDestination(spool: shop.spool, seed: 1),
            now: { Shop.opening })
        disk.crash()
        await #expect(throws: SpoolError.self) { try await hands.machine(seed: 1, patience: .standard) }
    }

    /// Runs the lane until it stands as wanted.
    private func run(
        _ shop: Shop, _ destination: FaultyDestination, until isReached: @Sendable @escaping (LaneView) -> Bool
    ) async throws {
        let runner = LaneRunner(name: Shop.lane, spool: shop.spool, destination: destination, now: { Shop.opening })
        await destination.serve(runner)
        let changes = shop.spool.changes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.run() }
            for await _ in changes {
                let lane = try await shop.spool.lanes()[0]
                if isReached(lane) { break }
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
