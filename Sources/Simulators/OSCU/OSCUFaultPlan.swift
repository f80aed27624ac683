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
        let plan: ExactJSON
        do throws(ExactJSONError) {
            plan = try ExactJSONReader.value(json)
        } catch {
            throw SimulatorError(65, "fault plan: \(error)")
        }
        guard case .object(let members) = plan else { throw SimulatorError(65, "fault plan: not an object") }
        for member in members {
            switch (member.name, member.value) {
            case ("rates", .object(let rates)): try read(rates: rates)
            case ("script", .array(let entries)): try read(script: entries)
            case ("outages", .array(let entries)): try read(outages: entries)
            case ("only_writes", .bool(let value)): onlyWrites = value
            default: throw SimulatorError(65, "fault plan: \(member.name) is unknown or has the wrong type")
            }
        }
    }

    private mutating func read(rates: [ExactJSON.Member]) throws(SimulatorError) {
        for rate in rates {
            guard let fault = OSCUFault(rawValue: rate.name) else {
                throw SimulatorError(65, "fault plan: there is no fault \(rate.name)")
            }
            guard case .number(let value) = rate.value, value >= .zero, value <= ExactDecimal(1),
                let parts = (value * ExactDecimal(1_000_000)).rounded(0).whole
            else { throw SimulatorError(65, "fault plan: the rate of \(rate.name) must be between 0 and 1") }
            ratesPerMillion[fault] = parts
        }
        guard ratesPerMillion.values.reduce(0, +) <= 1_000_000 else {
            throw SimulatorError(65, "fault plan: the rates together are above 1")
        }
    }

    private mutating func read(script entries: [ExactJSON]) throws(SimulatorError) {
        for entry in entries {
            guard let number = entry.integer("at_request"), number > 0,
                let fault = entry.text("fault").flatMap(OSCUFault.init)
            else { throw SimulatorError(65, "fault plan: a script entry needs at_request from 1 and a fault") }
            script[number] = fault
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
