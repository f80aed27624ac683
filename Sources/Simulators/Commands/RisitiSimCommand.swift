public import ArgumentParser

/// `risiti-sim`: the outside world as real servers.
public struct RisitiSimCommand: AsyncParsableCommand {
    /// The name and the verbs.
    public static let configuration = CommandConfiguration(
        commandName: "risiti-sim",
        abstract: "Simulators of the world around Risiti, for tests and demos.",
        discussion: """
            Examples:
              risiti-sim oscu --seed 7
              risiti-sim oscu --route integrator --faults faults.json --state-file oscu.ndjson
              risiti-sim printer --profile tremol.g03 --link /tmp/etr
              risiti-sim printer --profile epson.tm-t20 --link /tmp/slips --paper papers
              risiti-sim signer --listen 127.0.0.1:8089 --key secret
              risiti-sim quickbooks --companies 2
              risiti-sim xero --bare --state-file xero.ndjson
            """,
        subcommands: [
            OSCUCommand.self, PrinterCommand.self, SignerCommand.self, QuickBooksCommand.self, XeroCommand.self,
        ])

    /// Nothing but the verbs.
    public init() {}
}
