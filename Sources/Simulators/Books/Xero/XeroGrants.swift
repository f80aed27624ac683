/// Who may come in: consents given, tokens handed out, and the organisations each app is connected to.
struct XeroGrants: Sendable {
    /// A consent that waits for its code to be used.
    struct Consent: Sendable {
        let client: String
        let redirect: String
        let scope: String
        /// The PKCE challenge; nil for an app with a secret.
        let challenge: String?
        let event: String
        let until: BooksTime
    }

    /// A refresh token.
    struct Refresh: Sendable {
        let client: String
        let scope: String
        let hasSecret: Bool
        let event: String
        var until: BooksTime
        /// When it was first used; it works for thirty minutes more.
        var usedAt: BooksTime?
    }

    /// An access token.
    struct Access: Sendable {
        let client: String
        let scope: String
        let until: BooksTime
    }

    /// An app's way into an organisation.
    struct Connection: Sendable {
        let id: String
        let client: String
        let tenant: String
        let event: String
        let since: BooksTime
    }

    var consents: [String: Consent] = [:]
    var refreshTokens: [String: Refresh] = [:]
    var access: [String: Access] = [:]
    var connections: [Connection] = []
    /// The secret that each app first came with.
    var secrets: [String: String] = [:]
    /// Whether the next consent is refused.
    var deniesNext = false
    /// How many refreshes were granted.
    var refreshes = 0
    /// How many codes and refreshes were refused.
    var refused = 0
}
