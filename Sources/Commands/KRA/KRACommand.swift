import ArgumentParser

/// `risiti kra`: the tax authority.
struct KRACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kra",
        abstract: "Registers this device with KRA.",
        discussion: """
            Examples:
              risiti kra init
              risiti kra credentials < secrets.txt
            """,
        subcommands: [KRAInit.self, KRACredentialsCommand.self])
}
