/// Which faults a device plays, and when.
///
/// Commands are counted from 1 since power was first on; pings are not. A script strikes the command with its number;
/// the rates strike any other.
public struct DeviceFaultPlan: Sendable, Equatable {
    /// The chance of each fault in parts per million; together at most one million.
    public var ratesPerMillion: [DeviceFault: Int] = [:]
    /// The fault of a command by its number.
    public var script: [Int: DeviceFault] = [:]

    /// A plan without faults.
    public init() {}

    /// Every fault alike, so that so many commands in a million are struck; the day's end is left out.
    public static func everything(perMillion: Int) -> DeviceFaultPlan {
        var plan = DeviceFaultPlan()
        let faults = DeviceFault.allCases.filter { $0 != .dayOver }
        for fault in faults { plan.ratesPerMillion[fault] = min(1_000_000, max(0, perMillion)) / faults.count }
        return plan
    }

    /// Reads a plan from JSON.
    ///
    /// `{"rates": {NAME: 0.05}, "script": [{"at_command": 17, "fault": NAME}]}`; either may be left out.
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
            default: throw SimulatorError(65, "fault plan: \(member.name) is unknown or has the wrong type")
            }
        }
    }

    private mutating func read(rates: [ExactJSON.Member]) throws(SimulatorError) {
        for rate in rates {
            guard case .number(let value) = rate.value, value >= .zero, value <= ExactDecimal(1),
                let parts = (value * ExactDecimal(1_000_000)).rounded(0).whole
            else { throw SimulatorError(65, "fault plan: the rate of \(rate.name) must be between 0 and 1") }
            ratesPerMillion[try Self.fault(rate.name)] = parts
        }
        guard ratesPerMillion.values.reduce(0, +) <= 1_000_000 else {
            throw SimulatorError(65, "fault plan: the rates together are above 1")
        }
    }

    private mutating func read(script entries: [ExactJSON]) throws(SimulatorError) {
        for entry in entries {
            guard case .object(let members) = entry, members.count == 2,
                case .number(let number)? = members.first(where: { $0.name == "at_command" })?.value,
                let command = number.whole, command > 0,
                case .string(let name)? = members.first(where: { $0.name == "fault" })?.value
            else { throw SimulatorError(65, "fault plan: a script entry is {\"at_command\": 1, \"fault\": NAME}") }
            script[command] = try Self.fault(name)
        }
    }

    private static func fault(_ name: String) throws(SimulatorError) -> DeviceFault {
        guard let fault = DeviceFault(rawValue: name) else {
            throw SimulatorError(65, "fault plan: there is no fault \(name)")
        }
        return fault
    }
}

/// Draws the faults of a plan: the same seed and the same commands give the same faults.
public struct DeviceFaultDice: Sendable {
    /// How often each fault was drawn.
    public private(set) var counts: [DeviceFault: Int] = [:]
    /// How many commands came.
    public private(set) var commands = 0
    private let plan: DeviceFaultPlan
    private var dice: SplitMix64

    init(_ plan: DeviceFaultPlan, seed: UInt64) {
        self.plan = plan
        dice = SplitMix64(seed: seed ^ 0xDE71_CE00)
    }

    /// The fault of the next command, if it has one.
    mutating func next() -> DeviceFault? {
        commands += 1
        let draw = Int(dice.next() % 1_000_000)
        guard let fault = plan.script[commands] ?? drawn(draw) else { return nil }
        counts[fault, default: 0] += 1
        return fault
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int(dice.next() % UInt64(max(1, bound))) }

    /// Noise: any bytes at all.
    mutating func noise() -> [UInt8] { (0...below(6)).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }

    private func drawn(_ draw: Int) -> DeviceFault? {
        var bound = 0
        for fault in DeviceFault.allCases {
            bound += plan.ratesPerMillion[fault] ?? 0
            if draw < bound { return fault }
        }
        return nil
    }
}
