import ArgumentParser
import FirmwareProfiles
import Foundation

/// `risiti profiles show`: one profile, whole.
struct ProfilesShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a profile whole: with what it inherits, and as it is for a firmware.",
        discussion: """
            Examples:
              risiti profiles show tremol.g03
              risiti profiles show epson.tm-t20 --firmware 2.10 --format json
            """)

    @Argument(help: "The profile's id.")
    var id: String

    @Option(help: ArgumentHelp("The firmware that conditions are decided for.", valueName: "version"))
    var firmware: String?

    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let library = try profiles.library()
        guard let named = library.profiles[id] else {
            let faults = library.faults.filter { $0.file == "\(id).yaml" }
            for fault in faults { Output.talk("\(fault)") }
            Output.talk(
                faults.isEmpty
                    ? "no profile has the id \(id); see: risiti profiles list" : "the profile \(id) has faults")
            throw faults.isEmpty ? ExitCode.no : ExitCode.badInput
        }
        let profile = firmware.map { named.applying(firmware: $0) } ?? named
        format.output.screen(
            ProfileTree(value: profile.value),
            ["# \(profile.lineage.joined(separator: " < "))"] + ProfileTree(value: profile.value).lines)
    }
}

/// A profile's values as JSON, and as lines for people.
private struct ProfileTree: Encodable {
    let value: ProfileValue

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .text(let text): try container.encode(text)
        case .whole(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .unknown: try container.encode("unknown")
        case .list(let values): try container.encode(values.map(Self.init))
        case .record(let members): try container.encode(members.mapValues(Self.init))
        }
    }

    /// One line a value, records indented; in the format's order at the root, by name below.
    var lines: [String] {
        let order = ProfileShape.profile.fields.map(\.name)
        return order.compactMap { name in value[name].map { Self.lines(of: $0, named: name, depth: 0) } }.flatMap { $0 }
    }

    private static func lines(of value: ProfileValue, named name: String, depth: Int) -> [String] {
        let start = String(repeating: "  ", count: depth) + name + ":"
        guard case .record(let members) = value, !members.isEmpty, depth < 2 else { return ["\(start) \(flat(value))"] }
        return [start]
            + members.sorted { $0.key < $1.key }.flatMap { lines(of: $0.value, named: $0.key, depth: depth + 1) }
    }

    private static func flat(_ value: ProfileValue) -> String {
        switch value {
        case .text(let text): text.debugDescription
        case .whole(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .unknown: "unknown"
        case .list(let values): "[" + values.map(flat).joined(separator: ", ") + "]"
        case .record(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \(flat($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }
}
