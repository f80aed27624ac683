import ArgumentParser
import LocalAPI

/// `risiti kra reconcile`: asks KRA what it has.
struct KRAReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "After a restore: asks KRA which sales it has, adopts their receipts, and lets the lane send again.",
        discussion: """
            Needs the network; without it nothing is changed. Where no backup was restored the lane must be paused.

            Examples:
              risiti kra reconcile
              risiti lanes pause kra && risiti kra reconcile
            """)

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await Waiting.show(
                { "\($0.done) invoices asked for" },
                progress: { () async throws(ClientError) in try await client.reconcileProgress() },
                for: { () async throws(ClientError) in try await client.reconcile() })
        }
        format.output.one(
            reply,
            [
                ("KRA's last invoice", "\(reply.lastInvoice)"), ("not known here", "\(reply.found)"),
                ("adopted", "\(reply.adopted)"), ("lost", "\(reply.lost.count)"),
            ])
        guard reply.lost.isEmpty else {
            Output.talk("KRA has sales that this journal lost; see: risiti tasks list")
            throw ExitCode.no
        }
    }
}
