import Accounting
import ArgumentParser
import Fiscal
import Foundation
import LocalAPI
import Rendering
import Spool

/// `risiti books report`: what is in a company's books.
struct BooksReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Lists a company's documents with what became of each, and counts them.",
        discussion: """
            --as csv writes a file for spreadsheets, to standard output where --out is left out; --as xlsx and --as pdf \
            need --out. Amounts of credit notes are below zero everywhere. With --from and --to all of it is of those days: \
            the documents, the counts, and the exchanges that were made on them.

            Examples:
              risiti books report quickbooks:9130350000000001
              risiti books report xero:TENANT --from 2026-03-01 --to 2026-03-31 --as pdf --out march.pdf
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @Option(help: ArgumentHelp("The first day, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day.", valueName: "day"))
    var to: String?

    @Option(name: .customLong("as"), help: "A file instead of a table: csv, xlsx or pdf.")
    var form: Form?

    @Option(help: ArgumentHelp("Where the file goes.", valueName: "file"))
    var out: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let form, form != .csv, out == nil { throw ValidationError("--as \(form.rawValue) needs --out FILE.") }
        guard form != nil || out == nil else { throw ValidationError("--out needs --as csv, xlsx or pdf.") }
    }

    func run() async throws {
        let (report, company) = try await agent.ask { (client) async throws(ClientError) in
            let documents = try await Pages.all { (cursor, _) async throws(ClientError) in
                let page = try await client.booksDocuments(lane, from: from, to: to, cursor: cursor)
                return (page.documents, page.nextCursor)
            }
            let tally = try await client.booksTally(lane, from: from, to: to)
            let company = try await client.connections().first { $0.lane == lane }?.title
            return (BooksReportReply(tally: tally, documents: documents, from: from, to: to), company ?? lane)
        }
        guard let form else { return show(report) }
        guard let out else { return Output.bytes(Array(ReportFile.csv(report).utf8)) }
        try await place(URL(filePath: out)) { try write(report, of: company, as: form, to: $0) }
        Output.talk("\(report.documents.count) documents in \(out).")
    }

    /// Has a file written beside its place, and puts it there once it is whole.
    private func place(_ target: URL, _ write: (URL) throws -> Void) async throws {
        try await SpoolFailure.told {
            guard force || !FileManager.default.fileExists(atPath: target.path) else {
                throw SpoolError(.refused, "\(target.path) is there already; --force writes over it")
            }
            let draft = URL(filePath: target.path + ".part")
            defer { StableFile.discard(draft) }
            try write(draft)
            try StableFile.place(draft, at: target, replacing: true)
        }
    }

    private func write(_ report: BooksReportReply, of company: String, as form: Form, to url: URL) throws {
        do {
            switch form {
            case .csv: try ReportFile.writeCSV(report, to: url)
            case .xlsx: try ReportFile.writeXLSX(report, to: url, at: SystemTime.now)
            case .pdf:
                let page = ReportFile.page(report, of: company, at: SystemTime.now)
                try Data(try ReportPageRenderer().render(page)).write(to: url)
            }
        } catch {
            Output.talk("Error: \((error as? TableError)?.sentence ?? "\(error)")")
            throw ExitCode.inputOutput
        }
    }

    private func show(_ report: BooksReportReply) {
        let tables = [
            Self.table(report.documents), report.days.count > 1 ? Self.table(report.days, "DAY") : "",
            Table.text(ReportFile.counts(report).map { ($0, "\($1)") }),
        ]
        if report.documents.isEmpty { Output.talk("There is no document of \(report.tally.lane) to report of.") }
        let text = tables.filter { !$0.isEmpty }.joined(separator: "\n")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        format.output.screen(report, lines.map(String.init))
    }

    /// Documents as a table; empty where there are none.
    static func table(_ documents: [BooksDocumentReply]) -> String {
        guard !documents.isEmpty else { return "" }
        // What waits says why; a report of what is posted has no such columns.
        let waiting: [Column<BooksDocumentReply>] = [
            Column("NEXT TRY") { $0.nextTryAt ?? "-" }, Column("WHY") { $0.why ?? "-" },
        ]
        return Table.text(
            documents,
            [
                Column("NUMBER", \.number), Column("DAY", \.day), Column("KIND", ReportFile.kind),
                Column("STATE") { ReportFile.words(ofState: $0.state) },
                Column("SALES", isRight: true) { "\($0.sales)" },
                Column("TOTAL", isRight: true, ReportFile.total),
                Column("VAT", isRight: true) { ReportFile.tax($0) ?? "-" },
                Column("BUYER") { Cut.text(ReportFile.buyer($0) ?? "-", to: 40) },
                Column("FISCAL NUMBER") { $0.fiscalNumber ?? "-" }, Column("ID THERE") { $0.externalID ?? "-" },
                Column("TASK") { $0.task.map { "\($0.id) \($0.code)" } ?? "-" },
            ] + (documents.contains { $0.why != nil } ? waiting : []))
    }

    private static func table(_ sums: [BooksReportReply.Sum], _ heading: String) -> String {
        Table.text(
            sums,
            [
                Column(heading, \.name), Column("DOCUMENTS", isRight: true) { "\($0.documents)" },
                Column("SALES", isRight: true) { "\($0.sales)" }, Column("TOTAL", isRight: true, \.total),
                Column("VAT", isRight: true, \.tax), Column("POSTED", isRight: true, \.posted),
            ])
    }

    /// What a report can be written as.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        /// For spreadsheets, text.
        case csv
        /// For spreadsheets, a workbook.
        case xlsx
        /// To be read and filed.
        case pdf
    }

    private enum SystemTime {
        static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970) * 1_000) }
    }
}
