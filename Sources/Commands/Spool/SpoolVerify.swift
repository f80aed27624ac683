import ArgumentParser
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
            """)

    @Argument(help: "A cold spool file; the running agent's spool where left out.")
    var file: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply: VerifyReply
        if let file {
            reply = try await Self.verifyColdFile(file)
        } else {
            reply = try await agent.ask { (client) async throws(ClientError) in try await client.verifySpool() }
        }
        format.output.one(reply, Self.parts(reply))
        if let first = reply.firstBreak {
            Output.talk("The chain breaks at entry \(first.sequence): \(first.reason)")
            throw ExitCode.broken
        }
        guard reply.temporaryNumbersMissing == 0, reply.invoiceNumbersMissing == 0 else {
            Output.talk("The chain is whole, but numbers are missing.")
            throw ExitCode.broken
        }
    }

    /// Replays a file that no agent has open.
    static func verifyColdFile(_ path: String) async throws -> VerifyReply {
        do {
            return VerifyReply(try Spool.verify(file: URL(filePath: path)))
        } catch {
            Output.talk(error.sentence)
            throw ExitCode.inputOutput
        }
    }

    private static func parts(_ reply: VerifyReply) -> [(String, String)] {
        [
            ("chain", reply.firstBreak == nil ? "whole" : "BROKEN"), ("entries", "\(reply.entries)"),
            ("fiscalised", "\(reply.fiscalised)"),
            ("temporary numbers missing", "\(reply.temporaryNumbersMissing)"),
            ("invoice numbers missing", "\(reply.invoiceNumbersMissing)"), ("head", reply.head ?? "-"),
            ("took", "\(reply.took) ms"),
        ]
    }
}
