import ArgumentParser

/// `risiti keys`: the key that signs what is sold.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Replaces the key that signs this device's sales.",
        discussion: """
            Examples:
              risiti keys rotate
              risiti keys rotate --yes --format json
            """,
        subcommands: [KeysRotate.self])
}
