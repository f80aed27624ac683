import Agent
import Forwarder
import Spool

/// One life of the simulated machine: what is in memory, and gone with it.
struct Machine {
    let spool: Spool
    let desk: KRADesk
    let prints: PrintDesk
    let hands: LaneHands
    var lane: LaneMachine
    /// What the lane is told next; nil while it waits.
    var event: LaneEvent? = .woke
    /// Until when it waits; nil where it waits for something to happen.
    var wakesAt: Int64?
    /// What the spool did not take, done again once it may be used again; nothing else is heard before.
    var unwritten: LaneAction?
    /// What happened while nobody waited: the rules are those of the lane's doorbell.
    private var rung: [LaneEvent] = []

    init(spool: Spool, desk: KRADesk, prints: PrintDesk, hands: LaneHands, lane: LaneMachine) {
        (self.spool, self.desk, self.prints, self.hands, self.lane) = (spool, desk, prints, hands, lane)
    }

    /// Whether the lane has something to do now.
    var isReady: Bool { event != nil || (unwritten == nil && !rung.isEmpty) }

    /// Takes what the lane is told next.
    mutating func takeEvent() -> LaneEvent {
        defer { (event, wakesAt) = (nil, nil) }
        return event ?? (rung.isEmpty ? .woke : rung.removeFirst())
    }

    /// Takes a pause that was rung while the lane was busy.
    mutating func takePause() -> LaneEvent? {
        let place = rung.firstIndex {
            if case .paused = $0 { true } else { false }
        }
        return place.map { rung.remove(at: $0) }
    }

    /// Says that something happened; of wishes the last one counts.
    mutating func ring(_ event: LaneEvent) {
        if Self.isWish(event) { rung.removeAll(where: Self.isWish) }
        if !rung.contains(event) { rung.append(event) }
    }

    /// Ends the waiting once its time is over.
    mutating func wake(at moment: Int64) {
        guard event == nil, let wakesAt, moment >= wakesAt else { return }
        (event, self.wakesAt, unwritten) = (unwritten.map { .unwritten($0) } ?? .woke, nil, nil)
    }

    private static func isWish(_ event: LaneEvent) -> Bool {
        switch event {
        case .paused, .resumed: true
        default: false
        }
    }
}
