import ArgumentParser
import LocalAPI

/// `risiti tasks show`: one task with its evidence.
struct TasksShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one task: what is wrong, the evidence, and what clears it.",
        discussion: """
            Examples:
              risiti tasks show 7
              risiti tasks show 7 --format json
            """)

    @Argument(help: "The task's number.")
    var task: Int64

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.task(task) }
        format.output.one(reply, reply.parts)
    }
}
