/// All tokens, without their secrets.
public struct TokenListReply: Codable, Sendable, Hashable {
    /// The tokens, the oldest first.
    public var tokens: [TokenReply]

    /// Makes a list.
    public init(tokens: [TokenReply]) {
        self.tokens = tokens
    }
}
