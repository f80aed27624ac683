import ArgumentParser
import Fiscal
import Foundation
import Spool

/// `risiti spool export`: the journal for other programs.
struct SpoolExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the journal as lines: each entry with its document, its seal and KRA's answer.",
        discussion: """
            ndjson has every entry, and the document exactly as it was sealed; csv has one row a sale, made safe for \
            spreadsheets. Works while the agent sells.

            Examples:
              risiti spool export --from 2026-03-01 --to 2026-04-01 --format csv march.csv
              risiti spool export | jq .document.sale.till
            """)

    @Argument(help: "The file to write; standard output where left out.")
    var file: String?

    @Option(help: ArgumentHelp("Only entries accepted then or later: a date in Kenya, or RFC 3339.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Only entries accepted before then: a date in Kenya, or RFC 3339.", valueName: "time"))
    var to: String?

    @Option(help: "How: ndjson or csv.")
    var format = ExportFormat.ndjson

    @Option(help: ArgumentHelp("A cold spool file; the data directory's where left out.", valueName: "file"))
    var spool: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @OptionGroup var place: SpoolPlace

    func run() async throws {
        let (from, to) = (try Self.time(from, "--from"), try Self.time(to, "--to"))
        let (source, format, file, force) = (place.file(spool), format, file, force)
        let count = try await SpoolFailure.told {
            try await LongWork.run { wish in
                let lines = try LineFile(file, force: force)
                do {
                    let count = try Spool.export(source, as: format, from: from, to: to) { line in
                        try lines.add(line)
                        return wish.goesOn
                    }
                    guard wish.goesOn else { throw SpoolError(.cancelled, "the export was given up") }
                    try lines.finish()
                    return count
                } catch {
                    lines.discard()
                    throw error
                }
            }
        }
        Output.talk("\(count) entries.")
    }

    private static func time(_ text: String?, _ name: String) throws -> Timestamp? {
        guard let text else { return nil }
        guard let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00+03:00") else {
            throw ValidationError("\(name) is \"\(text)\"; it is a date such as 2026-03-12, or RFC 3339.")
        }
        return time
    }
}
