import ArgumentParser
import LocalAPI

/// `risiti tasks list`: open tasks.
struct TasksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists open tasks, the oldest first.",
        discussion: """
            Examples:
              risiti tasks list
              risiti tasks list --all --format json
            """)

    @Flag(help: "Resolved ones too.")
    var all = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let tasks = try await agent.ask { (client) async throws(ClientError) in try await client.tasks(all: all) }
        format.output.list(
            tasks,
            [
                Column("TASK", isRight: true) { "\($0.id)" }, Column("RAISED", \.raisedAt),
                Column("LANE") { $0.lane ?? "-" }, Column("SALE") { $0.saleID ?? "-" }, Column("CODE", \.code),
                Column("WHY", \.reason), Column("RESOLVED") { $0.resolvedAt ?? "" },
            ], nothing: all ? "There was never a task." : "Nothing waits for a person.")
    }
}
