import ArgumentParser

/// `risiti books`: the shop's accounts.
struct BooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Hands sales over to the shop's accounts.",
        discussion: """
            Examples:
              risiti books export --profile xero --from 2026-03-01 --to 2026-03-31 --out march
              risiti books exports
            """,
        subcommands: [BooksExport.self, BooksExports.self, BooksProfiles.self])
}
