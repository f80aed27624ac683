import ArgumentParser
import LocalAPI

/// `risiti token revoke`: ends a token.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Ends a token; whoever shows it is refused from then on.",
        discussion: """
            Examples:
              risiti token revoke 3
              risiti token revoke 3 --yes
            """)

    @Argument(help: "The token's number, as the list shows it.")
    var token: String

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions

    func run() async throws {
        try confirmation.ask("End token \(token)?")
        try await agent.ask { (client) async throws(ClientError) in try await client.revokeToken(token) }
        Output.talk("Token \(token) is revoked.")
    }
}
