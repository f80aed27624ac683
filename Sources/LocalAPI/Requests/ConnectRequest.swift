/// The body of `POST /v1/connections`: who asks a provider for a company's grant.
public struct ConnectRequest: Codable, Sendable, Hashable {
    /// `quickbooks` or `xero`.
    public var provider: String
    /// The lane of a company that is connected again, with the app that is kept for it.
    public var lane: String?
    /// The app's id at the provider.
    public var clientID: String?
    /// The app's secret; a Xero app may have none.
    public var clientSecret: String?
    /// The redirect that is registered for the app; nil for this agent's own door.
    public var redirectURI: String?
    /// What is asked for; nil for what posting needs.
    public var scopes: [String]?
    /// Whether QuickBooks' sandbox is meant.
    public var sandbox: Bool?
    /// One base for all of the provider's hosts, such as a simulator's.
    public var baseURL: String?

    private enum CodingKeys: String, CodingKey {
        case provider, lane, scopes, sandbox
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case redirectURI = "redirect_uri"
        case baseURL = "base_url"
    }

    /// Makes a request.
    public init(provider: String) {
        self.provider = provider
    }
}

extension ConnectRequest: CustomStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "ConnectRequest(\(provider))" }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The body of `POST /v1/connections/pending/{id}/finish`: where the browser landed.
public struct CallbackRequest: Codable, Sendable, Hashable {
    /// The whole address, or its query.
    public var url: String

    /// Makes a request.
    public init(url: String) {
        self.url = url
    }
}

extension CallbackRequest: CustomStringConvertible {
    /// Never the code.
    public var description: String { "CallbackRequest" }
}

/// The body of `POST /v1/connections/pending/{id}/choose`.
public struct CompanyChoice: Codable, Sendable, Hashable {
    /// The company's key.
    public var company: String

    /// Makes a choice.
    public init(company: String) {
        self.company = company
    }
}
