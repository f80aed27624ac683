import ArgumentParser
import LocalAPI

/// `risiti books taxes`: a company's tax codes.
struct BooksTaxes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taxes",
        abstract: "Lists a company's tax codes with their rates, as it told them last; asked now with --fresh.",
        discussion: """
            Examples:
              risiti books taxes quickbooks:9130350000000001
              risiti books taxes xero:5c2b1f0e-0000-4000-8000-00000000a001 --fresh
            """)

    @OptionGroup var list: CompanyListOptions

    func run() async throws {
        try await list.show(
            \.taxCodes,
            [
                Column("CODE", \.id), Column("NAME", \.name),
                Column("RATE", isRight: true) { $0.rate.map { "\($0) %" } ?? "-" },
                Column("ACTIVE") { $0.active ? "yes" : "no" },
            ], answeredAt: \.answeredAt
        ) { (client) async throws(ClientError) in try await client.booksTaxCodes(list.lane, isFresh: list.fresh) }
    }
}
