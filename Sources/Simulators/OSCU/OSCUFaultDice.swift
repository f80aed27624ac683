/// Draws the faults of a plan: the same seed and the same order of requests give the same faults.
struct OSCUFaultDice: Sendable {
    /// Whether the line is down until further notice.
    var isDown = false
    private var dice: RequestDice
    private var plan: OSCUFaultPlan

    init(_ plan: OSCUFaultPlan, seed: UInt64) {
        self.plan = plan
        dice = RequestDice(seed: seed ^ 0x5EED_FA17)
    }

    /// How often each fault was drawn.
    var counts: [String: Int] { dice.counts }
    /// How many requests came since the start, whatever the plan.
    var total: Int { dice.total }

    /// Starts another plan from its first request.
    mutating func set(_ plan: OSCUFaultPlan) {
        self.plan = plan
        dice.restart()
    }

    /// The fault of the next request, if it has one, and whether it strikes after processing where both can be.
    mutating func next(isWrite: Bool) -> (fault: OSCUFault, isLate: Bool)? {
        let roll = dice.roll()
        guard let fault = fault(roll.draw, isWrite: isWrite) else { return nil }
        dice.count(fault)
        return (fault, roll.isLate)
    }

    private func fault(_ draw: Int, isWrite: Bool) -> OSCUFault? {
        if isDown || plan.outages.contains(where: { $0.contains(dice.requests) }) { return .outage }
        if let fault = plan.script[dice.requests] { return fault }
        guard isWrite || !plan.onlyWrites else { return nil }
        return FaultRates.drawn(draw, from: plan.ratesPerMillion)
    }
}
