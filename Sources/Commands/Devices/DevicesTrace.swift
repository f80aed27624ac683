import ArgumentParser
import Foundation
import LocalAPI

/// `risiti devices trace`: what is said on a device's line.
struct DevicesTrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows in hex what is said to a device and what it says, as it is said.",
        discussion: """
            A slip is among what is said: a trace may hold what a customer bought.

            Examples:
              risiti devices trace fiscal --seconds 120
              risiti devices trace default --output printer.trace
            """)

    @Argument(help: "The device's name.")
    var name: String

    @Option(help: "How long, 1 to 86400.")
    var seconds = 60

    @Option(help: ArgumentHelp("A new file for it; standard output where left out.", valueName: "file"))
    var output: String?

    @OptionGroup var agent: AgentOptions

    func validate() throws {
        guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds is 1 to 86400.") }
    }

    func run() async throws {
        var file: FileHandle?
        if let output {
            guard !FileManager.default.fileExists(atPath: output),
                FileManager.default.createFile(atPath: output, contents: nil),
                let opened = FileHandle(forWritingAtPath: output)
            else { throw ValidationError("--output \(output): it is there already, or cannot be made") }
            file = opened
            Output.talk("tracing \(name) for \(seconds) s; end it with Ctrl-C")
        }
        let sink = file
        try await agent.ask { (client) async throws(ClientError) in
            try await client.traceDevice(name, seconds: seconds) { bytes in
                if let sink { try? sink.write(contentsOf: Data(bytes)) } else { Output.bytes(bytes) }
            }
        }
    }
}
