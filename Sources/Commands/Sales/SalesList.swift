import ArgumentParser
import LocalAPI

/// `risiti sales list`: sales, newest first.
struct SalesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists sales, newest first.",
        discussion: """
            Examples:
              risiti sales list --from 2026-03-12 --state refused
              risiti sales list --limit 1000 --format json
            """)

    @Option(help: "Only sales of that state: accepted, fiscalised or refused.")
    var state: SaleState?

    @Option(help: ArgumentHelp("Only sales accepted then or later: a date, or RFC 3339.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Only sales accepted before then: a date, or RFC 3339.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit = 50

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000000.") }
    }

    func run() async throws {
        let filter = SaleFilter(state: state, from: from, to: to)
        let sales = try await agent.ask { (client) async throws(ClientError) in
            try await Self.pages(of: filter, limit: limit, from: client)
        }
        format.output.list(sales, Self.columns)
    }

    private static func pages(
        of filter: SaleFilter, limit: Int, from client: AgentClient
    ) async throws(ClientError) -> [SaleReply] {
        var filter = filter
        var sales: [SaleReply] = []
        repeat {
            let page = try await client.sales(filter)
            sales += page.sales
            if let pruned = page.pruned, !pruned.isEmpty {
                Output.talk("\(pruned.count) sales from \(pruned.last?.acceptedAt ?? "then") on were pruned.")
            }
            filter.cursor = page.sales.isEmpty && page.pruned?.isEmpty != false ? nil : page.nextCursor
        } while filter.cursor != nil && sales.count < limit
        return Array(sales.prefix(limit))
    }

    private static let columns: [Column<SaleReply>] = [
        Column("NUMBER", \.temporaryNumber), Column("ACCEPTED", \.acceptedAt), Column("STATE", \.state.rawValue),
        Column("INVOICE", isRight: true) { $0.fiscal.map { "\($0.invoiceNumber)" } ?? "-" },
        Column("TOTAL", isRight: true, \.totals.total), Column("TAX", isRight: true, \.totals.tax),
        Column("CREDITS") { $0.credits?.temporaryNumber ?? "" }, Column("ID", \.id),
    ]
}
