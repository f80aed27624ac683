import ArgumentParser
import FirmwareProfiles
import Foundation
import ShippedProfiles

/// `risiti profiles`: what firmware can do.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "Firmware profiles: lists, shows and checks them, and makes udev rules. The agent need not run.",
        subcommands: [ProfilesList.self, ProfilesShow.self, ProfilesCheck.self, ProfilesUdev.self])
}

/// The profiles to look at: those that come with the program, and a person's own.
struct ProfileOptions: ParsableArguments {
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("A directory with profiles of your own, .yaml.", valueName: "dir"))
    var own: String?

    /// The library, and what to say of its faults.
    func library() throws -> ProfileLibrary {
        let files = try own.map { try ProfileFiles.read([$0]) } ?? []
        let names = Set(files.map(\.name))
        // A profile of one's own takes the place of a shipped one of the same name.
        return ProfileLibrary(ShippedProfiles.files.filter { !names.contains($0.name) } + files)
    }
}

/// Reads profile files that are named, alone or by their directory.
enum ProfileFiles {
    /// The files, each under its own name.
    ///
    /// - Throws: `ValidationError` naming what is not there or cannot be read.
    static func read(_ paths: [String]) throws -> [ProfileLibrary.File] {
        try paths.flatMap { path in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw ValidationError("\(path) is not there")
            }
            guard isDirectory.boolValue else { return [try file(path)] }
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
                .map { try file(URL(filePath: path).appending(path: $0).path) }
        }
    }

    private static func file(_ path: String) throws -> ProfileLibrary.File {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read")
        }
        return ProfileLibrary.File(
            name: URL(filePath: path).lastPathComponent, text: String(decoding: bytes, as: UTF8.self))
    }
}
