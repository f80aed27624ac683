import ArgumentParser
import LocalAPI

/// `risiti books fields`: what rules of a map can fill, and by what.
struct BooksFields: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields",
        abstract: "Lists what rules of a company's map can fill, and the fields of a sale that they can use.",
        discussion: """
            Fields that begin with line_ are for line_text alone. In a template a field stands in double braces: \
            Till {{till}}. Rules are changed by risiti books map.

            Examples:
              risiti books fields quickbooks:9130350000000001
              risiti books fields xero:5c2b1f0e-0000-4000-8000-00000000a001 --format json
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.booksFields(lane) }
        let text = [Self.targets(reply), Self.fields(reply)].joined(separator: "\n")
        format.output.screen(
            reply, text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
    }

    private static func targets(_ reply: BooksFieldListReply) -> String {
        Table.text(
            reply.targets,
            [
                Column("CAN BE FILLED", \.name), Column("AT MOST", isRight: true) { "\($0.longest)" },
                Column("WHAT IT IS", \.meaning),
            ])
    }

    private static func fields(_ reply: BooksFieldListReply) -> String {
        Table.text(
            reply.fields,
            [
                Column("CAN BE USED", \.name), Column("KIND", \.kind), Column("WHAT IT IS", \.meaning),
                Column("NOT THERE") { $0.absent ?? "-" },
            ])
    }
}
