import ArgumentParser
import LocalAPI

/// `risiti sales show`: one sale.
struct SalesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one sale: how far it has come, its sums, its seal, KRA's answer.",
        discussion: """
            Examples:
              risiti sales show T1-000041
              risiti sales show T1-000041 --format json
            """)

    @Argument(help: "The sale's id or temporary number.")
    var sale: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.sale(sale) }
        format.output.one(reply, reply.parts)
    }
}
