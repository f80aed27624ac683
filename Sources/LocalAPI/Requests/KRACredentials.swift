/// The body of `PUT /v1/kra/credentials`: secrets that are sealed in the data directory and never shown again.
///
/// A member that is nil leaves what is there.
public struct KRACredentials: Codable, Sendable, Hashable {
    /// The developer portal's application id (reference §1.2), a UUID.
    public var appID: String?
    /// The OAuth consumer key (reference §1.3).
    public var consumerKey: String?
    /// The OAuth consumer secret (reference §1.3).
    public var consumerSecret: String?
    /// The device's communication key, where it was lost here and is kept elsewhere.
    public var communicationKey: String?

    private enum CodingKeys: String, CodingKey {
        case appID = "app_id"
        case consumerKey = "consumer_key"
        case consumerSecret = "consumer_secret"
        case communicationKey = "cmc_key"
    }

    /// Makes an empty set.
    public init() {}
}

extension KRACredentials: CustomStringConvertible {
    /// Never the secrets.
    public var description: String { "KRA credentials" }
}
