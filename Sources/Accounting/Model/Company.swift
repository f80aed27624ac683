/// Who keeps a shop's books.
public enum Provider: String, Sendable, Codable, CaseIterable {
    /// QuickBooks Online.
    case quickBooks = "quickbooks"
    /// Xero.
    case xero

    /// Its name as people write it.
    public var title: String {
        switch self {
        case .quickBooks: "QuickBooks Online"
        case .xero: "Xero"
        }
    }
}

/// One company at a provider; its lane is named after both.
public struct Company: Hashable, Sendable, Codable {
    /// The provider.
    public let provider: Provider
    /// The provider's key of the company: QuickBooks' realm, Xero's tenant.
    public let key: String

    /// Makes a company.
    public init(provider: Provider, key: String) {
        (self.provider, self.key) = (provider, key)
    }

    /// The company of a lane; nil where the lane is none of the books.
    public init?(lane: String) {
        guard let colon = lane.firstIndex(of: ":"), let provider = Provider(rawValue: String(lane[..<colon])),
            case let key = lane[lane.index(after: colon)...], !key.isEmpty
        else { return nil }
        self.init(provider: provider, key: String(key))
    }

    /// The name of its lane, such as `quickbooks:9130350000000001` (design §2).
    public var lane: String { "\(provider.rawValue):\(key)" }
}
