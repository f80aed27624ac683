import ArgumentParser
import LocalAPI

/// `risiti books accounts`: a company's accounts.
struct BooksAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Lists a company's accounts, as it told them last; asked now with --fresh.",
        discussion: """
            Examples:
              risiti books accounts quickbooks:9130350000000001
              risiti books accounts xero:5c2b1f0e-0000-4000-8000-00000000a001 --fresh
            """)

    @OptionGroup var list: CompanyListOptions

    func run() async throws {
        try await list.show(
            \.accounts,
            [
                Column("ID", \.id), Column("CODE") { $0.code ?? "-" }, Column("NAME", \.name), Column("USE", \.use),
                Column("ACTIVE") { $0.active ? "yes" : "no" },
            ], answeredAt: \.answeredAt
        ) { (client) async throws(ClientError) in try await client.booksAccounts(list.lane, isFresh: list.fresh) }
    }
}
