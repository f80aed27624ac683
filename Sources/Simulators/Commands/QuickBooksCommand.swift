import ArgumentParser

/// `risiti-sim quickbooks`: the strict QuickBooks Online.
struct QuickBooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quickbooks",
        abstract: "Plays QuickBooks Online strictly, on a loopback address.",
        discussion: """
            Prints one line with its address once it listens; ends on SIGTERM and SIGINT.
            Under /sim/: GET state, POST clock, faults, outage, companies, edit, deactivate, delete, close-books, deny.

            Examples:
              risiti-sim quickbooks --seed 7
              risiti-sim quickbooks --bare --companies 2 --faults faults.json
            """)

    @OptionGroup var books: BooksArguments

    func run() async throws {
        try await simulate {
            let options = try books.options(defaultPort: 4791)
            try await QuickBooksSimulator(options).run(heedingSignals: true) { port in
                Self.say("listening on http://" + options.listen.withPort(port))
            }
        }
    }
}
