/// Why the spool did not do what was asked.
public struct SpoolError: Error, Sendable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// The key was used before with another body.
        case keyConflict = "spool.key_conflict"
        /// The disk, or the reserve kept on it, is full.
        case full = "spool.full"
        /// The file was written by a newer version.
        case newer = "spool.newer"
        /// The database reports an error; nothing was acknowledged.
        case storage = "spool.storage"
        /// No such sale, task or lane.
        case notFound = "spool.not_found"
        /// The sale's document was given up after the legal period.
        case pruned = "spool.pruned"
        /// What is asked cannot be done in the present state.
        case refused = "spool.refused"
    }

    /// What happened.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String
    /// What lay beneath.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ sentence: String, cause: (any Error)? = nil) {
        self.code = code
        self.sentence = sentence
        self.cause = cause
    }

    /// The code, the sentence and what lay beneath.
    public var description: String {
        "\(code.rawValue): \(sentence)" + (cause.map { " (\($0))" } ?? "")
    }
}
