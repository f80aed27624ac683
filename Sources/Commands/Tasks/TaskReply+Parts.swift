import JSON
import LocalAPI

extension TaskReply {
    /// The task as lines for a person.
    var parts: [(String, String)] {
        var parts = [("task", "\(id)"), ("code", code), ("why", reason), ("clears it", action), ("raised", raisedAt)]
        if let lane { parts.append(("lane", lane)) }
        if let saleID { parts.append(("sale", saleID)) }
        if let resolvedAt { parts.append(("resolved", resolvedAt)) }
        if let givesUp { parts.append(("discard gives up", givesUp.text)) }
        for (name, value) in evidence.members ?? [] {
            parts.append(("  \(name)", value.text ?? value.json))
        }
        return parts
    }

    /// What a person is asked before the task is discarded.
    var discardQuestion: String {
        if let givesUp {
            return """
                Task \(id) holds up \(givesUp.text). Give \(givesUp.count == 1 ? "it" : "all of them") up, for you to \
                enter by hand?
                """
        }
        // Of what is in the books already nothing is given up but the difference.
        if code == "books.conflict" {
            return "Task \(id): \(reason)\(reason.hasSuffix(".") ? "" : ".") Let stand what is in the books?"
        }
        guard saleID != nil else { return "End task \(id) without doing what it asks for?" }
        return "Never send the document of task \(id)?"
    }
}

extension TaskReply.GivesUp {
    /// `12 documents: 00-T1-000001, 00-T1-000002, 00-T1-000003 and 9 more`.
    var text: String {
        let named = first.joined(separator: ", ")
        let more = count > first.count ? " and \(count - first.count) more" : ""
        return "\(count) \(count == 1 ? "document" : "documents"): \(named)\(more)"
    }
}
