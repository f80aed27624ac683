import ArgumentParser

/// `risiti receipt`: receipts as they are on paper.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Shows a sale's receipt, or prints it.",
        discussion: """
            Examples:
              risiti receipt show T1-000041
              risiti receipt print T1-000041
            """,
        subcommands: [ReceiptShow.self, ReceiptPrint.self])
}
