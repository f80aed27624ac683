import ArgumentParser

/// `risiti spool`: the journal.
struct SpoolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool",
        abstract: "Looks after the journal.",
        discussion: """
            Examples:
              risiti spool verify
              risiti spool verify /media/usb/spool.sqlite
            """,
        subcommands: [SpoolVerify.self, SpoolPrune.self])
}
