/// Who may come in: consents given, tokens handed out, and the chain of refresh tokens of each app and company.
struct QuickBooksGrants: Sendable {
    /// A consent that waits for its code to be used.
    struct Consent: Sendable {
        let client: String
        let redirect: String
        let realm: String
        let until: BooksTime
    }

    /// What an app may do with a company.
    struct Chain: Sendable {
        let client: String
        let realm: String
        /// The only refresh token that works.
        var refresh: String
        /// When it was made.
        var since: BooksTime
        /// When it stops for want of use.
        var until: BooksTime
        /// When a person has to consent again, come what may.
        let end: BooksTime
    }

    /// An access token.
    struct Access: Sendable {
        let realm: String
        let client: String
        let until: BooksTime
    }

    /// Consents by code.
    var consents: [String: Consent] = [:]
    /// Chains by app and company.
    var chains: [String: Chain] = [:]
    /// Access tokens.
    var access: [String: Access] = [:]
    /// The secret that each app first came with.
    var secrets: [String: String] = [:]
    /// Whether the next consent is refused.
    var deniesNext = false
    /// How many refreshes were granted.
    var refreshes = 0
    /// How many codes and refreshes were refused.
    var refused = 0
}
