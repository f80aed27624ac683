import ArgumentParser
import LocalAPI

/// `risiti keys show`: the public half of the device key.
struct KeysShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows the device key's public half, since when it signs, and where it is kept.",
        discussion: """
            Whoever checks slips or spools needs the public key. The private half leaves this machine by no command.

            Examples:
              risiti keys show
              risiti keys show --format json
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.key() }
        format.output.one(
            reply,
            [
                ("key id", reply.id), ("key", reply.key), ("since", reply.since ?? "the journal's first entry"),
                ("from entry", reply.sequence.map { "\($0)" } ?? "1"), ("series", reply.series ?? "-"),
                ("kept in", reply.place), ("sealed by", reply.sealedBy), ("asked by", reply.askedBy ?? "-"),
            ])
    }
}
