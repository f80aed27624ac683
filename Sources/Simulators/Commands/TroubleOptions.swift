import ArgumentParser

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
