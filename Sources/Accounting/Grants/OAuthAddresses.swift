/// Where a provider gives and takes back grants, and where its books are.
public struct OAuthAddresses: Hashable, Sendable, Codable {
    /// The page that a person agrees on, in a browser.
    public let authorize: String
    /// Where codes and refresh tokens become access tokens.
    public let token: String
    /// Where a grant is given back.
    public let revoke: String
    /// Where the companies of a grant are listed; nil where the callback names the only one.
    public let connections: String?
    /// The base of every ``BooksCall``, without a slash at its end.
    public let api: String

    /// The provider's own addresses (accounting-apis §1.1, §1.2, §2.1, §2.2); Xero has no sandbox of its own.
    public static func standard(_ provider: Provider, isSandbox: Bool = false) -> OAuthAddresses {
        switch provider {
        case .quickBooks:
            OAuthAddresses(
                authorize: "https://appcenter.intuit.com/connect/oauth2",
                token: "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
                revoke: "https://developer.api.intuit.com/v2/oauth2/tokens/revoke", connections: nil,
                api: isSandbox ? "https://sandbox-quickbooks.api.intuit.com" : "https://quickbooks.api.intuit.com")
        case .xero:
            OAuthAddresses(
                authorize: "https://login.xero.com/identity/connect/authorize",
                token: "https://identity.xero.com/connect/token",
                revoke: "https://identity.xero.com/connect/revocation",
                connections: "https://api.xero.com/connections", api: "https://api.xero.com")
        }
    }

    /// All of a provider's hosts behind one base, as a simulator or a broker of the site's own has them.
    ///
    /// - Throws: ``GrantError`` `address` unless the base is `https`, or `http` to this machine.
    public static func behind(_ base: String, _ provider: Provider) throws(GrantError) -> OAuthAddresses {
        let base = base.hasSuffix("/") ? String(base.dropLast()) : base
        guard isAllowed(base) else {
            throw GrantError(
                .address, "\"\(base)\" is no address for \(provider.title): it takes https, or http to this machine")
        }
        return switch provider {
        case .quickBooks:
            OAuthAddresses(
                authorize: base + "/connect/oauth2", token: base + "/oauth2/v1/tokens/bearer",
                revoke: base + "/v2/oauth2/tokens/revoke", connections: nil, api: base)
        case .xero:
            OAuthAddresses(
                authorize: base + "/identity/connect/authorize", token: base + "/connect/token",
                revoke: base + "/connect/revocation", connections: base + "/connections", api: base)
        }
    }

    /// Whether secrets may go there: `https`, or `http` where the host is this machine.
    static func isAllowed(_ address: String) -> Bool {
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let scheme = address.firstRange(of: "://") else {
            return false
        }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@") else { return false }
        switch address[..<scheme.lowerBound].lowercased() {
        case "https": return true
        case "http":
            let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
            return ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
        default: return false
        }
    }
}
