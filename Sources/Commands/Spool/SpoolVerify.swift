import ArgumentParser
import Fiscal
import Foundation
import LocalAPI
import Server
import Spool

/// `risiti spool verify`: replays the journal.
struct SpoolVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Replays the journal: every hash, signature and number. Ends with 3 on the first break.",
        discussion: """
            Examples:
              risiti spool verify
              risiti spool verify /media/usb/spool.sqlite --format json
              risiti spool verify --since last-status.json
            """)

    @Argument(help: "A cold spool file; the running agent's spool where left out.")
    var file: String?

    @Option(
        help: ArgumentHelp(
            "An earlier checkpoint that the spool must extend: a file with it or with a whole status, or its JSON.",
            valueName: "file-or-json"))
    var since: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply: VerifyReply
        let checkpoint = try since.map(Self.checkpoint)
        if let file {
            reply = try await Self.verifyColdFile(file, since: checkpoint)
        } else {
            let words = checkpoint.map(StatusReply.Checkpoint.init)
            reply = try await agent.ask { (client) async throws(ClientError) in
                try await client.verifySpool(since: words)
            }
        }
        format.output.one(reply, Self.parts(reply))
        if let first = reply.firstBreak {
            Output.talk("The chain breaks at entry \(first.sequence): \(first.reason)")
            throw ExitCode.broken
        }
        if let since = reply.since, !since.isExtension {
            Output.talk("The chain is whole, but \(since.sentence).")
            throw ExitCode.broken
        }
        guard reply.temporaryNumbersMissing == 0, reply.invoiceNumbersMissing == 0 else {
            Output.talk("The chain is whole, but numbers are missing.")
            throw ExitCode.broken
        }
    }

    /// Replays a file that no agent has open.
    static func verifyColdFile(_ path: String, since: Checkpoint? = nil) async throws -> VerifyReply {
        do {
            return VerifyReply(try Spool.verify(file: URL(filePath: path), since: since))
        } catch {
            Output.talk(error.sentence)
            throw ExitCode.inputOutput
        }
    }

    /// The checkpoint in a file, or in the argument itself.
    private static func checkpoint(_ argument: String) throws -> Checkpoint {
        let bytes =
            argument.drop(while: \.isWhitespace).hasPrefix("{")
            ? Data(argument.utf8) : FileManager.default.contents(atPath: argument)
        guard let bytes else {
            Output.talk("There is no file \(argument).")
            throw ExitCode.badInput
        }
        guard let checkpoint = Checkpoint(reading: bytes) else {
            Output.talk("\(argument) holds no checkpoint: neither its JSON or a status with one, nor its six lines.")
            throw ExitCode.badInput
        }
        return checkpoint
    }

    private static func parts(_ reply: VerifyReply) -> [(String, String)] {
        [
            ("chain", reply.firstBreak == nil ? "whole" : "BROKEN"), ("entries", "\(reply.entries)"),
            ("notices", "\(reply.notices)"), ("pruned", "\(reply.pruned)"), ("fiscalised", "\(reply.fiscalised)"),
            ("temporary numbers missing", "\(reply.temporaryNumbersMissing)"),
            ("invoice numbers missing", "\(reply.invoiceNumbersMissing)"), ("head", reply.head ?? "-"),
            ("took", "\(reply.took) ms"),
        ]
            + reply.keys.map { ("key from entry \($0.from)", $0.key + ($0.endorsed ? ", endorsed" : "")) }
            + (reply.invoicesLost > 0 ? [("invoices lost with a disk", "\(reply.invoicesLost)")] : [])
            + (reply.since.map { [("since", $0.sentence)] } ?? [])
    }
}
