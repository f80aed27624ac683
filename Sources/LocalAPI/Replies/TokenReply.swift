/// A token of access; the secret is shown once, when it is made.
public struct TokenReply: Codable, Sendable, Hashable {
    /// The token's number, by which it is revoked.
    public var id: String
    /// What it may do.
    public var role: TokenRole
    /// Whose it is.
    public var name: String
    /// When it was made, RFC 3339.
    public var createdAt: String
    /// When it was used last, RFC 3339.
    @OrNull public var lastUsedAt: String?
    /// When it was revoked, RFC 3339.
    @OrNull public var revokedAt: String?
    /// The secret, `rst_…`; only in the answer that makes it.
    public var token: String?

    private enum CodingKeys: String, CodingKey {
        case id, role, name, token
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
        case revokedAt = "revoked_at"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        id: String, role: TokenRole, name: String, createdAt: String, lastUsedAt: String? = nil,
        revokedAt: String? = nil, token: String? = nil
    ) {
        self.id = id
        self.role = role
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
        self.token = token
    }
}

extension TokenReply: CustomStringConvertible {
    /// The token without its secret.
    public var description: String { "token \(id) (\(role.rawValue), \(name))" }
}
