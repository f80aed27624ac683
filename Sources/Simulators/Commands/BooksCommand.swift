import ArgumentParser

/// A verb that plays an accounting service.
protocol BooksCommand: AsyncParsableCommand {
    associatedtype Simulator: BooksSimulator
    /// The port where none is named.
    static var defaultPort: Int { get }
    /// What it is told.
    var books: BooksArguments { get }
}

extension BooksCommand {
    /// How a verb is called and what it says of itself.
    static func plays(_ service: String, as name: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: name,
            abstract: "Plays \(service) strictly, on a loopback address.",
            discussion: """
                Prints one line with its address once it listens; ends on SIGTERM and SIGINT.
                Under /sim/: GET state, calls, POST clock, faults, outage, companies, enter, edit, deactivate, activate,
                void, delete, close-books, deny.

                Examples:
                  risiti-sim \(name) --seed 7
                  risiti-sim \(name) --bare --companies 2 --faults faults.json
                """)
    }

    func run() async throws {
        try await simulate {
            let options = try books.options(defaultPort: Self.defaultPort)
            try await Simulator(options).run(heedingSignals: true) { port in
                Self.say("listening on http://" + options.listen.withPort(port))
            }
        }
    }
}
