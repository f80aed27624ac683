public import Fiscal

/// What a company has granted: the tokens, and which company it is.
public struct Grant: Hashable, Sendable, Codable {
    /// What goes with each call; 1 h at QuickBooks, 30 min at Xero.
    public let accessToken: String
    /// What the next access token is got with.
    public let refreshToken: String
    /// When it came, by the wall clock, which may lie.
    public let obtainedAt: Timestamp
    /// When the access token stops working.
    public let expiresAt: Timestamp
    /// When the refresh token stops working for want of use.
    public let refreshExpiresAt: Timestamp
    /// When a person has to agree again, come what may; QuickBooks alone says so.
    public let endsAt: Timestamp?
    /// What was granted.
    public let scopes: [String]
    /// The provider's key of the company; empty until it is known.
    public var companyKey: String
    /// The id by which Xero ends the connection to this company alone.
    public var linkID: String?

    /// Makes a grant out of what a shelf held; one that is new comes from the provider alone.
    public init(
        accessToken: String, refreshToken: String, obtainedAt: Timestamp, expiresAt: Timestamp,
        refreshExpiresAt: Timestamp, endsAt: Timestamp?, scopes: [String], companyKey: String, linkID: String?
    ) {
        (self.accessToken, self.refreshToken) = (accessToken, refreshToken)
        (self.obtainedAt, self.expiresAt) = (obtainedAt, expiresAt)
        (self.refreshExpiresAt, self.endsAt) = (refreshExpiresAt, endsAt)
        (self.scopes, self.companyKey, self.linkID) = (scopes, companyKey, linkID)
    }
}

extension Grant: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The grant without its tokens.
    public var description: String { "Grant(\(companyKey), until \(expiresAt.milliseconds))" }
    /// The grant without its tokens.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no token.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A company that a Xero grant opens.
public struct XeroTenant: Hashable, Sendable, Codable {
    /// The id of the connection, by which it alone is ended.
    public let linkID: String
    /// The company's key.
    public let key: String
    /// The company's name.
    public let name: String
}
