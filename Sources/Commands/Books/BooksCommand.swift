import ArgumentParser

/// `risiti books`: the companies whose books this shop keeps.
struct BooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Connects QuickBooks Online and Xero.",
        discussion: """
            Examples:
              risiti books connect xero
              risiti books list
            """,
        subcommands: [BooksConnect.self, BooksList.self, BooksTest.self, BooksRemove.self])
}
