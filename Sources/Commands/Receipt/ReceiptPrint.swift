import ArgumentParser
import LocalAPI

/// `risiti receipt print`: prints a receipt.
struct ReceiptPrint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Has the agent print a sale's receipt, as COPY if it was printed before.",
        discussion: """
            Examples:
              risiti receipt print T1-000041
              risiti receipt print 01KKRW9D7VQ4Z3T8N5B2M6C1XA --format json
            """)

    @Argument(help: "The sale's id or temporary number.")
    var sale: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.printReceipt(sale) }
        format.output.one(
            reply, [("job", "\(reply.job)"), ("prints", reply.designation), ("state", reply.state)])
    }
}
