import ArgumentParser

/// `risiti keys`: the key that signs what is sold.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The key that signs this device's sales: shown, replaced, and what is recovered from paper.",
        discussion: """
            Examples:
              risiti keys show
              risiti keys sheet > sheet.txt
              risiti keys rotate --yes --format json
            """,
        subcommands: [KeysShow.self, KeysRotate.self, KeysSheet.self])
}
