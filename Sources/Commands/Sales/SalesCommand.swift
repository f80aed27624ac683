import ArgumentParser

/// `risiti sales`: looks at sales and takes them back.
struct SalesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sales",
        abstract: "Looks at sales, and takes them back with credit notes.",
        discussion: """
            Examples:
              risiti sales list --state accepted
              risiti sales credit T1-000041 --reason refund
            """,
        subcommands: [SalesList.self, SalesShow.self, SalesCredit.self])
}
