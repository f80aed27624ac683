import ArgumentParser

/// `risiti kra`: the tax authority.
struct KRACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kra",
        abstract: "Registers this device with KRA, and asks KRA what it has.",
        discussion: """
            Examples:
              risiti kra init
              risiti kra credentials < secrets.txt
              risiti kra reconcile
            """,
        subcommands: [KRAInit.self, KRACredentialsCommand.self, KRAReconcile.self])
}
