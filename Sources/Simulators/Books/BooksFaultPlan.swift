/// Which faults are played on an accounting service, and when.
///
/// Requests are counted from 1 since the plan was set: calls and tokens, not the consent page and not the control door.
/// A script entry strikes whatever call has its number; the rates strike writes alone unless `onlyWrites` is off.
public struct BooksFaultPlan: Sendable, Equatable {
    /// The chance of each fault in parts per million; together at most one million.
    public var ratesPerMillion: [BooksFault: Int] = [:]
    /// The fault of a request by its number.
    public var script: [Int: BooksFault] = [:]
    /// The fault of a write by its number among the writes; tokens are no writes.
    public var writes: [Int: BooksFault] = [:]
    /// Whether the rates leave reads and tokens alone.
    public var onlyWrites = true

    /// A plan without faults.
    public init() {}

    /// Every fault of the list alike, so that so many in a million are struck.
    public init(_ faults: [BooksFault], perMillion: Int) {
        ratesPerMillion = FaultRates.alike(faults, perMillion: perMillion)
    }

    /// Reads a plan from JSON.
    ///
    /// `{"rates": {NAME: 0.05}, "script": [{"at_request": 17, "fault": NAME}],
    /// "writes": [{"at_write": 2, "fault": NAME}], "only_writes": true}`; every part may be left out.
    /// Throws `SimulatorError` with exit code 65 and the reason.
    public init(json: [UInt8]) throws(SimulatorError) {
        for member in try FaultPlanReader.members(json) {
            switch (member.name, member.value) {
            case ("rates", .object(let rates)): ratesPerMillion = try FaultPlanReader.rates(rates)
            case ("script", .array(let entries)): script = try FaultPlanReader.script(entries, at: "at_request")
            case ("writes", .array(let entries)): writes = try FaultPlanReader.script(entries, at: "at_write")
            case ("only_writes", .bool(let value)): onlyWrites = value
            default: throw FaultPlanReader.stranger(member)
            }
        }
    }
}

/// Draws the faults of a plan: the same seed and the same order of requests give the same faults.
struct BooksFaultDice: Sendable {
    /// Whether the line is down until further notice.
    var isDown = false
    /// Whether every call is refused until another plan is set.
    private(set) var isLockedOut = false
    private var dice: RequestDice
    private var plan: BooksFaultPlan
    private var writes = 0

    init(_ plan: BooksFaultPlan, seed: UInt64) {
        self.plan = plan
        dice = RequestDice(seed: seed ^ 0x5EED_B005)
    }

    /// How often each fault struck.
    var counts: [String: Int] { dice.counts }

    /// Starts another plan from its first request.
    mutating func set(_ plan: BooksFaultPlan) {
        self.plan = plan
        dice.restart()
        writes = 0
        isLockedOut = false
    }

    /// The fault of the next request, if it has one, and whether it strikes after execution where both can be.
    ///
    /// A fault that cannot strike such a call is passed over.
    mutating func next(_ call: BooksCall) -> (fault: BooksFault, isLate: Bool)? {
        let roll = dice.roll()
        if call.isWrite { writes += 1 }
        if isLockedOut, call.isAPI { return (.unauthorisedForEver, false) }
        guard let fault = fault(roll.draw, call), Self.strikes(fault, call) else { return nil }
        if fault == .unauthorisedForEver { isLockedOut = true }
        dice.count(fault)
        return (fault, roll.isLate)
    }

    private func fault(_ draw: Int, _ call: BooksCall) -> BooksFault? {
        if let fault = plan.script[dice.requests] { return fault }
        if call.isWrite, let fault = plan.writes[writes] { return fault }
        guard call.isWrite || call.isRefresh || !plan.onlyWrites else { return nil }
        let drawn = FaultRates.drawn(draw, from: plan.ratesPerMillion)
        return call.isWrite || !plan.onlyWrites || drawn == .refreshAnswerLost ? drawn : nil
    }

    private static func strikes(_ fault: BooksFault, _ call: BooksCall) -> Bool {
        switch fault {
        case .refreshAnswerLost: call.isRefresh
        case .unauthorised, .unauthorisedForEver, .forbidden, .throttled, .throttledRetryAfter, .throttledForTheDay,
            .faultIn200:
            call.isAPI
        case .editedMeanwhile, .numberTaken: call.isWrite
        default: true
        }
    }
}
