import ArgumentParser
import LocalAPI

/// `risiti lanes resume`.
struct LanesResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Sends again on a lane that was paused.",
        discussion: """
            Examples:
              risiti lanes resume kra
              risiti lanes resume kra --format json
            """)

    @Argument(help: "The lane's name, such as kra.")
    var lane: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.lane(lane, .resume)
        }
        format.output.list([reply], LaneReply.columns)
    }
}
