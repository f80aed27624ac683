import ArgumentParser

/// `risiti lanes`: the backlog.
struct LanesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lanes",
        abstract: "Looks at the backlog of each destination, and works on it.",
        discussion: """
            Examples:
              risiti lanes list
              risiti lanes drain --until-empty
            """,
        subcommands: [LanesList.self, LanesPause.self, LanesResume.self, LanesRetry.self, LanesDrain.self])
}
