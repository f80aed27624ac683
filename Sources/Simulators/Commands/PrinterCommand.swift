import ArgumentParser
import Dispatch
import Foundation

/// `risiti-sim printer`: a device on the counter, on a pty.
struct PrinterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "printer",
        abstract: "Plays a fiscal device strictly, on a pseudo terminal.",
        discussion: """
            Makes PATH a link to the device's serial port, says so in one line, and then prints each finished document;
            ends on SIGTERM and SIGINT. A fault that pulls the plug removes the link and makes it anew.
            Profiles: \(Self.profiles.joined(separator: ", ")).
            Fault plan: {"rates": {"lost_answer": 0.05}, "script": [{"at_command": 17, "fault": "power_cut_after"}]}.

            Examples:
              risiti-sim printer --profile tremol.g03 --link /tmp/etr
              risiti-sim printer --profile tremol.g03 --link /tmp/etr --seed 7 --faults faults.json --format json
            """)

    /// What a finished document looks like on standard output.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "Which device to play.")
    var profile: String

    @Option(help: "Where the link to the serial port is made.")
    var link: String

    @OptionGroup var trouble: TroubleOptions

    @Option(help: "The line's speed in bits a second; the default does not slow it.")
    var baud: Int?

    @Option(help: "What was signed, one document a line; it survives a kill, an open document does not.")
    var stateFile: String?

    @Option(help: "How documents are printed: text or json.")
    var format = Format.text

    func validate() throws {
        guard Self.profiles.contains(profile) else {
            throw ValidationError("there is no profile \(profile); there are \(Self.profiles.joined(separator: ", "))")
        }
        guard baud.map({ (300...4_000_000).contains($0) }) ?? true else {
            throw ValidationError("--baud is between 300 and 4000000.")
        }
    }

    func run() async throws {
        do throws(SimulatorError) {
            var options = SimulatedCounter.Options(link: link)
            options.latencyMilliseconds = trouble.latency
            options.baud = baud
            options.stateFile = stateFile
            let counter = SimulatedCounter(options)
            let signals = Self.heedSignals { counter.stop() }
            defer { signals.forEach { $0.cancel() } }
            try await counter.play(
                try device(), whenReady: { [profile, link] in Self.say("\(profile) on \(link)") },
                finished: { [format] paper in
                    Self.say(format == .json ? paper.json : paper.lines.joined(separator: "\n") + "\n")
                })
        } catch {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode(error.exitCode)
        }
    }

    /// The devices that can be played; each new engine adds its own.
    private static let profiles = ["tremol.g03"]

    private func device() throws(SimulatorError) -> any SimulatedDevice {
        let plan = if let json = try trouble.plan() { try DeviceFaultPlan(json: json) } else { DeviceFaultPlan() }
        switch profile {
        case "tremol.g03": return TremolUnit(faults: plan, seed: trouble.seed)
        default: throw SimulatorError(64, "there is no profile \(profile)")
        }
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func heedSignals(_ body: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: body)
            source.resume()
            return source
        }
    }
}
