import ArgumentParser
import LocalAPI

/// `risiti spool prune`: gives up documents past the legal period.
struct SpoolPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Gives up the documents of old, finished sales; hashes and numbers stay, and the chain holds.",
        discussion: """
            Books are kept for the years that spool.keep_years says, five by law, after the year of the sale. Cannot be \
            undone: make a backup first.

            Examples:
              risiti spool prune --before 2021-01-01 --dry-run
              risiti spool prune --before 2021-01-01
            """)

    @Option(help: ArgumentHelp("Only sales accepted before then: a date, or RFC 3339.", valueName: "time"))
    var before: String

    @Flag(help: "Change nothing; tell what would be given up.")
    var dryRun = false

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let time = before.count == 10 ? "\(before)T00:00:00+03:00" : before
        let plan = try await agent.ask { (client) async throws(ClientError) in
            try await client.prune(PruneRequest(before: time, isDryRun: true))
        }
        guard !dryRun, plan.sales > 0 else {
            show(plan)
            return
        }
        try confirmation.ask("Give up the documents of \(plan.sales) sales for good?")
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await Waiting.show(
                { "\($0.done) of \($0.total ?? 0) documents given up" },
                progress: { () async throws(ClientError) in try await client.pruneProgress() },
                for: { () async throws(ClientError) in
                    try await client.prune(PruneRequest(before: time, isDryRun: false))
                })
        }
        show(reply)
    }

    private func show(_ reply: PruneReply) {
        format.output.one(
            reply,
            [
                (reply.isDryRun ? "would be given up" : "given up", "\(reply.sales) documents"),
                ("through entry", reply.through.map { "\($0)" } ?? "-"), ("size", Span.text(bytes: reply.bytes)),
                ("ends there because", reply.stoppedBy ?? "nothing of that age is left"),
            ])
    }
}
