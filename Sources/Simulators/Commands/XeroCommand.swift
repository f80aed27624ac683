import ArgumentParser

/// `risiti-sim xero`: the strict Xero.
struct XeroCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xero",
        abstract: "Plays Xero strictly, on a loopback address.",
        discussion: """
            Prints one line with its address once it listens; ends on SIGTERM and SIGINT.
            Under /sim/: GET state, POST clock, faults, outage, companies, edit, deactivate, delete, close-books, deny.

            Examples:
              risiti-sim xero --seed 7
              risiti-sim xero --bare --companies 2 --faults faults.json
            """)

    @OptionGroup var books: BooksArguments

    func run() async throws {
        try await simulate {
            let options = try books.options(defaultPort: 4792)
            try await XeroSimulator(options).run(heedingSignals: true) { port in
                Self.say("listening on http://" + options.listen.withPort(port))
            }
        }
    }
}
