import ArgumentParser
import LocalAPI

/// `risiti books accounts`: a company's accounts.
struct BooksAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Lists a company's accounts, as it told them last; asked now with --fresh.",
        discussion: """
            Examples:
              risiti books accounts quickbooks:9130350000000001
              risiti books accounts xero:5c2b1f0e-0000-4000-8000-00000000a001 --fresh
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Flag(help: "Ask the company now.")
    var fresh = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.booksAccounts(lane, isFresh: fresh)
        }
        format.output.list(
            reply.accounts,
            [
                Column("ID", \.id), Column("CODE") { $0.code ?? "-" }, Column("NAME", \.name), Column("USE", \.use),
                Column("ACTIVE") { $0.active ? "yes" : "no" },
            ])
        if let at = reply.answeredAt { Output.talk("As the company said at \(at).") }
    }
}
