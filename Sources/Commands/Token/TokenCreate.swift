import ArgumentParser
import LocalAPI

/// `risiti token create`: makes a token.
struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes a token and prints it and nothing else; it cannot be shown again.",
        discussion: """
            Examples:
              risiti token create --role till
              export RISITI_TOKEN=$(risiti token create --role hq --name headquarters)
            """)

    @Option(help: "What it may do: till, technician or hq.")
    var role: TokenRole

    @Option(help: "Whose it is; the role where left out.")
    var name: String?

    @OptionGroup var agent: AgentOptions

    func validate() throws {
        guard name.map({ (1...60).contains($0.count) }) ?? true else {
            throw ValidationError("--name has 1 to 60 characters.")
        }
    }

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.createToken(TokenRequest(role: role, name: name ?? role.rawValue))
        }
        guard let token = reply.token else {
            Output.talk("Error: the agent made token \(reply.id) but did not show it; revoke it.")
            throw ExitCode.inputOutput
        }
        Output.bytes(Array("\(token)\n".utf8))
    }
}
