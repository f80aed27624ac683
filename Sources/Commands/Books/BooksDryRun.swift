import ArgumentParser
import JSON
import LocalAPI

/// `risiti books dry-run`: what would be sent for a sale.
struct BooksDryRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dry-run",
        abstract: "Shows where a sale goes and every call that would be made for it as things stand; nothing is sent.",
        discussion: """
            Says whether the sale has a document of its own or goes into its day's sum, whether it is there already or is \
            older than these books or left for them in a file, and what of it is known to be there. What nobody has made yet, and the content of a \
            file, stands in angle brackets. With --format json bodies are texts, byte by byte as they \
            would be sent. Exit code 1 where the map does not say where something of the sale goes.

            Examples:
              risiti books dry-run quickbooks:9130350000000001 T1-000041
              risiti books dry-run xero:5c2b1f0e-0000-4000-8000-00000000a001 T1-000041 --format json
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Argument(help: "The sale's id or temporary number.")
    var sale: String

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.booksDryRun(lane, sale: sale)
        }
        format.output.screen(reply, Self.lines(reply))
        guard let unfit = reply.unfit else { return }
        Output.talk("Error: \(unfit.sentence) (\(unfit.code)); \(unfit.remedy)")
        throw ExitCode.no
    }

    private static func lines(_ reply: DryRunReply) -> [String] {
        var lines = reply.remarks
        if reply.calls.isEmpty, reply.unfit == nil { lines.append("Nothing would be sent.") }
        for (place, call) in reply.calls.enumerated() {
            if !lines.isEmpty { lines.append("") }
            lines.append("\(place + 1). \(call.what): \(call.method) \(call.path)")
            if let remark = call.remark { lines.append("   \(remark)") }
            if let body = call.body { lines += PrettyJSON.lines(body) }
        }
        return lines
    }
}
