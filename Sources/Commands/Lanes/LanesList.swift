import ArgumentParser
import LocalAPI

/// `risiti lanes list`: all lanes.
struct LanesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the lanes with their backlog.",
        discussion: """
            Examples:
              risiti lanes list
              risiti lanes list --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let lanes = try await agent.ask { (client) async throws(ClientError) in try await client.lanes() }
        format.output.list(lanes, LaneReply.columns)
    }
}
