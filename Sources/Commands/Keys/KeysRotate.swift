import ArgumentParser
import LocalAPI

/// `risiti keys rotate`: makes a new device key.
struct KeysRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Makes a new device key; the old one endorses it in the journal, and is gone.",
        discussion: """
            Tills sell on meanwhile. Whoever checks slips or spools with the public key needs the new one from the named \
            entry on; every status shows it.

            Examples:
              risiti keys rotate
              risiti keys rotate --yes --format json
            """)

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try confirmation.ask("Replace this device's key for good?")
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.rotateKey() }
        format.output.one(
            reply,
            [
                ("key", reply.key), ("key before", reply.before), ("from entry", "\(reply.sequence)"),
                ("at", reply.at),
            ])
    }
}
