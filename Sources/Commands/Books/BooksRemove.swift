import ArgumentParser
import LocalAPI

/// `risiti books remove`: gives a grant back and forgets it.
struct BooksRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Gives a company's grant back and forgets it; what was posted there is still known.",
        discussion: """
            Ends with 1 where the provider was not reached: the company is forgotten here, and the app is still listed \
            there.

            Examples:
              risiti books remove quickbooks:9130350000000001
              risiti books remove xero:5c2b1f0e-0000-4000-8000-00000000a001 --yes
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions

    func run() async throws {
        try confirmation.ask("Nothing more will be posted to \(lane). Remove it?")
        let removal = try await agent.ask { (client) async throws(ClientError) in
            try await client.removeConnection(lane)
        }
        guard removal.revoked else {
            Output.talk("Forgotten here, but the provider did not hear of it; take the app away there too.")
            throw ExitCode.no
        }
    }
}
