/// Why bytes are not JSON, and where.
public struct JSONFault: Error, Hashable, Sendable {
    /// The line of the fault, from 1.
    public let line: Int
    /// The column of the fault in bytes, from 1.
    public let column: Int
    /// What is wrong, in words.
    public let problem: String

    /// Makes a fault.
    public init(line: Int, column: Int, problem: String) {
        self.line = line
        self.column = column
        self.problem = problem
    }
}

extension JSONFault: CustomStringConvertible {
    /// The fault in one sentence: `line 1, column 17: expected a comma or }, found ]`.
    public var description: String { "line \(line), column \(column): \(problem)" }
}
