import ArgumentParser

/// `risiti books`: the shop's accounts.
struct BooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books",
        abstract: "Keeps the books: QuickBooks Online, Xero, and files for other programs.",
        discussion: """
            Examples:
              risiti books connect xero
              risiti books map xero:5c2b1f0e-0000-4000-8000-00000000a001
              risiti books export --profile sage50 --from 2026-03-01 --to 2026-03-31 --out march
            """,
        subcommands: [
            BooksConnect.self, BooksList.self, BooksTest.self, BooksRemove.self, BooksAccounts.self, BooksTaxes.self,
            BooksMapCommand.self, BooksFields.self, BooksDryRun.self, BooksSync.self, BooksJobs.self,
            BooksSettingsCommand.self,
            BooksLog.self, BooksReport.self, BooksExport.self, BooksExports.self, BooksProfiles.self,
            BooksConflicts.self, BooksReconcile.self,
        ])
}
