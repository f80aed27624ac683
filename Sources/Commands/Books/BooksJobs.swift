import ArgumentParser
import LocalAPI

/// `risiti books jobs`: what was asked to be posted, and how far it is.
struct BooksJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists the sync jobs, the newest first; shows one, cancels it, or takes up what it left.",
        discussion: """
            Examples:
              risiti books jobs
              risiti books jobs cancel 12
            """,
        subcommands: [List.self, Show.self, Cancel.self, Retry.self], defaultSubcommand: List.self)

    /// `risiti books jobs list`: the jobs, the newest first.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the sync jobs, the newest first.",
            discussion: """
                Examples:
                  risiti books jobs list quickbooks:9130350000000001
                  risiti books jobs list --state running
                """)

        @Argument(help: "The company's lane; all companies where left out.")
        var lane: String?

        @Option(help: "Only those that are running, done or cancelled.")
        var state: String?

        @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
        var limit = 50

        @OptionGroup var agent: AgentOptions
        @OptionGroup var format: FormatOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000.") }
        }

        func run() async throws {
            let jobs = try await agent.ask { (client) async throws(ClientError) in
                try await Pages.all(limit: limit) { (cursor, _) async throws(ClientError) in
                    let page = try await client.syncJobs(lane: lane, state: state, cursor: cursor)
                    return (page.jobs, page.nextCursor)
                }
            }
            format.output.list(
                jobs,
                [
                    Column("JOB", isRight: true) { "\($0.id)" }, Column("LANE", \.lane), Column("STATE", \.state),
                    Column("POSTED", isRight: true) { "\($0.progress.posted)" },
                    Column("LEFT", isRight: true) { "\($0.progress.toGo)" },
                    Column("WAIT", isRight: true) { "\($0.progress.waiting)" },
                    Column("GIVEN UP", isRight: true) { "\($0.progress.givenUp)" },
                    Column("ASKED") { SyncProgress.selection($0.selection) }, Column("BY", \.askedBy),
                    Column("AT", \.askedAt),
                ],
                nothing: state == nil
                    ? "No sync job was asked for yet; see: risiti books sync --help" : "There is no such job.")
        }
    }

    /// `risiti books jobs show`: one job with its documents.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows one sync job with its documents; with --wait looks on first.",
            discussion: """
                Examples:
                  risiti books jobs show 12
                  risiti books jobs show 12 --wait --format json
                """)

        @OptionGroup var wanted: JobOptions

        @Flag(help: "Look on until nothing is left.")
        var wait = false

        func run() async throws {
            var job = try await wanted.agent.ask { (client) async throws(ClientError) in
                try await client.syncJob(wanted.number)
            }
            if wait { job = try await SyncProgress(client: wanted.agent.client(), patience: 10).lookOn(from: job) }
            let (lane, number) = (job.lane, wanted.number)
            let documents = try await wanted.agent.ask { (client) async throws(ClientError) in
                try await Pages.all { (cursor, _) async throws(ClientError) in
                    let page = try await client.booksDocuments(lane, job: number, cursor: cursor)
                    return (page.documents, page.nextCursor)
                }
            }
            let text = [Table.text(SyncProgress.parts(job)), BooksReport.table(documents)]
                .filter { !$0.isEmpty }.joined(separator: "\n")
            wanted.format.output.screen(
                SyncJobDetail(job: job, documents: documents),
                text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
        }
    }

    /// `risiti books jobs cancel`: ends a job.
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Ends a sync job: what was not begun stays where it was, what is under way ends.",
            discussion: """
                Examples:
                  risiti books jobs cancel 12
                  risiti books jobs cancel 12 --format json
                """)

        @OptionGroup var wanted: JobOptions

        func run() async throws {
            let job = try await wanted.agent.ask { (client) async throws(ClientError) in
                try await client.cancelSyncJob(wanted.number)
            }
            wanted.format.output.one(job, SyncProgress.parts(job))
        }
    }

    /// `risiti books jobs retry`: takes up what a job left.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry",
            abstract: "Takes up what a sync job left, as a further job; what waits for a person is tried again.",
            discussion: """
                Examples:
                  risiti books jobs retry 12
                  risiti books jobs retry 12 --wait
                """)

        @OptionGroup var wanted: JobOptions

        @Flag(help: "Look on until nothing is left.")
        var wait = false

        func run() async throws {
            var job = try await wanted.agent.ask { (client) async throws(ClientError) in
                try await client.retrySyncJob(wanted.number)
            }
            let progress = SyncProgress(client: wanted.agent.client(), patience: 10)
            if wait { job = try await progress.lookOn(from: job) }
            wanted.format.output.one(job, SyncProgress.parts(job))
            if wait, let remark = await progress.remark(job) { Output.talk(remark) }
            if wait, job.progress.toGo > 0 || job.progress.waiting > 0 { throw ExitCode.no }
        }
    }
}

/// Which sync job a verb is about.
struct JobOptions: ParsableArguments {
    @Argument(help: "The job's number; see: risiti books jobs")
    var number: Int64

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions
}
