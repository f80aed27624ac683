/// Which faults a device plays, and when.
///
/// Commands are counted from 1 since power was first on; pings are not. A script strikes the command with its number;
/// the rates strike any other.
public struct DeviceFaultPlan: Sendable, Equatable {
    /// The chance of each fault in parts per million; together at most one million.
    public var ratesPerMillion: [DeviceFault: Int] = [:]
    /// The fault of a command by its number.
    public var script: [Int: DeviceFault] = [:]
    /// Commands and idle moments until a person has put paper, cover or head right.
    public var mendedAfter = 5

    /// A plan without faults.
    public init() {}

    /// Every fault alike, so that so many commands in a million are struck; the day's end is left out.
    public static func everything(perMillion: Int) -> DeviceFaultPlan {
        var plan = DeviceFaultPlan()
        plan.ratesPerMillion = FaultRates.alike(DeviceFault.allCases.filter { $0 != .dayOver }, perMillion: perMillion)
        return plan
    }

    /// Reads a plan from JSON.
    ///
    /// `{"rates": {NAME: 0.05}, "script": [{"at_command": 17, "fault": NAME}], "mended_after": 5}`; each may be left out.
    /// Throws `SimulatorError` with exit code 65 and the reason.
    public init(json: [UInt8]) throws(SimulatorError) {
        for member in try FaultPlanReader.members(json) {
            switch (member.name, member.value) {
            case ("rates", .object(let rates)): ratesPerMillion = try FaultPlanReader.rates(rates)
            case ("script", .array(let entries)): script = try FaultPlanReader.script(entries, at: "at_command")
            case ("mended_after", .number(let number)):
                guard let count = number.whole, count > 0 else { throw FaultPlanReader.stranger(member) }
                mendedAfter = count
            default: throw FaultPlanReader.stranger(member)
            }
        }
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
        guard let fault = plan.script[commands] ?? FaultRates.drawn(draw, from: plan.ratesPerMillion) else {
            return nil
        }
        counts[fault, default: 0] += 1
        return fault
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int(dice.next() % UInt64(max(1, bound))) }

    /// Noise: any bytes at all.
    mutating func noise() -> [UInt8] { (0...below(6)).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }
}
