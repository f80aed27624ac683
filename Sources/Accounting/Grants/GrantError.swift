/// Why a company was not connected; never with a code, a token or a secret in it.
public struct GrantError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened; stable.
    public enum Code: String, Sendable, CaseIterable {
        /// An address or a setting of the app cannot be used.
        case address = "grant.address"
        /// What came back is no answer of a provider's page.
        case callback = "grant.callback"
        /// The person said no, or may not say yes.
        case denied = "grant.denied"
        /// The answer belongs to no connecting that is under way here, or to one that is over.
        case state = "grant.state"
        /// It took too long.
        case expired = "grant.expired"
        /// QuickBooks did not say which company.
        case realm = "grant.realm"
        /// The provider took the code or the app's credentials for wrong.
        case refused = "grant.refused"
        /// The provider was not reached or was busy.
        case later = "grant.later"
        /// The grant opens no company, or another than the one that was to be connected again.
        case company = "grant.company"
    }

    /// What happened.
    public let code: Code
    /// What, and what to do.
    public let sentence: String

    /// Makes an error.
    public init(_ code: Code, _ sentence: String) {
        (self.code, self.sentence) = (code, sentence)
    }

    /// The code and the sentence.
    public var description: String { "\(code.rawValue): \(sentence)" }
}
