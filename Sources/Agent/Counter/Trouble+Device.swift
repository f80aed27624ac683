import Devices
import Spool

extension Trouble {
    /// What is wrong with a device that somebody waits for.
    static func device(_ name: String, _ standing: DeviceStanding, waiting: Int) -> Trouble {
        var evidence = ["device": name, "sw": standing.state.kiswahili, "waiting": "\(waiting)"]
        evidence["detail"] = standing.detail
        evidence["conditions"] =
            standing.conditions.isEmpty ? nil : standing.conditions.map(\.rawValue).sorted().joined(separator: ", ")
        let more = standing.detail.map { " (\($0))" } ?? ""
        return Trouble(
            code: "device.\(standing.state.rawValue)", reason: "\(name): \(standing.state.english)\(more)",
            evidence: evidence,
            action: standing.state == .zRequired
                ? "run: risiti devices close-day \(name)"
                : "see to it; what waits goes on by itself, and this task ends with it")
    }

    /// The control unit that the settings name was never added.
    static func noControlUnit(_ name: String) -> Trouble {
        Trouble(
            code: "control_unit.missing",
            reason: "kra.fiscaliser is control-unit, and there is no control unit called \(name); sales wait here",
            action: "run: risiti devices scan, then: risiti devices add PLACE --profile tremol.g03 --name \(name)")
    }

    /// The unit would not take the document.
    static func unfit(_ faults: [String]) -> Trouble {
        Trouble(
            code: "control_unit.unfit",
            reason: "the control unit would not take this: \(faults.joined(separator: "; "))",
            action: "correct the setting or the item that is named, restart, then retry")
    }

    static func refused(_ refusal: ControlUnitRefusal) -> Trouble {
        Trouble(
            code: refusal.code.rawValue, reason: refusal.sentence,
            evidence: ["conditions": refusal.conditions.map(\.rawValue).sorted().joined(separator: ", ")],
            action: refusal.code == .zRequired
                ? "make the Z report: risiti devices close-day, then: risiti lanes resume kra"
                : "correct the item or the sale's data, then retry; or discard and sell again")
    }

    /// Only a person can say what became of a document.
    ///
    /// - Parameter sequence: the document's entry; nil where the doubt is not of a document.
    static func doubtful(_ doubt: ControlUnitDoubt, unit: String, sequence: Int64? = nil) -> Trouble {
        var evidence = ["device": unit]
        evidence["sequence"] = sequence.map { "\($0)" }
        for (index, line) in doubt.evidence.enumerated() {
            evidence["exchange_\(index < 9 ? "0" : "")\(index + 1)"] = line
        }
        return Trouble(
            code: controlUnitDoubt, reason: doubt.sentence, evidence: evidence,
            action: """
                look at the unit's last document: where it signed this one, resolve with --signed and its CU invoice \
                number; where it did not, cancel what is open there and resolve with --discard, which sends it again; \
                resolve with --retry to have the unit asked once more
                """)
    }

    static func otherUnit(_ other: String) -> Trouble {
        Trouble(
            code: "control_unit.other",
            reason: "a document was begun at the control unit \(other), which is not the one in the settings",
            action: "set kra.control_unit.device to \(other) until it has finished, then: risiti lanes resume kra")
    }
}
