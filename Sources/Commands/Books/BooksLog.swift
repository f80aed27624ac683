import ArgumentParser
import LocalAPI

/// `risiti books log`: what was said to companies, and what they answered.
struct BooksLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Lists the exchanges with companies, the newest first, and shows one whole; secrets are left out.",
        discussion: """
            Examples:
              risiti books log quickbooks:9130350000000001 --failures
              risiti books log show 4711
            """,
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    /// `risiti books log list`: the exchanges, the newest first.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the exchanges, the newest first.",
            discussion: """
                Examples:
                  risiti books log quickbooks:9130350000000001 --failures
                  risiti books log xero:5c2b1f0e-0000-4000-8000-00000000a001 --statistics --from 2026-03-01
                """)

        @Argument(help: "The company's lane; all companies where left out.")
        var lane: String?

        @OptionGroup var filter: LogFilterOptions

        @Flag(help: "What they come to instead: how many, what went wrong, how long they took, by day.")
        var statistics = false

        @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
        var limit = 50

        @OptionGroup var agent: AgentOptions
        @OptionGroup var format: FormatOptions

        /// Exchanges that are asked for at once.
        private static let page = 200

        func validate() throws {
            guard (1...50_000).contains(limit) else { throw ValidationError("--limit is 1 to 50000.") }
        }

        func run() async throws {
            let wish = filter.wish(lane)
            if statistics {
                let reply = try await agent.ask { (client) async throws(ClientError) in
                    try await client.syncStatistics(wish)
                }
                return format.output.screen(reply, StatisticsScreen(reply).lines)
            }
            let entries = try await agent.ask { (client) async throws(ClientError) in
                try await Pages.all(limit: limit) { (cursor, most) async throws(ClientError) in
                    let reply = try await client.syncLog(wish, cursor: cursor, limit: min(Self.page, most))
                    return (reply.entries, reply.nextCursor)
                }
            }
            format.output.list(
                entries,
                [
                    Column("NUMBER", isRight: true) { "\($0.id)" }, Column("AT", \.at),
                    Column("ABOUT") { Cut.text($0.what, to: 60) },
                    Column("METHOD", \.method), Column("PATH") { Cut.text($0.path, to: 60) },
                    Column("STATUS", isRight: true) { $0.status.map { "\($0)" } ?? "-" },
                    Column("MS", isRight: true) { "\($0.tookMilliseconds)" },
                    Column("TRY", isRight: true) { "\($0.attempt)" }, Column("ERROR") { $0.error ?? "-" },
                ], nothing: "The log has no such exchange.")
        }
    }

    /// `risiti books log show`: one exchange with its request and its answer.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows one exchange with its request and its answer.",
            discussion: """
                Examples:
                  risiti books log show 4711
                  risiti books log show 4711 --format json
                """)

        @Argument(help: "The exchange's number; see: risiti books log")
        var number: Int64

        @OptionGroup var agent: AgentOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let entry = try await agent.ask { (client) async throws(ClientError) in
                try await client.syncLogEntry(number)
            }
            format.output.screen(entry, Self.lines(entry))
        }

        private static func lines(_ entry: SyncLogEntryReply) -> [String] {
            var lines = [
                "\(entry.id)  \(entry.at)  \(entry.lane)", "\(entry.what), attempt \(entry.attempt)",
                "\(entry.method) \(entry.path)",
            ]
            if let request = entry.request { lines += [""] + PrettyJSON.lines(request) }
            let status = entry.status.map { "answered \($0)" } ?? "no answer"
            lines += ["", "\(status) after \(entry.tookMilliseconds) ms\(entry.error.map { ": \($0)" } ?? "")"]
            if let id = entry.externalID { lines.append("the provider's number: \(id)") }
            if let response = entry.response { lines += [""] + PrettyJSON.lines(response) }
            return lines
        }
    }
}
