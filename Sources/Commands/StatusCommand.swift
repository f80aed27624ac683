import ArgumentParser
import LocalAPI

/// `risiti status`: how the agent is, on one screen.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows backlog, outage budget, device, tasks, clock and disk on one screen.",
        discussion: """
            Ends with 0 when healthy, 1 when something needs attention, 2 when the agent is not running.

            Examples:
              risiti status
              risiti status --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let status = try await agent.ask { (client) async throws(ClientError) in try await client.status() }
        format.output.screen(status, StatusScreen(status).lines)
        guard status.state == .healthy else { throw ExitCode.no }
    }
}
