import ArgumentParser
import Foundation

/// What every simulator is told of the troubles it makes.
struct TroubleOptions: ParsableArguments {
    @Option(help: "What decides every choice that is open.")
    var seed: UInt64 = 1

    @Option(help: "A fault plan in JSON.")
    var faults: String?

    @Option(help: "How long each answer waits, in milliseconds.")
    var latency = 0

    func validate() throws {
        guard (0...600_000).contains(latency) else {
            throw ValidationError("--latency is between 0 and 600000 milliseconds.")
        }
    }

    /// The bytes of the fault plan; nil where none was named.
    ///
    /// Throws `SimulatorError` where the file cannot be read.
    func plan() throws(SimulatorError) -> [UInt8]? {
        guard let faults else { return nil }
        return try StateFile.bytes(faults)
    }
}

extension AsyncParsableCommand {
    /// Runs a simulator; where it cannot start or go on says why on standard error, and ends with its exit code.
    func simulate(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode((error as? SimulatorError)?.exitCode ?? 74)
        }
    }

    /// Says a line on standard output.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
