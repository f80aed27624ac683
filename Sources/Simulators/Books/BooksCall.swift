/// What a request is, before it is looked at closely: whom it is charged to and what may befall it.
struct BooksCall: Hashable, Sendable {
    /// The realm or tenant it is charged to; nil for the identity calls.
    var company: String?
    /// How the report counts it: `POST invoice`, `token refresh`.
    var name: String
    /// Whether it changes books.
    var isWrite = false
    /// Whether it asks for a token with a refresh token.
    var isRefresh = false
    /// Whether it is one of QuickBooks' batches.
    var isBatch = false
    /// Whether it changes what has to survive a kill: a write, a token, a consent.
    var isKept = false
    /// Whether faults may strike it.
    var isExposed = true

    /// Whether it carries a token rather than asking for one.
    var isAPI: Bool { company != nil }
}
