import ArgumentParser
import LocalAPI

/// `risiti token list`: all tokens.
struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists tokens without their secrets.",
        discussion: """
            Examples:
              risiti token list
              risiti token list --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let tokens = try await agent.ask { (client) async throws(ClientError) in try await client.tokens() }
        format.output.list(
            tokens,
            [
                Column("TOKEN", \.id), Column("ROLE", \.role.rawValue), Column("NAME", \.name),
                Column("MADE", \.createdAt), Column("LAST USED") { $0.lastUsedAt ?? "never" },
                Column("REVOKED") { $0.revokedAt ?? "" },
            ])
    }
}
