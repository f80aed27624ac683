import ArgumentParser
import LocalAPI

/// `risiti books conflicts`: documents that stand otherwise in the books than they were posted.
struct BooksConflicts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "Lists documents that somebody changed in the books after they were posted, and what came of each.",
        discussion: """
            What counts then is the connection's setting `conflicts`: ask (as it is without one), theirs or ours. Whoever \
            is asked answers by the task: --retry is ours, --discard is theirs. Ends with 1 where one is open.

            Examples:
              risiti books conflicts quickbooks:9130350000000001 --open
              risiti tasks resolve 7 --retry
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Flag(name: .customLong("open"), help: "Only those that are not over.")
    var openOnly = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let conflicts = try await agent.ask { (client) async throws(ClientError) in
            try await Pages.all { (cursor, _) async throws(ClientError) in
                let page = try await client.booksConflicts(lane, openOnly: openOnly, cursor: cursor)
                return (page.conflicts, page.nextCursor)
            }
        }
        format.output.list(
            conflicts,
            [
                Column("NUMBER", \.number), Column("WHAT", \.kind), Column("OURS") { Self.side($0.ours) },
                Column("THEIRS") { Self.side($0.theirs) }, Column("SEEN", \.seenAt), Column("STATE", \.state),
                Column("OUTCOME") { $0.outcome ?? "-" }, Column("BY") { $0.answeredBy ?? "-" },
            ],
            nothing: openOnly
                ? "No conflict of \(lane) is open." : "Nothing that was posted to \(lane) was found changed there.")
        if conflicts.contains(where: { $0.outcome == nil }) {
            Output.talk("Some are open; see: risiti tasks list")
            throw ExitCode.no
        }
    }

    private static func side(_ side: [String: String]) -> String {
        ["total", "tax", "amount", "state", "kind"].compactMap { name in
            side[name].map { name == "total" || name == "amount" ? $0 : "\(name) \($0)" }
        }.joined(separator: ", ")
    }
}
