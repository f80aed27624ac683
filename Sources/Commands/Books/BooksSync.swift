import ArgumentParser
import LocalAPI

/// `risiti books sync`: posts what is not there now.
struct BooksSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Posts what is not in a company's books yet, as a sync job; with --wait looks on until it is done.",
        discussion: """
            What is there already is not sent again, and what left for these books in a file (risiti books export) stays \
            out: it is named with its export, and --exported takes it in all the same. A day's sum is posted once the day is over, or now with --force. \
            Ends with 1 where something waits for a person or the lane stands. Ctrl-C stops only the looking on; \
            risiti books jobs cancel ends the job.

            Examples:
              risiti books sync quickbooks:9130350000000001 --wait
              risiti books sync xero:5c2b1f0e-0000-4000-8000-00000000a001 --force --from 2026-03-01 --to 2026-03-31
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Flag(
        help: """
            Also try what waits for a person again, post sums that still collect, and take in named sales from before \
            the books begin.
            """)
    var force = false

    @Flag(help: "Take in sales too that left for these books in files.")
    var exported = false

    @Option(
        name: .customLong("type"), parsing: .upToNextOption,
        help: ArgumentHelp("Only documents of these kinds: sale, credit_note, day.", valueName: "kind"))
    var types: [String] = []

    @Option(
        parsing: .upToNextOption, help: "Sales, by id, temporary number or their document's number; all where left out."
    )
    var sale: [String] = []

    @Option(help: ArgumentHelp("The first day of sale, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of sale.", valueName: "day"))
    var to: String?

    @Flag(help: "Look on until nothing is left.")
    var wait = false

    @Option(help: ArgumentHelp("Bear with an agent that does not answer for so long.", valueName: "seconds"))
    var patience = 10

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard sale.isEmpty || from == nil && to == nil else {
            throw ValidationError("--sale stands without --from and --to.")
        }
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience is 0 to 86400 seconds.") }
    }

    func run() async throws {
        let request = SyncRequest(
            types: types.isEmpty ? nil : types, ids: sale.isEmpty ? nil : sale, from: from, to: to, force: force,
            includesExported: exported)
        var job = try await agent.ask { (client) async throws(ClientError) in try await client.sync(lane, request) }
        let leftOut = job.leftOut
        if wait {
            Output.talk("Sync job \(job.id); Ctrl-C leaves it going.")
            job = try await SyncProgress(client: agent.client(), patience: patience).lookOn(from: job)
        }
        job.leftOut = leftOut
        format.output.one(job, SyncProgress.parts(job))
        if let leftOut { Output.talk(LeftOutWords.remark(leftOut, lane, request)) }
        guard wait else { return }
        if let remark = await SyncProgress(client: agent.client(), patience: patience).remark(job) {
            Output.talk(remark)
        }
        if job.progress.toGo > 0 || job.progress.waiting > 0 { throw ExitCode.no }
    }
}
