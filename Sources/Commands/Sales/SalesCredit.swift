import ArgumentParser
import Fiscal
import Foundation
import LocalAPI

/// `risiti sales credit`: takes a sale or lines of it back.
struct SalesCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: "Takes a sale, or lines of it, back with a credit note.",
        discussion: """
            Without --line all that is left of the sale is taken back. With --key the verb may be repeated safely.

            Examples:
              risiti sales credit T1-000041 --reason refund
              risiti sales credit T1-000041 --reason damaged --line 2:1.5 --line 3:1 --yes
            """)

    @Argument(help: "The sale's id or temporary number.")
    var sale: String

    @Option(
        help: ArgumentHelp(
            "Why: \(CreditReason.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "reason"))
    var reason: CreditReason

    @Option(help: ArgumentHelp("A line of the sale and how much of it; repeatable.", valueName: "line:quantity"))
    var line: [CreditRequest] = []

    @Option(help: "The till that takes it back; the original's where left out.")
    var till: String?

    @Option(help: "Who takes it back; the original's cashier where left out.")
    var cashier: String?

    @Option(help: "The idempotency key; a fresh one where left out.")
    var key: String?

    @Flag(help: "Have the agent print the slip.")
    var print = false

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try confirmation.ask("Take back \(line.isEmpty ? "all that is left" : "\(line.count) lines") of \(sale)?")
        let request = CreditNoteRequest(
            lines: line.isEmpty ? nil : line, reason: reason, till: till, cashier: cashier)
        let answer = try await agent.ask { (client) async throws(ClientError) in
            try await client.creditNote(sale, request, key: key ?? "credit-\(UUID().uuidString)", print: print)
        }
        format.output.one(answer.sale, answer.sale.parts)
    }
}
