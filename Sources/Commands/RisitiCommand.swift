import Agent
public import ArgumentParser

/// `risiti`: everything that the agent can be asked, for people over SSH and for scripts.
public struct RisitiCommand: AsyncParsableCommand {
    /// The name and the verbs.
    public static let configuration = CommandConfiguration(
        commandName: "risiti",
        abstract: "An offline-first fiscal agent for a shop's counter.",
        discussion: """
            Verbs find the agent through risiti.sock in --data-dir, or through $RISITI_URL and $RISITI_TOKEN. \
            Results go to standard output, talk to standard error.

            Exit codes: 0 done, 1 "no" or needs attention, 2 agent not reached, \
            3 integrity broken, 64 bad usage, 65 bad input, 74 I/O, 75 try again later.

            Examples:
              risiti sell day.ndjson
              risiti status
            """,
        version: Agent.version,
        subcommands: [
            RunCommand.self, SellCommand.self, SalesCommand.self, ReceiptCommand.self, StatusCommand.self,
            LanesCommand.self,
            TasksCommand.self, SpoolCommand.self, KRACommand.self, BooksCommand.self, TokenCommand.self,
            KeysCommand.self, DevicesCommand.self, ProfilesCommand.self, BenchCommand.self,
        ])

    /// Nothing but the verbs.
    public init() {}

    /// Reads the process's arguments and runs the verb; ends the process with its exit code.
    public static func start() async {
        await main()
    }
}
