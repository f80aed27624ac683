/// Which faults are played, and when.
///
/// Requests are counted from 1 since the plan was set: KRA calls alone, not tokens and not the control door. A script
/// entry or an outage strikes whatever call has its number; the rates strike writes alone unless `onlyWrites` is off.
public struct OSCUFaultPlan: Sendable, Equatable {
    /// The chance of each fault in parts per million; together at most one million.
    public var ratesPerMillion: [OSCUFault: Int] = [:]
    /// The fault of a request by its number.
    public var script: [Int: OSCUFault] = [:]
    /// The requests during which the line is down.
    public var outages: [Range<Int>] = []
    /// Whether the rates leave lookups alone.
    public var onlyWrites = true

    /// A plan without faults.
    public init() {}

    /// Reads a plan from JSON.
    ///
    /// `{"rates": {NAME: 0.05}, "script": [{"at_request": 17, "fault": NAME}],
    /// "outages": [{"from_request": 40, "requests": 25}], "only_writes": true}`; every part may be left out.
    /// Throws `SimulatorError` with exit code 65 and the reason.
    public init(json: [UInt8]) throws(SimulatorError) {
        for member in try FaultPlanReader.members(json) {
            switch (member.name, member.value) {
            case ("rates", .object(let rates)): ratesPerMillion = try FaultPlanReader.rates(rates)
            case ("script", .array(let entries)): script = try FaultPlanReader.script(entries, at: "at_request")
            case ("outages", .array(let entries)): try read(outages: entries)
            case ("only_writes", .bool(let value)): onlyWrites = value
            default: throw FaultPlanReader.stranger(member)
            }
        }
    }

    private mutating func read(outages entries: [ExactJSON]) throws(SimulatorError) {
        for entry in entries {
            guard let from = entry.integer("from_request"), let count = entry.integer("requests"), from > 0,
                count > 0, count <= 1_000_000_000
            else { throw SimulatorError(65, "fault plan: an outage needs from_request and requests, both from 1") }
            outages.append(from..<from + count)
        }
    }
}
