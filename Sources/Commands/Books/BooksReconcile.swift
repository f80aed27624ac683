import ArgumentParser
import LocalAPI

/// `risiti books reconcile`: compares a company's books with ours.
struct BooksReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compares a company's documents of some days with ours, counted and summed, and tells what differs.",
        discussion: """
            It is done by itself once a day for the last seven days. The last seven days where no days are said. Ends \
            with 1 where something differs. Ctrl-C stops only the looking on.

            Examples:
              risiti books reconcile quickbooks:9130350000000001
              risiti books reconcile xero:5c2b1f0e-0000-4000-8000-00000000a001 --from 2026-03-01 --to 2026-03-31
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Option(help: ArgumentHelp("The first day of sale, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of sale.", valueName: "day"))
    var to: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    private static let pause = Duration.milliseconds(300)

    func run() async throws {
        let request = ReconciliationRequest(from: from, to: to)
        var reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.beginReconciliation(lane, request)
        }
        let id = reply.id
        while reply.state == "running" {
            if Terminal.showsProgress { Output.overwrite("\(reply.read ?? 0) documents read") }
            try await ContinuousClock().sleep(for: Self.pause)
            reply = try await agent.ask { (client) async throws(ClientError) in
                try await client.reconciliation(lane, id)
            }
        }
        if Terminal.showsProgress { Output.overwrite("") }
        guard reply.state == "done" else {
            Output.talk("The books could not be compared: \(reply.reason ?? "no reason was given")")
            throw ExitCode.no
        }
        show(reply)
        guard reply.findings.isEmpty else { throw ExitCode.no }
    }

    private func show(_ reply: BooksReconciliationReply) {
        let days = Table.text(
            reply.days,
            [
                Column("DAY", \.day), Column("TYPE", \.type), Column("OURS", isRight: true) { "\($0.ours.count)" },
                Column("TOTAL", isRight: true) { $0.ours.total }, Column("TAX", isRight: true) { $0.ours.tax },
                Column("THEIRS", isRight: true) { "\($0.theirs.count)" },
                Column("TOTAL", isRight: true) { $0.theirs.total }, Column("TAX", isRight: true) { $0.theirs.tax },
            ])
        let findings = Table.text(
            reply.findings,
            [
                Column("WHAT", \.kind), Column("NUMBER") { $0.number ?? "-" }, Column("DAY") { $0.day ?? "-" },
                Column("ID THERE") { $0.externalID ?? "-" }, Column("OURS") { $0.ours ?? "-" },
                Column("THEIRS") { $0.theirs ?? "-" }, Column("NEW") { $0.isNew ? "new" : "-" },
            ])
        let text = [days, findings].filter { !$0.isEmpty }.joined(separator: "\n")
        let lines = text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        format.output.screen(reply, lines + [Self.end(reply)])
    }

    /// What was compared, and what came of it.
    static func end(_ reply: BooksReconciliationReply) -> String {
        let (ours, theirs) = (
            reply.days.reduce(0) { $0 + $1.ours.count }, reply.days.reduce(0) { $0 + $1.theirs.count }
        )
        let days = reply.from == reply.to ? reply.from : "\(reply.from) to \(reply.to)"
        let count = reply.findings.count
        if ours == 0, theirs == 0, count == 0 {
            return "\(days): nothing to compare; neither side has a document of these days."
        }
        let end = count == 0 ? "Nothing differs." : count == 1 ? "One difference." : "\(count) differences."
        return "\(days): \(ours) \(ours == 1 ? "document" : "documents") here, \(theirs) there. \(end)"
    }
}
