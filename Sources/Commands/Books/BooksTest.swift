import ArgumentParser
import LocalAPI

/// `risiti books test`: asks a company who it is.
struct BooksTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Asks a company who it is, which shows whether its grant is taken.",
        discussion: """
            Examples:
              risiti books test quickbooks:9130350000000001
              risiti books test xero:5c2b1f0e-0000-4000-8000-00000000a001 --format json
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let company = try await agent.ask { (client) async throws(ClientError) in
            try await client.testConnection(lane)
        }
        format.output.one(
            company,
            [
                ("company", company.name), ("country", company.country ?? "-"), ("currency", company.currency ?? "-"),
                ("keeps taxes", company.usesTax ? "yes" : "no"), ("locked through", company.lockedThrough ?? "-"),
            ])
    }
}
