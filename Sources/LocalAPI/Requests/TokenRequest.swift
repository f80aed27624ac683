/// The body of `POST /v1/tokens`.
public struct TokenRequest: Codable, Sendable, Hashable {
    /// What the token may do.
    public var role: TokenRole
    /// Whose it is, 1 to 60 characters.
    public var name: String

    /// Makes a request.
    public init(role: TokenRole, name: String) {
        self.role = role
        self.name = name
    }
}
