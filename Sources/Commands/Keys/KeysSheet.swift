import ArgumentParser
import Custody
import Foundation
import LocalAPI

/// `risiti keys sheet`: the recovery sheet, sealed, for paper; and what such a sheet says.
struct KeysSheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Writes the sealed recovery sheet to standard output, to be printed; --open reads one again.",
        discussion: """
            KRA gives a device its communication key once. The sheet holds it, sealed with a passphrase that is read from \
            standard input, on a terminal without being shown. Keep sheet and passphrase apart. --open needs no agent, \
            and prints NAME=VALUE lines; what is printed then is the key itself.

            Examples:
              risiti keys sheet > sheet.txt
              risiti keys sheet --open sheet.txt < passphrase.txt
              risiti keys sheet --open sheet.txt | grep cmc_key | risiti kra credentials
            """)

    @Option(help: ArgumentHelp("A sheet as it was printed or typed in, or the text of its QR code.", valueName: "file"))
    var open: String?

    @OptionGroup var agent: AgentOptions

    func run() async throws {
        if let open {
            guard let text = try? String(contentsOfFile: open, encoding: .utf8) else {
                throw ValidationError("\(open) cannot be read.")
            }
            let passphrase = try Self.passphrase(twice: false)
            let sheet = try await SpoolFailure.told { try RecoverySheet(opening: text, with: Array(passphrase.utf8)) }
            for value in sheet.values { Output.bytes(Array("\(value.name)=\(value.text)\n".utf8)) }
            return
        }
        let passphrase = try Self.passphrase(twice: true)
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.keySheet(KeySheetRequest(passphrase: passphrase))
        }
        Output.bytes(Array((reply.text + "\n").utf8))
        Output.talk("Print it, and keep it apart from the passphrase: whoever has both speaks to KRA as this device.")
    }

    /// The first line of standard input; asked for, and once more, where a person sits there.
    private static func passphrase(twice: Bool) throws -> String {
        guard Terminal.canAsk else { return try checked(readLine() ?? "") }
        let first = try checked(Terminal.readSecret("passphrase: ") ?? "")
        guard !twice || Terminal.readSecret("the same again: ") == first else {
            throw ValidationError("The two are not the same; nothing was sealed.")
        }
        return first
    }

    private static func checked(_ passphrase: String) throws -> String {
        guard passphrase.utf8.count >= 8 else {
            throw ValidationError("The passphrase has fewer than 8 characters; choose a longer one.")
        }
        return passphrase
    }
}
