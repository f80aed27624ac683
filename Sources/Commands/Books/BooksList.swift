import ArgumentParser
import LocalAPI

/// `risiti books list`: the companies.
struct BooksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the connected companies, and for how many days their grants last.",
        discussion: """
            Examples:
              risiti books list
              risiti books list --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let companies = try await agent.ask { (client) async throws(ClientError) in try await client.connections() }
        format.output.list(
            companies,
            [
                Column("LANE", \.lane), Column("COMPANY", \.title), Column("STATE", \.state),
                Column("DAYS LEFT", isRight: true) { $0.daysLeft.map { "\($0)" } ?? "-" },
                Column("SINCE", \.connectedAt),
            ], nothing: "No company is connected; see: risiti books connect --help")
    }
}
