/// Which faults a signer plays, and when.
///
/// Requests to sign are counted from 1 since the plan was set. A script strikes the request with its number; the rates
/// strike any other.
public struct SignerFaultPlan: Sendable, Equatable {
    /// The chance of each fault in parts per million; together at most one million.
    public var ratesPerMillion: [SignerFault: Int] = [:]
    /// The fault of a request by its number.
    public var script: [Int: SignerFault] = [:]

    /// A plan without faults.
    public init() {}

    /// Every fault alike, so that so many requests in a million are struck; the outage is left out.
    public static func everything(perMillion: Int) -> SignerFaultPlan {
        var plan = SignerFaultPlan()
        plan.ratesPerMillion = FaultRates.alike(SignerFault.allCases.filter { $0 != .outage }, perMillion: perMillion)
        return plan
    }

    /// Reads a plan from JSON.
    ///
    /// `{"rates": {NAME: 0.05}, "script": [{"at_request": 17, "fault": NAME}]}`; each may be left out. Throws
    /// `SimulatorError` with exit code 65 and the reason.
    public init(json: [UInt8]) throws(SimulatorError) {
        for member in try FaultPlanReader.members(json) {
            switch (member.name, member.value) {
            case ("rates", .object(let rates)): ratesPerMillion = try FaultPlanReader.rates(rates)
            case ("script", .array(let entries)): script = try FaultPlanReader.script(entries, at: "at_request")
            default: throw FaultPlanReader.stranger(member)
            }
        }
    }
}

/// Draws the faults of a plan: the same seed and the same order of requests give the same faults.
struct SignerFaultDice: Sendable {
    /// What strikes a request.
    struct Strike: Sendable, Equatable {
        /// The fault; nil where the request goes through.
        let fault: SignerFault?
        /// Whether it strikes after signing, where both can be.
        let isLate: Bool
    }

    /// Whether the line is down until further notice.
    var isDown = false
    private var dice: RequestDice
    private var plan: SignerFaultPlan

    init(_ plan: SignerFaultPlan, seed: UInt64) {
        self.plan = plan
        dice = RequestDice(seed: seed ^ 0x5161_FA17)
    }

    /// How often each fault was drawn.
    var counts: [String: Int] { dice.counts }
    /// How many requests came since the start, whatever the plan.
    var total: Int { dice.total }

    /// Starts another plan from its first request.
    mutating func set(_ plan: SignerFaultPlan) {
        self.plan = plan
        dice.restart()
    }

    /// What strikes the next request.
    mutating func next() -> Strike {
        let roll = dice.roll()
        let fault =
            isDown
            ? .outage : plan.script[dice.requests] ?? FaultRates.drawn(roll.draw, from: plan.ratesPerMillion)
        if let fault { dice.count(fault) }
        return Strike(fault: fault, isLate: roll.isLate)
    }
}
