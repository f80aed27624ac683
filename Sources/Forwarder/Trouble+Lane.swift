import Spool

extension Trouble {
    static func keepsHealing(_ lane: String, _ reason: String) -> Trouble {
        Trouble(
            code: "lane.keeps_healing",
            reason: "\(lane) corrected the document \(LaneMachine.healLimit) times and still refuses it: \(reason)",
            evidence: ["last_answer": reason], action: "compare the counters and stock with the destination, then retry"
        )
    }

    static func triedEnough(_ lane: String, _ limit: Int, _ reason: String) -> Trouble {
        Trouble(
            code: "lane.tried_enough", reason: "\(lane) answered \"\(reason)\" \(limit + 1) times",
            evidence: ["last_answer": reason], action: "look at the answer; retry when its cause is gone, or discard")
    }

    static func contradiction(_ lane: String, _ reason: String) -> Trouble {
        Trouble(
            code: "lane.contradiction",
            reason: "\(lane) says that it has the document and that it has not: \(reason)",
            evidence: ["last_answer": reason],
            action: "compare the sales list of the destination with ours, then resume")
    }
}
