import ArgumentParser
import LocalAPI

/// `risiti books list`: the companies.
struct BooksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the connected companies, and for how many days their grants last.",
        discussion: """
            FROM is the first day whose sales go there; what was sold before stays out, unless it is set earlier: risiti \
            books settings LANE --from DAY. What left for it in files stays out too. NOT MAPPED is what risiti books map \
            has still to be told, and what it names that is inactive there.

            Examples:
              risiti books list
              risiti books list --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let (companies, lanes) = try await agent.ask { (client) async throws(ClientError) in
            (try await client.connections(), try await client.lanes())
        }
        func leftOut(_ company: ConnectionReply) -> [String] {
            lanes.first { $0.name == company.lane }.map(LeftOutWords.counts) ?? []
        }
        format.output.list(
            companies,
            [
                Column("LANE", \.lane), Column("COMPANY", \.title), Column("STATE", \.state),
                Column("DAYS LEFT", isRight: true) { $0.daysLeft.map { "\($0)" } ?? "-" },
                Column("SINCE", \.connectedAt), Column("FROM") { $0.settings?.from ?? "-" },
                Column("NOT MAPPED") { $0.unmappedText },
            ], nothing: "No company is connected; see: risiti books connect --help")
        for company in companies {
            let counts = leftOut(company)
            if !counts.isEmpty { Output.talk("\(company.title): \(counts.joined(separator: ", ")).") }
        }
        for company in companies where company.state == "needs_reconnect" {
            Output.talk(
                """
                \(company.title) has to be connected again: risiti books connect \(company.provider) --again \
                \(company.lane)
                """)
        }
    }
}

extension ConnectionReply {
    /// What its map does not say, for a table.
    var unmappedText: String {
        guard let unmapped else { return "nothing is mapped" }
        return unmapped.isEmpty ? "-" : unmapped.joined(separator: ", ")
    }
}
