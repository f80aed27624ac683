import Accounting
import ArgumentParser
import Fiscal
import Foundation
import LocalAPI

/// `risiti books report`: what is in a company's books.
struct BooksReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Lists a company's documents with what became of each, and counts them.",
        discussion: """
            --as csv writes a file for spreadsheets, to standard output where --out is left out; --as xlsx needs --out.

            Examples:
              risiti books report quickbooks:9130350000000001
              risiti books report xero:5c2b1f0e-0000-4000-8000-00000000a001 --as xlsx --out march.xlsx
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Option(name: .customLong("as"), help: "A file instead of a table: csv or xlsx.")
    var form: ExportFileFormat?

    @Option(help: ArgumentHelp("Where the file goes.", valueName: "file"))
    var out: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard form != .xlsx || out != nil else { throw ValidationError("--as xlsx needs --out FILE.") }
        guard form != nil || out == nil else { throw ValidationError("--out needs --as csv or --as xlsx.") }
    }

    func run() async throws {
        let report = try await agent.ask { (client) async throws(ClientError) in
            var documents: [BooksDocumentReply] = []
            var cursor: String?
            repeat {
                let page = try await client.booksDocuments(lane, cursor: cursor)
                documents += page.documents
                cursor = page.nextCursor
            } while cursor != nil
            return BooksReportReply(tally: try await client.booksTally(lane), documents: documents)
        }
        guard let form else { return show(report) }
        guard let out else { return Output.bytes(Array(ReportFile.csv(report).utf8)) }
        do throws(TableError) {
            switch form {
            case .csv: try ReportFile.writeCSV(report, to: URL(filePath: out))
            case .xlsx: try ReportFile.writeXLSX(report, to: URL(filePath: out), at: SystemTime.now)
            }
        } catch {
            Output.talk("Error: \(error.sentence)")
            throw ExitCode.inputOutput
        }
        Output.talk("\(report.documents.count) documents in \(out).")
    }

    private func show(_ report: BooksReportReply) {
        let documents = Table.text(
            report.documents,
            [
                Column("NUMBER", \.number), Column("DAY", \.day), Column("KIND", ReportFile.kind),
                Column("STATE", \.state), Column("SALES", isRight: true) { "\($0.sales)" },
                Column("TOTAL", isRight: true, \.total), Column("ID THERE") { $0.externalID ?? "-" },
                Column("TASK") { $0.task.map { "\($0.id) \($0.code)" } ?? "-" },
            ])
        let counts = Table.text(ReportFile.counts(report.tally))
        let text = documents.isEmpty ? counts : documents + "\n" + counts
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        format.output.screen(report, lines.map(String.init))
    }

    private enum SystemTime {
        static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970) * 1_000) }
    }
}
