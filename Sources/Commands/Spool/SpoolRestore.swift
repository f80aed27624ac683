import Agent
import ArgumentParser
import Custody
import Foundation
import Spool

/// `risiti spool restore`: a backup or the mirror takes the place of the spool.
struct SpoolRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup, or the mirror, in the place of the spool. The agent must be stopped.",
        discussion: """
            The spool that is there is moved aside, not deleted. Temporary numbers go on in a new series, and nothing is \
            sent to KRA until `risiti kra reconcile` has compared with KRA's list.

            Examples:
              risiti spool restore /media/usb/duka-2026-03-12.sqlite
              risiti spool restore --from-mirror
              risiti spool restore duka.risiti-backup --passphrase-file backup.pass --yes
            """)

    @Argument(help: "A backup, or the mirror's directory with --from-mirror.")
    var file: String?

    @Flag(help: "Restore from the mirror: the directory that is named, or the one that the settings name.")
    var fromMirror = false

    @Option(help: ArgumentHelp("The passphrase of a sealed backup: this file's first line.", valueName: "file"))
    var passphraseFile: String?

    @Option(help: ArgumentHelp("The private half for a backup that is sealed for a recipient.", valueName: "file"))
    var identity: String?

    @Option(help: ArgumentHelp("The settings; /etc/risiti/risiti.yaml where left out.", valueName: "file"))
    var config: String?

    @OptionGroup var place: SpoolPlace
    @OptionGroup var confirmation: Confirmation
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard file != nil || fromMirror else { throw ValidationError("Name a backup, or say --from-mirror.") }
        guard passphraseFile == nil || identity == nil else {
            throw ValidationError("A backup opens with a passphrase or an identity, not both.")
        }
    }

    private struct Report: Encodable {
        let entries: Int64
        let series: String
        let movedAside: String?

        private enum CodingKeys: String, CodingKey {
            case entries, series
            case movedAside = "moved_aside"
        }
    }

    func run() async throws {
        let source = try await source()
        let restoration = try await SpoolFailure.told {
            // Held from before the question to the end, so that no agent starts in between.
            let directory = try DataDirectory(place.directory)
            try confirmation.ask("Put \(Self.named(source)) in the place of the spool in \(directory.url.path)?")
            return try await LongWork.run { _ in
                try BackupDesk.restore(source, into: directory, clock: .system)
            }
        }
        let report = Report(
            entries: restoration.entries, series: restoration.series, movedAside: restoration.movedAside?.path)
        format.output.one(
            report,
            [
                ("entries", "\(report.entries)"), ("series", report.series.isEmpty ? "-" : report.series),
                ("moved aside", report.movedAside ?? "-"),
            ])
        Output.talk(
            """
            The spool is restored. Next:
              1. start the agent (systemctl start risiti); tills can sell at once
              2. run `risiti kra reconcile`; nothing is sent to KRA before
            """)
    }

    private func source() async throws -> BackupDesk.Source {
        guard fromMirror else {
            return .backup(URL(filePath: file ?? ""), try opener())
        }
        if let file { return .mirror(URL(filePath: file, directoryHint: .isDirectory)) }
        do {
            let settings = try await Settings.read(
                file: config ?? "/etc/risiti/risiti.yaml", mayBeMissing: config == nil)
            guard let mirror = settings.mirror else {
                throw ValidationError("The settings name no mirror; say which: --from-mirror DIR.")
            }
            return .mirror(URL(filePath: mirror, directoryHint: .isDirectory))
        } catch let error as SettingsError {
            Output.talk("Error: \(error)")
            throw ExitCode.badInput
        }
    }

    private func opener() throws -> BackupOpener? {
        if let passphraseFile { return .passphrase(try Passphrase.read(passphraseFile)) }
        guard let identity else { return nil }
        guard let text = try? String(contentsOfFile: identity, encoding: .utf8) else {
            throw ValidationError("\(identity) cannot be read.")
        }
        do {
            return .identity(try BackupIdentity(text))
        } catch {
            throw ValidationError("\(identity): \(error.sentence)")
        }
    }

    private static func named(_ source: BackupDesk.Source) -> String {
        switch source {
        case .backup(let file, _): file.path
        case .mirror(let directory): "the mirror in \(directory.path)"
        }
    }
}
