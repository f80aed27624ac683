public import Accounting

/// What a person enters to connect a company.
public struct ConnectWish: Sendable {
    /// The provider.
    public var provider: Provider
    /// The lane of a company that is connected again with the app that it has; nil for an app that is entered.
    public var lane: String?
    /// The app's id.
    public var clientID: String?
    /// The app's secret; nil for a Xero app without one.
    public var clientSecret: String?
    /// Where the browser goes afterwards; nil for this agent's own door.
    public var redirectURI: String?
    /// What is asked for; nil for what posting needs.
    public var scopes: [String]?
    /// Whether QuickBooks' sandbox is meant.
    public var isSandbox: Bool
    /// One base for all of the provider's hosts, such as a simulator's; nil for the provider's own.
    public var base: String?

    /// Makes a wish.
    public init(
        provider: Provider, lane: String? = nil, clientID: String? = nil, clientSecret: String? = nil,
        redirectURI: String? = nil, scopes: [String]? = nil, isSandbox: Bool = false, base: String? = nil
    ) {
        (self.provider, self.lane) = (provider, lane)
        (self.clientID, self.clientSecret, self.redirectURI) = (clientID, clientSecret, redirectURI)
        (self.scopes, self.isSandbox, self.base) = (scopes, isSandbox, base)
    }
}

extension ConnectWish: CustomStringConvertible, CustomReflectable {
    /// Nothing of the secret.
    public var description: String { "ConnectWish(\(provider.rawValue))" }
    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A connecting that was begun.
public struct Connecting: Sendable {
    /// Its number.
    public let id: String
    /// The provider.
    public let provider: Provider
    /// The address to open in a browser; it holds a state that works once.
    public let url: String
    /// Where the browser comes back to.
    public let redirectURI: String
    /// How far it is.
    public internal(set) var stage: Stage

    /// How far a connecting is.
    public enum Stage: Sendable {
        /// Nobody came back from the provider's page yet.
        case waiting
        /// The grant opens several companies; a person chooses one.
        case choosing([XeroTenant])
        /// The company is connected under a lane.
        case connected(lane: String)
        /// It came to nothing.
        case failed(GrantError)
    }
}
