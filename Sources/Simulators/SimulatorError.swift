/// Why a simulator cannot start or go on.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
    /// The exit code it ends a command with: 64 bad usage, 65 bad input, 74 input or output.
    public let exitCode: Int32
    /// A sentence with the values.
    public let description: String

    init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}
