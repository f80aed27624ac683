import ArgumentParser
import Custody
import Foundation

/// `risiti spool recipient`: a key pair for backups.
struct SpoolRecipient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipient",
        abstract: "Makes a key pair for backups: the recipient seals, the identity opens.",
        discussion: """
            The recipient goes to standard output and may be known to anybody. The identity goes into a new file that only \
            its owner may read, or once to standard error: keep it away from the shop, for without it no backup opens.

            Examples:
              risiti spool recipient --identity backup.identity
              risiti spool backup /media/usb/duka.risiti-backup --recipient risiti-recipient-…
            """)

    @Option(help: ArgumentHelp("Write the private half to this new file, mode 0600.", valueName: "file"))
    var identity: String?

    func run() async throws {
        let pair = BackupIdentity()
        try await SpoolFailure.told {
            if let identity {
                try pair.write(to: URL(filePath: identity))
            } else {
                Output.talk("The identity, shown this once:\n\(pair.secretText)")
            }
        }
        Output.bytes(Array("\(pair.recipient)\n".utf8))
    }
}
