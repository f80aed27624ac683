/// The customer's own app at a provider: who asks for a grant.
///
/// None of ours is in the binary.
public struct OAuthApp: Hashable, Sendable, Codable {
    /// The provider.
    public let provider: Provider
    /// The app's public name at the provider.
    public let clientID: String
    /// Its secret; nil for a Xero app that proves itself by PKCE.
    public let clientSecret: String?
    /// Where the browser goes afterwards; letter for letter as it is registered at the provider.
    public let redirectURI: String
    /// What it asks for.
    public let scopes: [String]
    /// Where it asks.
    public let addresses: OAuthAddresses

    /// Makes an app.
    ///
    /// - Throws: ``GrantError`` `address` for what the provider would refuse: no id, QuickBooks without a secret, a
    ///   redirect that is neither `https` nor `http://localhost`.
    public init(
        provider: Provider, clientID: String, clientSecret: String?, redirectURI: String, scopes: [String]? = nil,
        addresses: OAuthAddresses? = nil
    ) throws(GrantError) {
        let secret = clientSecret.flatMap { $0.isEmpty ? nil : $0 }
        guard (1...512).contains(clientID.utf8.count), Self.isVisible(clientID), !clientID.contains(":") else {
            throw GrantError(.address, "the client id has 1 to 512 visible characters and no colon")
        }
        guard secret.map({ $0.utf8.count <= 1_024 && Self.isVisible($0) }) ?? true else {
            throw GrantError(.address, "the client secret has at most 1024 visible characters")
        }
        guard provider == .xero || secret != nil else {
            throw GrantError(.address, "QuickBooks Online takes no app without a client secret; see its Keys page")
        }
        guard Self.isRedirect(redirectURI) else {
            throw GrantError(
                .address,
                "\"\(redirectURI)\" cannot be a redirect: \(provider.title) takes https, or http://localhost with a port"
            )
        }
        (self.provider, self.clientID, self.clientSecret) = (provider, clientID, secret)
        self.redirectURI = redirectURI
        self.scopes = scopes ?? Self.standardScopes(provider)
        self.addresses = addresses ?? .standard(provider)
    }

    /// What posting needs, no more (accounting-apis §1.1, §2.1).
    public static func standardScopes(_ provider: Provider) -> [String] {
        switch provider {
        case .quickBooks: ["com.intuit.quickbooks.accounting"]
        case .xero:
            [
                "offline_access", "openid", "profile", "email", "accounting.invoices", "accounting.payments",
                "accounting.contacts", "accounting.settings.read", "accounting.attachments",
            ]
        }
    }

    /// Whether it proves itself by PKCE: Xero's way for apps without a secret.
    var usesProof: Bool { provider == .xero && clientSecret == nil }

    private static func isVisible(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    private static func isRedirect(_ address: String) -> Bool {
        guard OAuthAddresses.isAllowed(address), !address.contains("#") else { return false }
        return address.hasPrefix("https://") || address.hasPrefix("http://localhost:")
            || address.hasPrefix("http://localhost/")
    }
}

extension OAuthApp: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The app without its secret.
    public var description: String { "OAuthApp(\(provider.rawValue), \(clientID))" }
    /// The app without its secret.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
