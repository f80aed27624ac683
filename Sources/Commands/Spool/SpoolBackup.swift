import Agent
import ArgumentParser
import Custody
import Foundation
import Spool

/// `risiti spool backup`: a verified copy of the spool.
struct SpoolBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Writes a verified copy of the spool, while the agent sells or while it is stopped.",
        discussion: """
            The copy is replayed and checked before it gets its name; where anything fails, nothing of it is left. \
            Sealed with a passphrase or for a recipient it may leave the site. The device key is never part of it.

            Examples:
              risiti spool backup /media/usb/duka-2026-03-12.sqlite
              risiti spool backup /media/usb/duka.risiti-backup --passphrase-file backup.pass
            """)

    @Argument(help: "The file to write.")
    var file: String

    @Option(help: ArgumentHelp("Seal it with the passphrase that is this file's first line.", valueName: "file"))
    var passphraseFile: String?

    @Option(help: ArgumentHelp("Seal it for a recipient; see `risiti spool recipient`.", valueName: "key"))
    var recipient: String?

    @Option(help: ArgumentHelp("A cold spool file; the data directory's where left out.", valueName: "file"))
    var spool: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @OptionGroup var place: SpoolPlace
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard passphraseFile == nil || recipient == nil else {
            throw ValidationError("A backup is sealed with a passphrase or for a recipient, not both.")
        }
    }

    private struct Report: Encodable {
        let file: String
        let bytes: Int64
        let entries: Int64
        let head: String
        let sealed: Bool
    }

    func run() async throws {
        let (source, target, force) = (place.file(spool), URL(filePath: file), force)
        let line = ProgressLine("backup")
        let made = try await SpoolFailure.told {
            let lock = try self.lock()
            return try await LongWork.run { wish in
                defer { line.end() }
                return try BackupDesk.make(of: source, at: target, lock: lock, replacing: force) { progress in
                    line.show(progress.done, of: progress.total)
                    return wish.goesOn
                }
            }
        }
        let verification = made.copy.verification
        let report = Report(
            file: target.path, bytes: made.bytes, entries: verification.entries, head: verification.hash,
            sealed: passphraseFile != nil || recipient != nil)
        format.output.one(
            report,
            [
                ("file", report.file), ("size", Span.text(bytes: report.bytes)), ("entries", "\(report.entries)"),
                ("head", report.head), ("sealed", report.sealed ? "yes" : "no"), ("verified", "yes"),
            ])
    }

    private func lock() throws -> BackupLock? {
        if let passphraseFile { return .passphrase(try Passphrase.read(passphraseFile)) }
        return try recipient.map { .recipient(try BackupRecipient($0)) }
    }
}

/// A passphrase in a file: its first line.
enum Passphrase {
    static func read(_ path: String) throws -> [UInt8] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("\(path) cannot be read.")
        }
        let line = text.prefix { !$0.isNewline }
        guard line.utf8.count >= 8 else {
            throw ValidationError("The first line of \(path) has fewer than 8 characters; choose a longer passphrase.")
        }
        return Array(line.utf8)
    }
}
