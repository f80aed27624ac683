public import Accounting
public import ArgumentParser
import Foundation
import LocalAPI

/// `risiti books export`: sales as files for another program of accounts.
struct BooksExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the sales of some days for another program of accounts, each once for the same books.",
        discussion: """
            Takes fiscalised sales and credit notes that were made on those days in Kenya and did not leave yet, late \
            entries among them. Where a company of that program is connected, what its lane posts stays out, for the \
            program would have it twice under two numbers; --posted takes it too. A manifest with control totals and SHA-256 lies beside the files. --batch writes an \
            earlier export again, byte by byte. For a profile of your own: risiti books profiles show xero > my.yaml

            Examples:
              risiti books export --profile xero --from 2026-03-01 --to 2026-03-31 --out march
              risiti books export --profile-file my.yaml --from 2026-03-01 --to 2026-03-31 --format xlsx
              risiti books export --batch 12 --out again
            """)

    @Option(help: "A profile that comes with the program; see `risiti books profiles`.")
    var profile: String?

    @Option(help: ArgumentHelp("A profile of your own.", valueName: "file"))
    var profileFile: String?

    @Option(help: ArgumentHelp("The first day of sale, such as 2026-03-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of sale.", valueName: "day"))
    var to: String?

    @Option(help: "The files: csv or xlsx.")
    var format = ExportFileFormat.csv

    @Option(help: ArgumentHelp("The company's books, where there are several.", valueName: "name"))
    var target: String?

    @Option(help: ArgumentHelp("Where the files go; made where it is not there.", valueName: "dir"))
    var out = "."

    @Flag(help: "Take sales too that left for the same books before.")
    var again = false

    @Flag(help: "Take sales too that KRA has not answered yet.")
    var includeUnfiscalised = false

    @Flag(help: "Take sales too that a connected company of that program gets from its own lane.")
    var posted = false

    @Option(help: ArgumentHelp("Write the files of an earlier export again.", valueName: "number"))
    var batch: Int64?

    @Flag(help: "Write over other files of the same names.")
    var force = false

    @OptionGroup var agent: AgentOptions

    func validate() throws {
        if batch != nil {
            guard profile == nil, profileFile == nil, from == nil, to == nil else {
                throw ValidationError("--batch stands alone: the export is made already.")
            }
            return
        }
        guard (profile == nil) != (profileFile == nil) else {
            throw ValidationError("Say --profile or --profile-file, one of them.")
        }
        guard from != nil, to != nil else { throw ValidationError("Say --from and --to, days such as 2026-03-01.") }
    }

    func run() async throws {
        let directory = URL(filePath: out, directoryHint: .isDirectory)
        try await SpoolFailure.told { try ExportFolder.prepare(directory) }
        guard let export = try await wanted() else {
            Output.talk("Nothing was exported.")
            return
        }
        try await ExportFolder.fetch(export, into: directory, force: force, agent: agent)
        Output(.table).list(
            export.files,
            [
                Column("FILE") { directory.appending(path: $0.name).path },
                Column("ROWS", isRight: true) { "\($0.rows)" },
                Column("SIZE", isRight: true) { Span.text(bytes: $0.bytes) }, Column("SHA-256", \.sha256),
            ])
        Output.talk(
            "Export \(export.number): \(export.documents) documents, net \(export.totals.net), "
                + "VAT \(Self.vat(export)), gross \(export.totals.gross).")
    }

    private static func vat(_ export: ExportReply) -> String {
        export.totals.vat.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    private func wanted() async throws -> ExportReply? {
        guard let number = batch else { return try await made() }
        return try await agent.ask { (client) async throws(ClientError) in try await client.export(number) }
    }

    private func made() async throws -> ExportReply? {
        let request = ExportRequest(
            profile: profile, profileText: try profileFile.map(InputFile.text), profileFile: profileFile,
            from: from ?? "",
            to: to ?? "", format: format.rawValue, target: target, again: again,
            includesUnfiscalised: includeUnfiscalised, includesPosted: posted)
        let outcome = try await agent.ask { (client) async throws(ClientError) in
            try await Waiting.show(
                { "\($0.done) of \($0.total ?? 0) documents written" },
                progress: { () async throws(ClientError) in try await client.exportProgress() },
                for: { () async throws(ClientError) in try await client.export(request) })
        }
        let left: [(Int, String)] = [
            (outcome.exportedBefore, "left before (--again takes them too)"),
            (outcome.unfiscalised, "KRA has not answered yet (--include-unfiscalised takes them too)"),
            (outcome.pruned, "gave up their documents"),
            (outcome.postedByLane, "a company gets them from its own lane, or did (--posted takes them too)"),
            (outcome.alsoPosted, "exported, though a company gets them from its own lane too, or did"),
        ]
        for (count, reason) in left where count > 0 {
            Output.talk("\(count) \(count == 1 ? "sale" : "sales") of those days: \(reason).")
        }
        return outcome.export
    }
}

// What a person may type as it is.
extension ExportFileFormat: ExpressibleByArgument {}
