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

    /// A trouble that would set the document aside, where its number must not go to another.
    static func fateUnknown(_ lane: String, _ trouble: Trouble) -> Trouble {
        Trouble(
            code: Trouble.fateUnknown,
            reason: """
                \(trouble.reason). An earlier sending of it had no answer: \(lane) may have taken it all the same
                """,
            evidence: trouble.evidence.merging(["trouble": trouble.code]) { own, _ in own },
            action: """
                look at the destination whether it has it. If it has, retry; if it has not, discard this task: the \
                document is then set aside by itself
                """)
    }

    static func contradiction(_ lane: String, _ reason: String) -> Trouble {
        Trouble(
            code: "lane.contradiction",
            reason: "\(lane) says that it has the document and that it has not: \(reason)",
            evidence: ["last_answer": reason],
            action: "compare the sales list of the destination with ours, then resume")
    }
}
