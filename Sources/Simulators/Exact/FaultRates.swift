/// What the chances of all fault plans have in common: parts per million, together at most one million.
enum FaultRates {
    /// Every fault alike, so that so many in a million are struck.
    static func alike<Fault: Hashable>(_ faults: [Fault], perMillion: Int) -> [Fault: Int] {
        let share = min(1_000_000, max(0, perMillion)) / max(1, faults.count)
        return Dictionary(uniqueKeysWithValues: faults.map { ($0, share) })
    }

    /// The fault that a number below one million draws; nil where it draws none.
    static func drawn<Fault: CaseIterable & Hashable>(_ draw: Int, from rates: [Fault: Int]) -> Fault? {
        var bound = 0
        for fault in Fault.allCases {
            bound += rates[fault] ?? 0
            if draw < bound { return fault }
        }
        return nil
    }
}

/// The dice of a simulated service: the same seed and the same order of requests roll the same numbers.
struct RequestDice: Sendable {
    /// How often each fault was drawn.
    private(set) var counts: [String: Int] = [:]
    /// How many requests came since the start, whatever the plan.
    private(set) var total = 0
    /// How many came since the plan was set.
    private(set) var requests = 0
    private let seed: UInt64
    private var dice: SplitMix64

    init(seed: UInt64) {
        self.seed = seed
        dice = SplitMix64(seed: seed)
    }

    /// Another plan begins with its first request.
    mutating func restart() {
        dice = SplitMix64(seed: seed)
        requests = 0
    }

    /// Rolls for the next request: a number below one million, and whether a fault strikes late where it can.
    mutating func roll() -> (draw: Int, isLate: Bool) {
        requests += 1
        total += 1
        return (Int(dice.next() % 1_000_000), dice.flip())
    }

    /// Counts a fault that was drawn.
    mutating func count(_ fault: some RawRepresentable<String>) {
        counts[fault.rawValue, default: 0] += 1
    }
}
