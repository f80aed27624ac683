/// Draws the faults of a plan: the same seed and the same order of requests give the same faults.
struct OSCUFaultDice: Sendable {
    /// How often each fault was drawn.
    private(set) var counts: [String: Int] = [:]
    /// How many requests came since the start, whatever the plan.
    private(set) var total = 0
    /// Whether the line is down until further notice.
    var isDown = false
    private let seed: UInt64
    private var plan: OSCUFaultPlan
    private var dice: SplitMix64
    private var requests = 0

    init(_ plan: OSCUFaultPlan, seed: UInt64) {
        self.plan = plan
        self.seed = seed
        dice = SplitMix64(seed: seed ^ 0x5EED_FA17)
    }

    /// Starts another plan from its first request.
    mutating func set(_ plan: OSCUFaultPlan) {
        self.plan = plan
        dice = SplitMix64(seed: seed ^ 0x5EED_FA17)
        requests = 0
    }

    /// The fault of the next request, if it has one, and whether it strikes after processing where both can be.
    mutating func next(isWrite: Bool) -> (fault: OSCUFault, isLate: Bool)? {
        requests += 1
        total += 1
        let draw = Int(dice.next() % 1_000_000)
        let isLate = dice.flip()
        guard let fault = fault(draw, isWrite: isWrite) else { return nil }
        counts[fault.rawValue, default: 0] += 1
        return (fault, isLate)
    }

    private func fault(_ draw: Int, isWrite: Bool) -> OSCUFault? {
        if isDown || plan.outages.contains(where: { $0.contains(requests) }) { return .outage }
        if let fault = plan.script[requests] { return fault }
        guard isWrite || !plan.onlyWrites else { return nil }
        var bound = 0
        for fault in OSCUFault.allCases {
            bound += plan.ratesPerMillion[fault] ?? 0
            if draw < bound { return fault }
        }
        return nil
    }
}
