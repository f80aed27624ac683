import ArgumentParser
import FirmwareProfiles
import ShippedProfiles

/// `risiti profiles check`: what is wrong with profiles, by file and line.
struct ProfilesCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks profiles: file, line, rule, and what to write instead.",
        discussion: """
            Without a file it checks those that come with the program. --schema writes the JSON Schema for an editor. \
            Exit code 65 where something is wrong.

            Examples:
              risiti profiles check
              risiti profiles check my.printer.yaml /etc/risiti/profiles
              risiti profiles check --schema > profile.schema.json
            """)

    private struct Line: Encodable {
        let file: String
        let line: Int
        let rule: String
        let found: String
        let remedy: String
    }

    @Argument(help: "Files, or directories of them.")
    var paths: [String] = []

    @Flag(help: "Writes the format's JSON Schema and checks nothing.")
    var schema = false

    @OptionGroup var format: FormatOptions

    func run() throws {
        guard !schema else { return Output.bytes(Array(ProfileSchema.text.utf8)) }
        let files = try ProfileFiles.read(paths)
        let names = Set(files.map(\.name))
        let library = ProfileLibrary(ShippedProfiles.files.filter { !names.contains($0.name) } + files)
        let faults = library.faults.filter { paths.isEmpty || names.contains($0.file) }
        switch format.format {
        case .table: for fault in faults { Output.bytes(Array("\(fault)\n".utf8)) }
        case .json:
            format.output.list(
                faults.map {
                    Line(file: $0.file, line: $0.line, rule: $0.rule.rawValue, found: $0.found, remedy: $0.remedy)
                }, [Column<Line>("FILE", \.file)])
        }
        let count = paths.isEmpty ? ShippedProfiles.files.count : files.count
        Output.talk("\(count) profiles, \(faults.isEmpty ? "nothing" : "\(faults.count) things") wrong")
        if !faults.isEmpty { throw ExitCode.badInput }
    }
}
