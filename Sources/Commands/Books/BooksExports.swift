import ArgumentParser
import LocalAPI

/// `risiti books exports`: what left, and what is in the books.
struct BooksExports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exports",
        abstract: "Lists the exports, and marks those that are in the books.",
        discussion: """
            Examples:
              risiti books exports
              risiti books exports mark 12
            """,
        subcommands: [List.self, Mark.self], defaultSubcommand: List.self)

    /// `risiti books exports list`: the exports, newest first.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the exports, newest first.",
            discussion: """
                Examples:
                  risiti books exports list
                  risiti books exports list --format json
                """)

        @OptionGroup var agent: AgentOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let exports = try await agent.ask { (client) async throws(ClientError) in try await client.exports() }
            format.output.list(
                exports,
                [
                    Column("NUMBER", isRight: true) { "\($0.number)" }, Column("PROFILE", \.profile),
                    Column("BOOKS", \.target), Column("FROM", \.from), Column("TO", \.to), Column("FORMAT", \.format),
                    Column("DOCUMENTS", isRight: true) { "\($0.documents)" },
                    Column("GROSS", isRight: true, \.totals.gross), Column("MADE", \.createdAt),
                    Column("IMPORTED") { $0.importedAt ?? "-" },
                ], nothing: "Nothing was exported yet; see: risiti books export --help")
        }
    }

    /// `risiti books exports mark`: says that an export is in the books.
    struct Mark: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mark", abstract: "Says that an export was imported: it is in the books.",
            discussion: """
                Examples:
                  risiti books exports mark 12
                  risiti books exports mark 12 --format json
                """)

        @Argument(help: "The export's number.")
        var number: Int64

        @OptionGroup var agent: AgentOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let export = try await agent.ask { (client) async throws(ClientError) in
                try await client.markExport(number)
            }
            format.output.one(
                export,
                [
                    ("export", "\(export.number)"), ("profile", export.profile), ("books", export.target),
                    ("imported", export.importedAt ?? "-"),
                ])
        }
    }
}
