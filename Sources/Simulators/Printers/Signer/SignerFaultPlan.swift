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
        let faults = SignerFault.allCases.filter { $0 != .outage }
        for fault in faults { plan.ratesPerMillion[fault] = min(1_000_000, max(0, perMillion)) / faults.count }
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

    /// How often each fault was drawn.
    private(set) var counts: [String: Int] = [:]
    /// How many requests came since the start, whatever the plan.
    private(set) var total = 0
    /// Whether the line is down until further notice.
    var isDown = false
    private let seed: UInt64
    private var plan: SignerFaultPlan
    private var dice: SplitMix64
    private var requests = 0

    init(_ plan: SignerFaultPlan, seed: UInt64) {
        self.plan = plan
        self.seed = seed
        dice = SplitMix64(seed: seed ^ 0x5161_FA17)
    }

    /// Starts another plan from its first request.
    mutating func set(_ plan: SignerFaultPlan) {
        self.plan = plan
        dice = SplitMix64(seed: seed ^ 0x5161_FA17)
        requests = 0
    }

    /// What strikes the next request.
    mutating func next() -> Strike {
        requests += 1
        total += 1
        let draw = Int(dice.next() % 1_000_000)
        let isLate = dice.flip()
        let fault = isDown ? .outage : plan.script[requests] ?? drawn(draw)
        if let fault { counts[fault.rawValue, default: 0] += 1 }
        return Strike(fault: fault, isLate: isLate)
    }

    private func drawn(_ draw: Int) -> SignerFault? {
        var bound = 0
        for fault in SignerFault.allCases {
            bound += plan.ratesPerMillion[fault] ?? 0
            if draw < bound { return fault }
        }
        return nil
    }
}
