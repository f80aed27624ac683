import ArgumentParser

/// `risiti token`: who may speak to the agent over the network.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes and revokes the tokens that tills, technicians and HQ show the agent.",
        discussion: """
            Examples:
              risiti token create --role till --name "till 1"
              risiti token list
            """,
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}
