import ArgumentParser
import LocalAPI

/// Which exchanges of the sync log a verb is about.
struct LogFilterOptions: ParsableArguments {
    @Flag(help: "Only what went wrong.")
    var failures = false

    @Option(
        help: ArgumentHelp(
            "Only what was about a document or a sale: its number in the books, its temporary number or its id.",
            valueName: "key"))
    var about: String?

    @Option(
        help: ArgumentHelp(
            "Only what was this: document, payment, attachment, note, customer, item, look-up and so on.",
            valueName: "kind"))
    var subject: String?

    @Option(help: ArgumentHelp("Only answers of this status: 429, 5xx, or none.", valueName: "status"))
    var status: String?

    @Option(help: ArgumentHelp("From this day, or time by RFC 3339.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("To the end of this day, or to this time.", valueName: "day"))
    var to: String?

    /// What is asked of the agent.
    func wish(_ lane: String?) -> SyncLogWish {
        var wish = SyncLogWish(lane: lane)
        (wish.failuresOnly, wish.about, wish.subject) = (failures, about, subject)
        (wish.status, wish.from, wish.to) = (status, from, to)
        return wish
    }
}

/// What the sync log comes to, as a person reads it.
struct StatisticsScreen {
    let lines: [String]

    init(_ reply: SyncStatisticsReply) {
        func figures(_ figures: SyncStatisticsReply.Figures) -> [(String, String)] {
            [
                ("exchanges", "\(figures.calls)"), ("of them failed", "\(figures.failures)"),
                ("mean time", "\(figures.meanMilliseconds) ms"), ("slowest", "\(figures.slowestMilliseconds) ms"),
            ]
        }
        let failures = Table.text(
            reply.failures, [Column("FAILED WITH", \.code), Column("TIMES", isRight: true) { "\($0.count)" }])
        let days = Table.text(
            reply.days,
            [
                Column("DAY", \.day), Column("EXCHANGES", isRight: true) { "\($0.figures.calls)" },
                Column("FAILED", isRight: true) { "\($0.figures.failures)" },
                Column("MEAN MS", isRight: true) { "\($0.figures.meanMilliseconds)" },
                Column("SLOWEST MS", isRight: true) { "\($0.figures.slowestMilliseconds)" },
            ])
        let parts = [
            Table.text(figures(reply.all)), reply.failures.isEmpty ? "" : failures, reply.days.isEmpty ? "" : days,
        ]
        lines = parts.filter { !$0.isEmpty }.joined(separator: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
