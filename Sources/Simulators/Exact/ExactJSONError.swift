/// Why a text is not JSON, and where.
struct ExactJSONError: Error, CustomStringConvertible {
    /// What is wrong, in a few words.
    let problem: String
    /// The byte where reading stopped, from 0.
    let position: Int

    var description: String { "not JSON at byte \(position): \(problem)" }
}
