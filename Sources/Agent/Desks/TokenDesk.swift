import Custody
import Fiscal
public import Spool

/// Hands out, checks and revokes access tokens.
public actor TokenDesk {
    private let spool: Spool
    private let clock: WallClock
    private var live: [(hash: [UInt8], view: TokenView)]

    init(spool: Spool, clock: WallClock) async throws {
        self.spool = spool
        self.clock = clock
        live = try await spool.liveTokens()
    }

    /// Makes a token and tells it, once.
    public func create(role: Role, name: String) async throws(SpoolError) -> (token: String, view: TokenView) {
        let token = AccessToken()
        let id = "tok_" + Hex.text(Custody.randomBytes(6))
        let now = clock.now()
        try await spool.keep(token: id, role: role, name: name, hash: AccessToken.hash(token.text), at: now)
        live = try await spool.liveTokens()
        guard let view = live.first(where: { $0.view.id == id })?.view else {
            throw SpoolError(.storage, "the token \(id) was not kept")
        }
        return (token.text, view)
    }

    /// Every token that was made.
    public func list() async throws(SpoolError) -> [TokenView] {
        try await spool.tokens()
    }

    /// Revokes a token at once.
    public func revoke(_ id: String) async throws(SpoolError) {
        try await spool.revoke(token: id, at: clock.now())
        live = try await spool.liveTokens()
    }

    /// What a token may do, nil where it holds nothing; every hash is compared in constant time.
    public func role(of text: String) -> Role? {
        let hash = AccessToken.hash(text)
        return live.reduce(nil) { found, token in
            AccessToken.isSame(token.hash, hash) ? token.view.role : found
        }
    }
}
