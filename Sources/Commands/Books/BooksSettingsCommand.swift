import ArgumentParser
import LocalAPI

/// `risiti books settings`: when a company's documents go, and what counts where somebody changed one there.
struct BooksSettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Shows and changes when documents go to a company, and what counts where one was changed there.",
        discussion: """
            With --posting manual nothing goes by itself: a company's documents wait for risiti books sync. What cannot \
            be is refused with the setting, what was found and what it takes, and ends with 65; nothing is changed then.

            Examples:
              risiti books settings quickbooks:9130350000000001
              risiti books settings quickbooks:9130350000000001 --posting manual
              risiti books settings quickbooks:9130350000000001 --watch 30 --conflicts ours
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Option(help: ArgumentHelp("The first day whose sales go there, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: "What a document waits for: kra, or none.")
    var after: String?

    @Option(help: "Whether documents go by themselves: automatic, or manual.")
    var posting: String?

    @Option(help: ArgumentHelp("Ask so often what changed there, 0 (never) to 1440.", valueName: "minutes"))
    var watch: Int?

    @Option(help: "What counts where a document was changed there: ask, theirs, or ours.")
    var conflicts: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let request = ConnectionSettingsRequest(
            from: from, after: after, posting: posting, watch: watch, conflicts: conflicts)
        let company = try await agent.ask { (client) async throws(ClientError) in
            request == ConnectionSettingsRequest()
                ? try await client.connection(lane) : try await client.setConnection(lane, request)
        }
        format.output.one(
            company,
            [
                ("lane", "\(company.lane)  \(company.title)"), ("from", company.settings?.from ?? "-"),
                ("after", company.settings?.after ?? "-"), ("posting", company.settings?.posting ?? "-"),
                ("watch", company.settings?.watch.map { $0 == 0 ? "never" : "every \($0) minutes" } ?? "-"),
                ("conflicts", company.settings?.conflicts ?? "-"),
            ])
        if from != nil, let exports = try? await agent.client().exports(),
            let remark = LeftOutWords.remark(exports, company)
        {
            Output.talk(remark)
        }
    }
}
