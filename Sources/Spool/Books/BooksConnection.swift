public import Fiscal

/// A company whose books this shop keeps.
public struct BooksConnection: Sendable, Hashable {
    /// How it stands.
    public enum State: String, Sendable {
        /// Its grant is taken.
        case connected
        /// A person has to connect it again.
        case needsReconnect = "needs_reconnect"
        /// A person took it away; what was posted is still known.
        case removed
    }

    /// Its lane: the provider, a colon and the company's key.
    public let lane: String
    /// The provider's name, `quickbooks` or `xero`.
    public let provider: String
    /// The provider's key of the company.
    public let company: String
    /// The company's name, for people.
    public let title: String
    /// Its settings, as JSON that only the agent reads.
    public let settings: String
    /// How it stands.
    public let state: State
    /// When a person connected it first.
    public let connectedAt: Timestamp
    /// When a refresh of its grant was begun that nobody knows the answer of.
    public let refreshBegunAt: Timestamp?

    /// Makes a connection.
    public init(
        lane: String, provider: String, company: String, title: String, settings: String, state: State = .connected,
        connectedAt: Timestamp, refreshBegunAt: Timestamp? = nil
    ) {
        (self.lane, self.provider, self.company, self.title) = (lane, provider, company, title)
        (self.settings, self.state) = (settings, state)
        (self.connectedAt, self.refreshBegunAt) = (connectedAt, refreshBegunAt)
    }
}

/// A version of how sales are put into a company's books.
public struct BooksMapping: Sendable, Hashable {
    /// Its number, from 1.
    public let version: Int
    /// The mapping, as JSON that only the agent reads.
    public let body: String
    /// Who made it.
    public let madeBy: String
    /// When.
    public let madeAt: Timestamp
}
