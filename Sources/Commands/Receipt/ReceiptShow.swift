import ArgumentParser
import Foundation
import LocalAPI

/// `risiti receipt show`: a receipt in one of its forms.
struct ReceiptShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Writes a sale's receipt as it stands today, without printing it.",
        discussion: """
            Examples:
              risiti receipt show T1-000041 --columns 32
              risiti receipt show T1-000041 --as escpos > /dev/usb/lp0
            """)

    @Argument(help: "The sale's id or temporary number.")
    var sale: String

    @Option(name: .customLong("as"), help: "The form: text, escpos, pdf, html, png or json.")
    var form = ReceiptForm.text

    @Option(help: ArgumentHelp("The paper's width in characters, such as 32 or 42.", valueName: "number"))
    var columns: Int?

    @OptionGroup var agent: AgentOptions

    func validate() throws {
        guard columns.map({ (24...64).contains($0) }) ?? true else {
            throw ValidationError("--columns is between 24 and 64.")
        }
    }

    func run() async throws {
        guard form.isText || !Terminal.showsResults else {
            throw ValidationError("A terminal cannot show \(form.rawValue); redirect it to a file or a printer.")
        }
        let bytes = try await agent.ask { (client) async throws(ClientError) in
            try await client.receipt(sale, as: form, columns: columns)
        }
        Output.bytes(bytes)
    }
}
