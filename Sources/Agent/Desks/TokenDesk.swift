import Custody
import Fiscal
public import Spool
import Synchronization

/// Hands out, checks and revokes access tokens.
public final class TokenDesk: Sendable {
    private let spool: Spool
    private let clock: WallClock
    private let live: Mutex<[(hash: [UInt8], view: TokenView)]>

    init(spool: Spool, clock: WallClock) async throws {
        self.spool = spool
        self.clock = clock
        live = Mutex(try await spool.liveTokens())
    }

    /// Makes a token and tells it, once.
    public func create(role: Role, name: String) async throws(SpoolError) -> (token: String, view: TokenView) {
        let token = AccessToken()
        let id = "tok_" + Hex.text(Custody.randomBytes(6))
        let now = clock.now()
        try await spool.keep(token: id, role: role, name: name, hash: AccessToken.hash(token.text), at: now)
        try await refresh()
        guard let view = live.withLock({ $0.first { $0.view.id == id }?.view }) else {
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
        try await refresh()
    }

    private func refresh() async throws(SpoolError) {
        let fresh = try await spool.liveTokens()
        live.withLock { $0 = fresh }
    }

    /// What a token may do, nil where it holds nothing; every hash is compared in constant time.
    public func role(of text: String) -> Role? {
        let hash = AccessToken.hash(text)
        return live.withLock { live in
            live.reduce(nil as Role?) { found, token in AccessToken.isSame(token.hash, hash) ? token.view.role : found }
        }
    }
}
