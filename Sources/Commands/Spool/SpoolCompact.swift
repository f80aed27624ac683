import Agent
import ArgumentParser
import Foundation
import LocalAPI
import Spool

/// `risiti spool compact`: gives space back.
struct SpoolCompact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Gives space back to the disk.",
        discussion: """
            A running agent drops old events and folds its log in; it never writes its file anew, since every till would \
            wait for that. With --cold the agent must be stopped, and the file is written anew without its unused pages: \
            that takes twice its size beside the reserve, and is verified before and after.

            Examples:
              risiti spool compact
              risiti spool compact --cold
            """)

    @Flag(help: "Write the file anew; the agent must be stopped.")
    var cold = false

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply: CompactReply
        if cold {
            let place = try SpoolPlace.parse(agent.dataDir.map { ["--data-dir", $0] } ?? [])
            reply = try await SpoolFailure.told {
                let directory = try DataDirectory(place.directory)
                let done = try await LongWork.run { _ in
                    // The lock is held until the work is done.
                    try Spool.compact(file: directory.url.appending(path: Spool.fileName))
                }
                return CompactReply(before: done.before, after: done.after, unused: done.unused)
            }
        } else {
            reply = try await agent.ask { (client) async throws(ClientError) in try await client.compactSpool() }
        }
        format.output.one(
            reply,
            [
                ("before", Span.text(bytes: reply.before)), ("after", Span.text(bytes: reply.after)),
                ("unused inside", Span.text(bytes: reply.unused)),
            ])
        if reply.unused > 0 {
            Output.talk("What is unused inside the file is used again by later sales; --cold gives it to the disk.")
        }
    }
}
