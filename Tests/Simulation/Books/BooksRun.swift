import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Foundation
import Simulators
import Spool

/// Posts a shop's sales to companies under a clock that only the work moves: days of limits pass in seconds.
package struct BooksRun {
    private let plan: BooksPlan
    private let shop: BooksShop
    private let providers: [SimulatedBooks]
    private let bases: [String]
    private let tell: @Sendable (String) -> Void
    private var lanes: [BooksLane] = []
    private var tasks: [String: Int] = [:]
    private var faults: [Int: Int] = [:]

    /// How often a person looks whether something waits for them, in milliseconds.
    private static let look: Int64 = 3_600_000
    /// The longest simulation, in days.
    private static let mostDays: Int64 = 60

    /// Lives a plan to its end.
    package static func live(
        _ plan: BooksPlan, tell: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> BooksOutcome {
        let clock = VirtualClock()
        let shop = try await BooksShop(clock)
        let providers = try plan.providers.map { try SimulatedBooks($0, plan, clock) }
        let outcome = try await live(plan, shop, providers, [], tell)
        if plan.keepsDirectory { tell("the shop is in \(shop.directory.path)") }
        try shop.close(keepingDirectory: plan.keepsDirectory)
        return outcome
    }

    /// Opens the providers' doors one inside the other, then lives.
    private static func live(
        _ plan: BooksPlan, _ shop: BooksShop, _ providers: [SimulatedBooks], _ bases: [String],
        _ tell: @escaping @Sendable (String) -> Void
    ) async throws -> BooksOutcome {
        guard bases.count < providers.count else {
            var run = BooksRun(plan: plan, shop: shop, providers: providers, bases: bases, tell: tell)
            return try await run.live()
        }
        return try await providers[bases.count].whileRunning { base in
            try await live(plan, shop, providers, bases + [base], tell)
        }
    }

    private init(
        plan: BooksPlan, shop: BooksShop, providers: [SimulatedBooks], bases: [String],
        tell: @escaping @Sendable (String) -> Void
    ) {
        (self.plan, self.shop, self.providers, self.bases, self.tell) = (plan, shop, providers, bases, tell)
    }

    private mutating func live() async throws -> BooksOutcome {
        for place in providers.indices {
            for name in try await shop.connect(providers[place], at: bases[place], companies: plan.companies) {
                try await shop.choose(plan.mode, early: plan.postsEarly, in: name)
                guard let work = shop.agent.books.work(name) else { throw BooksTrouble("\(name) has no lane") }
                lanes.append(
                    try await BooksLane(name, of: place, shop: shop, work: work, seed: plan.seed + UInt64(lanes.count)))
            }
        }
        try await shop.sell(plan.sales)
        if !plan.postsEarly { try await shop.fiscalise() }
        tell(
            "\(plan.sales) sales are \(plan.postsEarly ? "made" : "fiscal"); the books are out of reach for \(plan.outageHours) hours"
        )
        if plan.outageHours > 0 {
            for provider in providers { await provider.setOutage(true) }
            try await work(until: shop.clock.elapsed + plan.outageHours * 3_600_000, settled: false)
            for provider in providers { await provider.setOutage(false) }
        }
        if plan.isTroubled { for provider in providers { try await provider.setFaults(plan.rates) } }
        let start = shop.clock.elapsed
        let calls = await countCalls()
        for place in lanes.indices { lanes[place].resume(at: start) }
        if plan.postsEarly {
            // KRA answers while some are there and others on their way.
            try await work(until: start + Self.look / 2, settled: false)
            try await shop.fiscalise()
            for place in lanes.indices { lanes[place].resume(at: shop.clock.elapsed) }
        }
        try await work(until: start + Self.mostDays * 86_400_000, settled: true)
        var outcome = BooksOutcome(plan: plan, tasks: tasks)
        for (place, lane) in lanes.enumerated() {
            let report = await providers[lane.provider].report()
            try await outcome.judge(
                lane.name, report, shop.agent.spool, calls: await countCalls()[place] - calls[place],
                within: lane.worked - start,
                faults: faults[lane.provider, default: 0] + report.faults.values.reduce(0, +))
        }
        outcome.took = shop.clock.elapsed - start
        try await again(&outcome)
        return outcome
    }

    /// Everything once more: no call may be made for it.
    private mutating func again(_ outcome: inout BooksOutcome) async throws {
        for provider in providers { try await provider.setFaults("{}") }
        let before = await countCalls()
        for place in lanes.indices {
            try await shop.agent.spool.retryBooks(of: lanes[place].name, at: shop.agent.clock.now(), parked: true)
            lanes[place].resume(at: shop.clock.elapsed)
        }
        try await work(until: shop.clock.elapsed + 2 * Self.look, settled: false)
        let more = zip(await countCalls(), before).map { $0 - $1 }
        if more.contains(where: { $0 > 0 }) { outcome.wrong.append("everything once more made \(more) calls") }
    }

    /// Calls that each company was made, by the simulator's count; companies of one provider share it evenly.
    private func countCalls() async -> [Int] {
        var calls: [Int] = []
        for lane in lanes {
            let key = lane.name.split(separator: ":").last.map(String.init) ?? ""
            calls.append(await providers[lane.provider].report().companyCalls[key] ?? 0)
        }
        return calls
    }

    // MARK: - Time

    /// Lets everything that is due happen, in its order, until a moment or until nothing is left to post.
    private mutating func work(until end: Int64, settled: Bool) async throws {
        var nextLook = shop.clock.elapsed + Self.look
        while true {
            let next = lanes.indices.filter { lanes[$0].due != nil }.min { lanes[$0].due ?? 0 < lanes[$1].due ?? 0 }
            let moment = next.flatMap { lanes[$0].due } ?? nextLook
            if min(moment, nextLook) > end {
                guard settled else { return shop.clock.pass(to: end) }
                throw BooksTrouble("the books are not settled after \(Self.mostDays) days")
            }
            guard moment <= nextLook, let next else {
                shop.clock.pass(to: nextLook)
                let isDone = try await look()
                if settled, isDone { return }
                nextLook = shop.clock.elapsed + Self.look
                continue
            }
            shop.clock.pass(to: moment)
            try await lanes[next].step(at: shop.clock.elapsed)
            if settled, lanes.allSatisfy({ $0.due.map { $0 > moment + 60_000 } ?? true }), try await isSettled() {
                return
            }
        }
    }

    // MARK: - A person

    /// Looks at the tasks and does what each says; whether there is nothing left to do.
    private mutating func look() async throws -> Bool {
        for task in try await shop.agent.spool.tasks(openOnly: true) {
            guard let place = lanes.firstIndex(where: { $0.name == task.lane }) else { continue }
            tasks[task.trouble.code, default: 0] += 1
            tell("\(lanes[place].name): \(task.trouble.code): \(task.trouble.reason)")
            let lane = lanes[place]
            try await putRight(task.trouble, lane)
            if try await shop.agent.spool.tasks(openOnly: true).contains(where: { $0.id == task.id }) {
                try await shop.agent.resolve(task.id, .retry)
            }
            lanes[place].resume(at: shop.clock.elapsed)
        }
        return try await isSettled()
    }

    private mutating func putRight(_ trouble: Trouble, _ lane: BooksLane) async throws {
        let provider = providers[lane.provider]
        if trouble.code == "books.taken" {
            for document in await provider.report().documents where document.isTheirs {
                await provider.giveWay(document)
            }
        }
        guard trouble.action.contains("--again") else { return }
        // What refuses for ever ends where another plan begins.
        faults[lane.provider, default: 0] += await provider.report().faults.values.reduce(0, +)
        try await provider.setFaults(plan.isTroubled ? plan.rates : "{}")
        try await connect(again: lane)
    }

    /// A person begins again where the line spoiled a connecting.
    private func connect(again lane: BooksLane) async throws {
        for attempt in 1 ... .max {
            do {
                _ = try await shop.connect(
                    providers[lane.provider], at: bases[lane.provider], companies: 1, again: lane.name)
                return
            } catch  where attempt < 20 {
                tell("\(lane.name): \(error)")
            }
        }
    }

    private func isSettled() async throws -> Bool {
        for lane in lanes {
            let tally = try await shop.agent.spool.booksTally(of: lane.name)
            let left = [BooksDocumentRow.State.ready, .open, .parked].reduce(tally.unplaced + tally.receiptsDue) {
                $0 + (tally.documents[$1] ?? 0)
            }
            if left > 0 { return false }
        }
        return true
    }
}

extension BooksReport.Document {
    /// Whether somebody at the office entered it under a number of ours.
    fileprivate var isTheirs: Bool {
        note?.contains("entered at the office") == true && number?.hasPrefix("OFFICE-") == false
    }
}
