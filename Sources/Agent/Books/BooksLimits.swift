import Accounting
import Fiscal
import Forwarder
import Outbound
import Spool
import Synchronization

/// The limits of every company, and of every provider on all of them together.
final class BooksLimits: Sendable {
    private let spool: Spool
    private let clock: WallClock
    private let budgets = Mutex<[String: CallBudget]>([:])
    private let turns: [Provider: FairTurns]

    init(spool: Spool, clock: WallClock) {
        (self.spool, self.clock) = (spool, clock)
        let now: @Sendable () -> Int64 = { clock.now().milliseconds }
        // What all companies of one program share (accounting-apis §1.4, §2.3).
        turns = [
            .quickBooks: FairTurns(calls: 800, length: .seconds(60), now: now),
            .xero: FairTurns(calls: 10_000, length: .seconds(60), now: now),
        ]
    }

    /// The budget of a company, the same each time.
    func budget(of company: Company, _ limits: CallLimits) -> CallBudget {
        budgets.withLock { budgets in
            if let known = budgets[company.lane] { return known }
            let clock = clock
            let made = CallBudget(
                limits: limits.windows.map {
                    CallBudget.Limit(name: $0.name, calls: $0.calls, length: $0.length, kind: $0.cost?.rawValue)
                },
                shelf: SpoolCallShelf(spool: spool, lane: company.lane), now: { clock.now().milliseconds })
            budgets[company.lane] = made
            return made
        }
    }

    /// What a company's client asks before each exchange.
    func gate(of company: Company, _ limits: CallLimits) -> any CallGate {
        BudgetGate(company: company, budget: budget(of: company, limits), turns: turns[company.provider])
    }
}

/// Counts each exchange of a company, and obeys what it says of its limits.
private struct BudgetGate: CallGate {
    let company: Company
    let budget: CallBudget
    let turns: FairTurns?

    func admit(_ cost: BooksCall.Cost) async throws(BooksFault) {
        let leave: CallBudget.Leave
        do {
            leave = try await budget.leave(for: 1, kind: cost.rawValue)
        } catch {
            throw BooksFault(
                .later, code: "spool", text: "", sentence: "calls cannot be counted: \(error)",
                remedy: "see what the spool says of itself: risiti status")
        }
        try Self.demand(leave)
        if let turns { try Self.demand(turns.leave(for: 1, company: company.key)) }
    }

    private static func demand(_ leave: CallBudget.Leave) throws(BooksFault) {
        guard case .wait(let pause, let reason) = leave else { return }
        throw BooksFault(
            .throttled, code: "limit", text: "", sentence: reason, remedy: "it goes on by itself", after: pause)
    }

    func noted(_ response: HTTPResponse, for cost: BooksCall.Cost) async {
        guard response.status == 429 else { return }
        await budget.close(
            for: RetryAfter.read(response) ?? Self.standardPause, reason: "it asked to be left alone")
    }

    /// What QuickBooks wants where it does not say (accounting-apis §1.4).
    private static let standardPause = Duration.seconds(60)
}

/// A company's counted calls in the spool.
private struct SpoolCallShelf: CallShelf {
    let spool: Spool
    let lane: String

    func callWindow(_ name: String) async throws -> String? { try await spool.callWindow(name, of: lane) }

    func keep(callWindow body: String, name: String) async throws {
        try await spool.keep(callWindow: body, name: name, of: lane)
    }
}
