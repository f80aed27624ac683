import Agent
import Fiscal
import Forwarder
import Spool

/// A company's lane, driven by events at moments of the simulated clock.
struct BooksLane {
    let name: String
    let provider: Int
    /// When it is looked at next, in milliseconds; nil where only a person or a sale sets it going.
    private(set) var due: Int64?
    /// Waves that it has worked.
    private(set) var waves = 0
    /// When it last did something, in milliseconds.
    private(set) var worked: Int64 = 0
    private let hands: LaneHands
    private var mind: any LaneMind
    private var event = LaneEvent.woke

    /// How long a call takes at the provider, in milliseconds.
    static let latency: Int64 = 350

    init(_ name: String, of provider: Int, shop: BooksShop, work: any CompanyWork, seed: UInt64) async throws {
        (self.name, self.provider, due) = (name, provider, shop.clock.elapsed)
        hands = LaneHands(name: name, spool: shop.agent.spool, work: .company(work), now: shop.agent.clock.now)
        mind = try await hands.mind(seed: seed, patience: .standard)
    }

    /// A person sets it going.
    mutating func resume(at moment: Int64) {
        (event, due) = (.resumed, moment)
    }

    /// Does what is due.
    mutating func step(at moment: Int64) async throws {
        let action = mind.handle(event, at: .milliseconds(moment))
        if case .work = action { waves += 1 }
        if case .wait(let until) = action {
            due = until.map { max(moment + 1, $0.wholeMilliseconds) }
            event = .woke
            return
        }
        event = try await hands.perform(action, elapsed: .milliseconds(moment)) ?? .woke
        due = moment
        switch event {
        case .worked(.worked):
            worked = moment
            due = moment + Self.latency
        case .worked(.unreachable), .probed: due = moment + Self.latency
        default: break
        }
    }
}
