import ArgumentParser

/// `risiti tasks`: what only a person can put right.
struct TasksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "Looks at what only a person can put right, and clears it.",
        discussion: """
            Examples:
              risiti tasks list
              risiti tasks resolve 7 --retry
            """,
        subcommands: [TasksList.self, TasksShow.self, TasksResolve.self])
}
