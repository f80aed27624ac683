import ArgumentParser
import LocalAPI

/// `risiti lanes pause`.
struct LanesPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Sends nothing on a lane until it is resumed; sales go on.",
        discussion: """
            Examples:
              risiti lanes pause kra
              risiti lanes pause kra --format json
            """)

    @Argument(help: "The lane's name, such as kra.")
    var lane: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.lane(lane, .pause)
        }
        format.output.list([reply], LaneReply.columns)
    }
}
