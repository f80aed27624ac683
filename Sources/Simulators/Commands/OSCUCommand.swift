import ArgumentParser
import Foundation

/// `risiti-sim oscu`: the strict KRA eTIMS OSCU.
struct OSCUCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oscu",
        abstract: "Plays KRA's eTIMS OSCU strictly, on a loopback address.",
        discussion: """
            Prints one line with its address once it listens; ends on SIGTERM and SIGINT.
            Under /_simulator/: GET report, GET sales, POST outage {"on": true|false}, POST faults PLAN.

            Examples:
              risiti-sim oscu --listen 127.0.0.1:4790 --seed 7
              risiti-sim oscu --route integrator --listen 127.0.0.1:0 --faults faults.json
            """)

    @Option(help: "The loopback address to listen on; port 0 picks one.")
    var listen = "127.0.0.1:4790"

    @Option(help: "The way in: direct or integrator.")
    var route = OSCURoute.direct

    @Flag(inversion: .prefixedNo, help: "Check lengths, amounts, stock and registration.")
    var strict = true

    @OptionGroup var trouble: TroubleOptions

    @Option(help: "The journal of what was accepted; it survives a kill.")
    var stateFile: String?

    @Flag(help: "Force the journal to the disk before each answer.")
    var fsync = false

    @Option(help: "What the amounts of a line mean: inclusive, gross or exclusive.")
    var amounts = AmountConvention.inclusive

    @Option(help: "The rate of tax letter E in percent; the default is 8 direct and 0 integrator.")
    var rateE: String?

    @Option(help: "A file with the item classes that exist, one per line; the default accepts any ten digits.")
    var itemClasses: String?

    @Option(help: "How long an OAuth token lives, in seconds.")
    var tokenSeconds = 3_599

    @Option(help: "The communication key every new device is given; the default draws one from the seed.")
    var cmcKey: String?

    func validate() throws {
        do throws(SimulatorError) {
            _ = try ListenAddress(listen)
        } catch {
            throw ValidationError(error.description)
        }
        guard (1...86_400).contains(tokenSeconds) else {
            throw ValidationError("--token-seconds is between 1 and 86400.")
        }
        guard cmcKey.map({ (1...255).contains($0.count) }) ?? true else {
            throw ValidationError("--cmc-key has 1 to 255 characters.")
        }
    }

    func run() async throws {
        try await simulate {
            let options = try self.options()
            try await OSCUSimulator(options).run(heedingSignals: true) { port in Self.announce(options, port) }
        }
    }

    private func options() throws(SimulatorError) -> OSCUOptions {
        var options = OSCUOptions(listen: try ListenAddress(listen))
        options.route = route
        options.isStrict = strict
        options.seed = trouble.seed
        if let json = try trouble.plan() { options.faults = try OSCUFaultPlan(json: json) }
        options.latencyMilliseconds = trouble.latency
        options.stateFile = stateFile
        options.isSynchronised = fsync
        options.amounts = amounts
        options.rateOfE = rateE
        options.itemClassesFile = itemClasses
        options.tokenSeconds = tokenSeconds
        options.communicationKey = cmcKey
        return options
    }

    /// The one line on standard output.
    private static func announce(_ options: OSCUOptions, _ port: Int) {
        let address = "http://" + options.listen.withPort(port)
        let token = options.route == .integrator ? " token \(address)\(OSCURoute.tokenPath)" : ""
        say("listening on \(address)\(options.route.basePath)\(token)")
    }
}
