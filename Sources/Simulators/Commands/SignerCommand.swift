import ArgumentParser
import Foundation

/// `risiti-sim signer`: the strict type C signer.
struct SignerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signer",
        abstract: "Plays a type C signer with an HTTP service strictly, on a loopback address.",
        discussion: """
            Prints one line with its address once it listens; ends on SIGTERM and SIGINT.
            It signs what is posted to /api/sign?invoice+1 (+2, +3, credit-note+1, debit-note+1) each time anew.
            Fault plan: {"rates": {"lost_answer": 0.05}, "script": [{"at_request": 17, "fault": "torn_answer"}]}.
            Under /_simulator/: GET report, GET signed, POST outage {"on": true|false}, POST faults PLAN.

            Examples:
              risiti-sim signer --listen 127.0.0.1:8089 --key secret
              risiti-sim signer --listen 127.0.0.1:0 --seed 7 --faults faults.json --state-file signed.ndjson
            """)

    @Option(help: "The loopback address to listen on; port 0 picks one.")
    var listen = "127.0.0.1:8089"

    @Option(help: "What the Authorization header must say; the default asks for none.")
    var key: String?

    @Option(help: "The unit's serial number: KRAMW004 and 12 digits.")
    var serial = "KRAMW004202110009550"

    @OptionGroup var trouble: TroubleOptions

    @Option(help: "How much longer a slow answer waits, in milliseconds.")
    var slow = 20_000

    @Option(help: "What was signed, one document a line; it survives a kill.")
    var stateFile: String?

    @Flag(help: "Force each document to the disk before its answer.")
    var fsync = false

    func validate() throws {
        do throws(SimulatorError) {
            _ = try ListenAddress(listen)
        } catch {
            throw ValidationError(error.description)
        }
        guard key.map({ !$0.isEmpty }) ?? true else { throw ValidationError("--key is not empty.") }
        guard (0...600_000).contains(slow) else {
            throw ValidationError("--slow is between 0 and 600000 milliseconds.")
        }
    }

    func run() async throws {
        try await simulate {
            let options = try self.options()
            try await SignerSimulator(options).run(heedingSignals: true) { port in
                Self.say("listening on http://\(options.listen.withPort(port))")
            }
        }
    }

    private func options() throws(SimulatorError) -> SignerOptions {
        var options = SignerOptions(listen: try ListenAddress(listen))
        options.key = key
        options.serial = serial
        options.seed = trouble.seed
        if let json = try trouble.plan() { options.faults = try SignerFaultPlan(json: json) }
        options.latencyMilliseconds = trouble.latency
        options.slowMilliseconds = slow
        options.stateFile = stateFile
        options.isSynchronised = fsync
        return options
    }
}
