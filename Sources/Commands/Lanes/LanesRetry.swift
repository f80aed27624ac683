import ArgumentParser
import LocalAPI

/// `risiti lanes retry`.
struct LanesRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Tries a lane again at once, whatever it waits for.",
        discussion: """
            Examples:
              risiti lanes retry kra
              risiti lanes retry kra --format json
            """)

    @Argument(help: "The lane's name, such as kra.")
    var lane: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.lane(lane, .retry)
        }
        format.output.list([reply], LaneReply.columns)
    }
}
