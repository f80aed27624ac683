import LocalAPI

extension LaneReply {
    /// A lane as a row of a table.
    static let columns: [Column<LaneReply>] = [
        Column("LANE", \.name), Column("STATE", \.state.rawValue),
        Column("BACKLOG", isRight: true) { "\($0.backlog)" }, Column("DONE", isRight: true) { "\($0.done)" },
        Column("LEFT OUT", isRight: true) { $0.leftOut > 0 ? "\($0.leftOut)" : "-" },
        Column("OLDEST", isRight: true) { $0.oldestUnsentAge.map { Span.text(seconds: $0) } ?? "-" },
        Column("TRIES", isRight: true) { "\($0.attempts)" }, Column("NEXT TRY") { $0.nextAttemptAt ?? "-" },
        Column("WHY") {
            ([$0.reason].compactMap { $0 } + $0.restTexts + LeftOutWords.counts($0)).joined(separator: "; ")
        },
    ]

    /// What waits though the lane runs: `2 wait: KRA has not answered yet`.
    var restTexts: [String] {
        (rests ?? []).map { rest in
            let until = rest.until.map { " until \($0.dropFirst(11).prefix(5))" } ?? ""
            return "\(rest.count) \(rest.count == 1 ? "waits" : "wait")\(until): \(rest.reason)"
        }
    }
}
