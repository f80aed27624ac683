import JSON
import LocalAPI

extension TaskReply {
    /// The task as lines for a person.
    var parts: [(String, String)] {
        var parts = [("task", "\(id)"), ("code", code), ("why", reason), ("clears it", action), ("raised", raisedAt)]
        if let lane { parts.append(("lane", lane)) }
        if let saleID { parts.append(("sale", saleID)) }
        if let resolvedAt { parts.append(("resolved", resolvedAt)) }
        for (name, value) in evidence.members ?? [] {
            parts.append(("  \(name)", value.text ?? value.json))
        }
        return parts
    }
}
