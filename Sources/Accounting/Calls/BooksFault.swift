/// Why a provider did not do what it was asked, and what follows.
public struct BooksFault: Error, Hashable, Sendable {
    /// What follows from a fault; every line of the reference's error tables is one of these.
    public enum Class: String, Sendable, Codable, CaseIterable {
        /// The access token is no longer taken: refresh it once and try again.
        case expired
        /// A person has to connect the company again.
        case reconnect
        /// Too many calls: wait, then the same again.
        case throttled
        /// The provider is busy or closed: later, the same again; nothing was done.
        case later
        /// It may have been done: the same key again inside the provider's window, else look for it.
        case unclear
        /// It says that it has one already: look for it, and adopt it where it is ours.
        case duplicate
        /// The object was changed by someone else: read it, apply ours again, at most twice.
        case stale
        /// Something that the record points to is gone or unknown: find it again, else a person.
        case reference
        /// A setting of the mapping is wrong: a person, who corrects it.
        case mapping
        /// The record as it stands is never taken: a person.
        case refused
        /// The company as a whole takes nothing: its lane stops until a person was there.
        case company
        /// We asked wrongly: our mistake, reported as such.
        case ours
    }

    /// What follows.
    public let kind: Class
    /// The provider's code, or the HTTP status where it has none.
    public let code: String
    /// What the provider said, cut to 500 characters and without secrets.
    public let text: String
    /// Our sentence for a person.
    public let sentence: String
    /// What the person does about it.
    public let remedy: String
    /// How long to wait, where the provider named it.
    public let after: Duration?

    /// Makes a fault.
    public init(
        _ kind: Class, code: String, text: String, sentence: String, remedy: String, after: Duration? = nil
    ) {
        (self.kind, self.code, self.text) = (kind, code, text)
        (self.sentence, self.remedy, self.after) = (sentence, remedy, after)
    }
}

extension BooksFault {
    /// Whether the company's books are closed for the day of the record: so they are for every other of that day.
    public var isLockedPeriod: Bool { ["6200", "6210", "validation.lock_date"].contains(code) }
}

extension BooksFault: CustomStringConvertible {
    /// The code and the sentence.
    public var description: String { "\(code): \(sentence)" }
}
