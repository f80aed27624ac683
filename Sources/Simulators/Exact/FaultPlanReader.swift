/// Reads what all fault plans share; each kind of fault has names of its own.
enum FaultPlanReader {
    /// The members of a plan.
    ///
    /// Throws `SimulatorError` with exit code 65 and the reason, as everything here does.
    static func members(_ json: [UInt8]) throws(SimulatorError) -> [ExactJSON.Member] {
        let plan: ExactJSON
        do throws(ExactJSONError) {
            plan = try ExactJSONReader.value(json)
        } catch {
            throw SimulatorError(65, "fault plan: \(error)")
        }
        guard case .object(let members) = plan else { throw SimulatorError(65, "fault plan: not an object") }
        return members
    }

    /// A member that no plan has, or not as this type.
    static func stranger(_ member: ExactJSON.Member) -> SimulatorError {
        SimulatorError(65, "fault plan: \(member.name) is unknown or has the wrong type")
    }

    /// The fault of a name.
    static func fault<Fault: RawRepresentable<String>>(_ name: String) throws(SimulatorError) -> Fault {
        guard let fault = Fault(rawValue: name) else {
            throw SimulatorError(65, "fault plan: there is no fault \(name)")
        }
        return fault
    }

    /// `{NAME: 0.05}` as parts per million; together at most one million.
    static func rates<Fault: RawRepresentable<String> & Hashable>(
        _ rates: [ExactJSON.Member]
    ) throws(SimulatorError) -> [Fault: Int] {
        var parts: [Fault: Int] = [:]
        for rate in rates {
            let fault: Fault = try fault(rate.name)
            guard case .number(let value) = rate.value, value >= .zero, value <= ExactDecimal(1),
                let share = (value * ExactDecimal(1_000_000)).rounded(0).whole
            else { throw SimulatorError(65, "fault plan: the rate of \(rate.name) must be between 0 and 1") }
            parts[fault] = share
        }
        guard parts.values.reduce(0, +) <= 1_000_000 else {
            throw SimulatorError(65, "fault plan: the rates together are above 1")
        }
        return parts
    }

    /// `[{"at_…": 17, "fault": NAME}]`: faults by the number of what they strike.
    static func script<Fault: RawRepresentable<String>>(
        _ entries: [ExactJSON], at place: String
    ) throws(SimulatorError) -> [Int: Fault] {
        var script: [Int: Fault] = [:]
        for entry in entries {
            guard case .object(let members) = entry, members.count == 2, let number = entry.integer(place), number > 0,
                let name = entry.text("fault")
            else {
                throw SimulatorError(65, "fault plan: a script entry is {\"\(place)\": 1, \"fault\": NAME}")
            }
            script[number] = try fault(name)
        }
        return script
    }
}
