import Fiscal
import Forwarder
import Synchronization
import Testing

/// Limits are never exceeded, whoever counts and whatever happens between; and little of what they allow is left.
@Suite struct CallBudgetTests {
    /// A clock that a test moves.
    private final class Watch: Sendable {
        private let milliseconds = Atomic<Int64>(1_000_000)
        var now: Int64 { milliseconds.load(ordering: .relaxed) }
        func move(by step: Int64) { milliseconds.add(step, ordering: .relaxed) }
    }

    /// What would be on the disk.
    private actor Disk: CallShelf {
        private var kept: [String: String] = [:]
        func callWindow(_ name: String) -> String? { kept[name] }
        func keep(callWindow body: String, name: String) { kept[name] = body }
    }

    /// The most calls in any stretch of that length, wherever it begins.
    private static func most(_ calls: [Int64], within length: Int64) -> Int {
        var (most, first) = (0, 0)
        for (place, time) in calls.enumerated() {
            while time - calls[first] >= length { first += 1 }
            most = max(most, place - first + 1)
        }
        return most
    }

    @Test(arguments: [(60, Int64(60_000)), (500, 60_000), (40, 60_000), (10, 1_000), (5_000, 86_400_000)])
    func `a busy company gets nearly all that a limit allows, and never more`(_ calls: Int, _ length: Int64)
        async throws
    {
        let watch = Watch()
        let budget = CallBudget(
            limits: [.init(name: "minute", calls: calls, length: .milliseconds(length))], shelf: Disk(),
            now: { watch.now })
        let end = watch.now + 10 * length
        var made: [Int64] = []
        while watch.now < end {
            switch try await budget.leave(for: 4, kind: "single") {
            case .granted(let count): made += Array(repeating: watch.now, count: count)
            case .wait(let pause, _): watch.move(by: pause.wholeMilliseconds)
            }
        }
        #expect(Self.most(made, within: length) <= calls)
        #expect(made.count * 100 >= 95 * 10 * calls)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func `a program that is killed again and again stays within its limits`(_ seed: UInt64) async throws {
        var chance = SplitMix64(seed: seed)
        let (watch, disk) = (Watch(), Disk())
        let length: Int64 = 60_000
        func start() -> CallBudget {
            CallBudget(
                limits: [.init(name: "minute", calls: 500, length: .milliseconds(length))], shelf: disk,
                now: { watch.now })
        }
        var budget = start()
        var made: [Int64] = []
        for _ in 0..<4_000 {
            if chance.next() % 40 == 0 { budget = start() }
            switch try await budget.leave(for: Int(chance.next() % 6) + 1, kind: "single") {
            case .granted(let count): made += Array(repeating: watch.now, count: count)
            case .wait(let pause, _): watch.move(by: pause.wholeMilliseconds)
            }
            watch.move(by: Int64(chance.next() % 90))
        }
        #expect(Self.most(made, within: length) <= 500)
        #expect(made.count > 500)
    }

    @Test func `a program that starts two hundred times in a day has most of its day left`() async throws {
        let (watch, disk) = (Watch(), Disk())
        var made = 0
        for _ in 0..<200 {
            let budget = CallBudget(
                limits: [.init(name: "day", calls: 5_000, length: .seconds(86_400))], shelf: disk, now: { watch.now })
            for _ in 0..<12 where try await budget.leave(for: 1, kind: "single") == .granted(1) { made += 1 }
            watch.move(by: 60_000)
        }
        #expect(made == 200 * 12)
    }

    @Test func `a clock that steps back gives no leave twice`() async throws {
        let (watch, disk) = (Watch(), Disk())
        func start() -> CallBudget {
            CallBudget(
                limits: [.init(name: "minute", calls: 60, length: .seconds(60))], shelf: disk, now: { watch.now })
        }
        #expect(try await start().leave(for: 60, kind: "single") == .granted(60))
        watch.move(by: -900_000)
        guard case .wait = try await start().leave(for: 1, kind: "single") else {
            Issue.record("leave was given twice")
            return
        }
    }

    @Test func `a company that wants to be left alone is, to the second`() async throws {
        let watch = Watch()
        let budget = CallBudget(
            limits: [.init(name: "minute", calls: 60, length: .seconds(60))], shelf: Disk(), now: { watch.now })
        await budget.close(for: .seconds(27), reason: "it asked")
        watch.move(by: 26_999)
        #expect(try await budget.leave(for: 1, kind: "single") == .wait(.milliseconds(1), reason: "it asked"))
        watch.move(by: 1)
        #expect(try await budget.leave(for: 1, kind: "single") == .granted(1))
    }

    @Test(arguments: [2, 3, 5])
    func `companies that are all busy have the same share, within a tenth`(_ count: Int) {
        let watch = Watch()
        let turns = FairTurns(calls: 600, length: .seconds(60), now: { watch.now })
        var made = Array(repeating: 0, count: count)
        // The first asks ten times as often as the others.
        for step in 0..<60_000 {
            watch.move(by: 10)
            let asking = (0..<count).filter { $0 == 0 || step % 10 == 0 }
            for company in asking {
                if case .granted(let calls) = turns.leave(for: 4, company: "\(company)") { made[company] += calls }
            }
        }
        let fair = made.reduce(0, +) / count
        for calls in made { #expect(abs(calls - fair) * 10 <= fair, "\(made)") }
    }
}
