import ArgumentParser
import LocalAPI

/// How a list is asked for that a company told of itself: its accounts, its tax codes.
struct CompanyListOptions: ParsableArguments {
    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Flag(help: "Ask the company now.")
    var fresh = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    /// Asks for a list, shows it, and says when the company told it.
    func show<Reply, Row: Encodable>(
        _ rows: (Reply) -> [Row], _ columns: [Column<Row>], answeredAt: (Reply) -> String?,
        from ask: (AgentClient) async throws(ClientError) -> Reply
    ) async throws {
        let reply = try await agent.ask(ask)
        format.output.list(rows(reply), columns)
        if let time = answeredAt(reply) { Output.talk("As the company said at \(time).") }
    }
}
