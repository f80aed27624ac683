import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// `risiti-sim printer`: a device on the counter, on a pty.
struct PrinterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "printer",
        abstract: "Plays a fiscal device or a receipt printer strictly, on a pseudo terminal.",
        discussion: """
            Makes PATH a link to the device's serial port, says so in one line, and then prints each finished document;
            ends on SIGTERM and SIGINT. A fault that pulls the plug removes the link and makes it anew.
            Profiles: \(SimulatedShelf.profiles.joined(separator: ", ")).
            Fault plan: {"rates": {"lost_answer": 0.05}, "script": [{"at_command": 17, "fault": "power_cut_after"}],
            "mended_after": 5}: a simulated person brings paper so many commands or idle moments later.
            With --format json each document ends with the bytes that it took on the line, heard and said.

            Examples:
              risiti-sim printer --profile tremol.g03 --link /tmp/etr
              risiti-sim printer --profile tremol.g03 --link /tmp/etr --seed 7 --faults faults.json --format json
              risiti-sim printer --profile epson.tm-t20 --link /tmp/slips --paper papers --baud 115200
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

    @Option(help: "A directory for the paper: 0001.png and 0001.txt for each finished document.")
    var paper: String?

    @Option(help: "How documents are printed: text or json.")
    var format = Format.text

    func validate() throws {
        guard SimulatedShelf.profiles.contains(profile) else {
            throw ValidationError(
                "there is no profile \(profile); there are \(SimulatedShelf.profiles.joined(separator: ", "))")
        }
        guard baud.map({ (300...4_000_000).contains($0) }) ?? true else {
            throw ValidationError("--baud is between 300 and 4000000.")
        }
    }

    func run() async throws {
        try await simulate {
            var options = SimulatedCounter.Options(link: link)
            options.latencyMilliseconds = trouble.latency
            options.baud = baud
            options.stateFile = stateFile
            let counter = SimulatedCounter(options)
            let signals = Self.heedSignals { counter.stop() }
            defer { signals.forEach { $0.cancel() } }
            let tray = Mutex(try paper.map { (directory) throws(SimulatorError) in try PaperTray(directory) })
            let fault = Mutex<SimulatorError?>(nil)
            // Pictures take their time, which is not the line's.
            let desk = DispatchQueue(label: "risiti-sim.paper")
            try await counter.play(
                try device(), whenReady: { [profile, link] in Self.say("\(profile) on \(link)") },
                finished: { [format] paper in
                    Self.say(format == .json ? Self.json(paper) : paper.lines.joined(separator: "\n") + "\n")
                    desk.async {
                        do throws(SimulatorError) {
                            try tray.withLock { (tray) throws(SimulatorError) in _ = try tray?.put(paper) }
                        } catch {
                            fault.withLock { $0 = error }
                            counter.stop()
                        }
                    }
                })
            desk.sync {}
            if let fault = fault.withLock({ $0 }) { throw fault }
        }
    }

    private func device() throws(SimulatorError) -> any SimulatedDevice {
        let plan = if let json = try trouble.plan() { try DeviceFaultPlan(json: json) } else { DeviceFaultPlan() }
        guard let device = SimulatedShelf.device(profile, faults: plan, seed: trouble.seed) else {
            throw SimulatorError(64, "there is no profile \(profile)")
        }
        return device
    }

    private static func json(_ paper: SimulatedPaper) -> String {
        paper.json.dropLast() + ",\"bytes_heard\":\(paper.traffic.heard),\"bytes_said\":\(paper.traffic.said)}"
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
