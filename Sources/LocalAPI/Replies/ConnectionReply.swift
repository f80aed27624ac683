/// A company whose books this shop keeps; no secret is in it.
public struct ConnectionReply: Codable, Sendable, Hashable {
    /// Its lane, by which it is named everywhere.
    public var lane: String
    /// `quickbooks` or `xero`.
    public var provider: String
    /// The provider's key of it.
    public var company: String
    /// Its name.
    public var title: String
    /// `connected` or `needs_reconnect`.
    public var state: String
    /// When a person connected it first, RFC 3339.
    public var connectedAt: String
    /// When its grant ends unless it is used, RFC 3339.
    @OrNull public var grantUnusedUntil: String?
    /// When its grant ends though it is used, RFC 3339.
    @OrNull public var grantEndsAt: String?
    /// Whole days until the first of both; below 0 where that has passed.
    @OrNull public var daysLeft: Int?
    /// The app's id at the provider.
    @OrNull public var clientID: String?
    /// Where it is called.
    @OrNull public var address: String?
    /// What was granted.
    public var scopes: [String]
    /// How its documents go; nil where that cannot be read.
    @OrNull public var settings: ConnectionSettingsRequest?
    /// What its map does not say, or names in vain, in words; nil where there is no map.
    @OrNull public var unmapped: [String]?

    private enum CodingKeys: String, CodingKey {
        case lane, provider, company, title, state, address, scopes, settings, unmapped
        case connectedAt = "connected_at"
        case grantUnusedUntil = "grant_unused_until"
        case grantEndsAt = "grant_ends_at"
        case daysLeft = "days_left"
        case clientID = "client_id"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        lane: String, provider: String, company: String, title: String, state: String, connectedAt: String,
        grantUnusedUntil: String?, grantEndsAt: String?, daysLeft: Int?, clientID: String?, address: String?,
        scopes: [String], settings: ConnectionSettingsRequest?, unmapped: [String]?
    ) {
        (self.lane, self.provider, self.company, self.title) = (lane, provider, company, title)
        (self.state, self.connectedAt) = (state, connectedAt)
        (self.clientID, self.address, self.scopes) = (clientID, address, scopes)
        self.settings = settings
        self.unmapped = unmapped
        self.grantUnusedUntil = grantUnusedUntil
        self.grantEndsAt = grantEndsAt
        self.daysLeft = daysLeft
    }
}

/// All companies.
public struct ConnectionListReply: Codable, Sendable, Hashable {
    /// The companies, by lane.
    public var connections: [ConnectionReply]

    /// Makes a list.
    public init(connections: [ConnectionReply]) {
        self.connections = connections
    }
}

/// A connecting that was begun, and how far it is.
public struct ConnectingReply: Codable, Sendable, Hashable {
    /// How far it is.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// Nobody came back from the provider's page yet.
        case waiting
        /// One of several companies is to be chosen.
        case choosing
        /// It is done.
        case connected
        /// It came to nothing.
        case failed
    }

    /// A company that can be chosen.
    public struct Choice: Codable, Sendable, Hashable {
        /// Its key at the provider.
        public var company: String
        /// Its name.
        public var title: String

        /// Makes a choice.
        public init(company: String, title: String) {
            (self.company, self.title) = (company, title)
        }
    }

    /// Its number.
    public var id: String
    /// `quickbooks` or `xero`.
    public var provider: String
    /// How far it is.
    public var state: State
    /// The address to open in a browser; it works for ten minutes and once.
    public var authorizeURL: String
    /// Where the browser comes back to.
    public var redirectURI: String
    /// The lane of the company, once it is connected.
    @OrNull public var lane: String?
    /// The companies to choose from.
    public var choices: [Choice]
    /// Why it failed: a stable code.
    @OrNull public var code: String?
    /// Why it failed, and what to do.
    @OrNull public var reason: String?

    private enum CodingKeys: String, CodingKey {
        case id, provider, state, lane, choices, code, reason
        case authorizeURL = "authorize_url"
        case redirectURI = "redirect_uri"
    }

    /// Makes a reply.
    public init(
        id: String, provider: String, state: State, authorizeURL: String, redirectURI: String, lane: String? = nil,
        choices: [Choice] = [], code: String? = nil, reason: String? = nil
    ) {
        (self.id, self.provider, self.state) = (id, provider, state)
        (self.authorizeURL, self.redirectURI, self.choices) = (authorizeURL, redirectURI, choices)
        self.lane = lane
        self.code = code
        self.reason = reason
    }
}

/// Who a company says it is.
public struct CompanyReply: Codable, Sendable, Hashable {
    /// Its lane.
    public var lane: String
    /// Its name.
    public var name: String
    /// Its country, two letters.
    @OrNull public var country: String?
    /// The currency of its books.
    @OrNull public var currency: String?
    /// Whether it keeps taxes at all.
    public var usesTax: Bool
    /// Nothing may be posted on or before this day.
    @OrNull public var lockedThrough: String?

    private enum CodingKeys: String, CodingKey {
        case lane, name, country, currency
        case usesTax = "uses_tax"
        case lockedThrough = "locked_through"
    }

    /// Makes a reply.
    public init(
        lane: String, name: String, country: String?, currency: String?, usesTax: Bool, lockedThrough: String?
    ) {
        (self.lane, self.name, self.usesTax) = (lane, name, usesTax)
        self.country = country
        self.currency = currency
        self.lockedThrough = lockedThrough
    }
}

/// What came of removing a company.
public struct RemovalReply: Codable, Sendable, Hashable {
    /// Whether the provider took the grant back; where not, the app is still listed there.
    public var revoked: Bool

    /// Makes a reply.
    public init(revoked: Bool) {
        self.revoked = revoked
    }
}
