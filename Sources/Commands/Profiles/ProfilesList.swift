import ArgumentParser
import FirmwareProfiles

/// `risiti profiles list`: every profile.
struct ProfilesList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the profiles, and how sure each is.",
        discussion: """
            Examples:
              risiti profiles list
              risiti profiles list --with /etc/risiti/profiles --format json
            """)

    private struct Line: Encodable {
        let id: String
        let title: String
        let engine: String
        let confidence: String
        let usb: [String]
        let capabilities: [String]
    }

    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let library = try profiles.library()
        for fault in library.faults { Output.talk("\(fault)") }
        let lines = library.profiles.values.sorted { $0.id < $1.id }.map { profile in
            Line(
                id: profile.id, title: profile.title, engine: profile.engine, confidence: profile.confidence,
                usb: profile.usbIDs.map { "\($0.vendor):\($0.product ?? "*")" },
                capabilities: profile.capabilities.sorted())
        }
        format.output.list(
            lines,
            [
                Column("PROFILE", \.id), Column("DEVICE", \.title), Column("ENGINE", \.engine),
                Column("CONFIDENCE", \.confidence), Column("USB") { $0.usb.joined(separator: " ") },
            ])
        if !library.faults.isEmpty { throw ExitCode.badInput }
    }
}
