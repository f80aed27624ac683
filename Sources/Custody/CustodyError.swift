/// Why a key or secret could not be kept or used; never with any part of either.
public struct CustodyError: Error, Sendable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable {
        /// A key file cannot be read or written.
        case file = "custody.file"
        /// A key file may be read by others.
        case permissions = "custody.permissions"
        /// What is sealed does not open with the key that is there.
        case sealed = "custody.sealed"
    }

    /// What happened.
    public let code: Code
    /// A sentence with what to do.
    public let sentence: String

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}
