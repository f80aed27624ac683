public import Outbound

/// The connectings that are under way; each is answered once, within ten minutes.
public struct Authorisations: Sendable {
    /// A code that came for one of them.
    public struct Redeemed: Sendable {
        /// Which one.
        public let id: String
        /// Who asked.
        public let app: OAuthApp
        /// Where the code becomes tokens.
        public let exchange: HTTPRequest
        /// The company, where the callback names it.
        public let companyKey: String?
    }

    private var waiting: [(id: String, authorisation: Authorisation)] = []

    /// How many wait at the same time; the oldest goes first.
    private static let limit = 16

    /// None.
    public init() {}

    /// Begins one under an id; one that was begun under it before is over.
    public mutating func begin(_ id: String, _ app: OAuthApp, chance: [UInt8], at now: Duration) -> Authorisation {
        let authorisation = Authorisation(app, chance: chance, at: now)
        waiting.removeAll { $0.id == id }
        waiting.append((id, authorisation))
        if waiting.count > Self.limit { waiting.removeFirst() }
        return authorisation
    }

    /// The one whose state a callback brings; nil where it belongs to none.
    public func id(of callback: OAuthCallback) -> String? {
        // All are compared, so that the time does not tell which one came near.
        waiting.reduce(nil) { $1.authorisation.isAnswered(by: callback.state) ? $1.id : $0 }
    }

    /// Takes the one that a callback answers out of the waiting, whatever the callback says.
    ///
    /// - Throws: ``GrantError`` `state`, `expired`, `denied`, `refused` or `realm`.
    public mutating func redeem(_ callback: OAuthCallback, at now: Duration) throws(GrantError) -> Redeemed {
        guard let id = id(of: callback), let index = waiting.firstIndex(where: { $0.id == id }) else {
            throw GrantError(
                .state, "this answer belongs to no connecting that is under way here; begin again"
            )
        }
        let authorisation = waiting.remove(at: index).authorisation
        guard now - authorisation.begunAt <= Authorisation.lifetime else {
            throw GrantError(.expired, "it took longer than ten minutes; begin again")
        }
        let code = try callback.code.get()
        let app = authorisation.app
        if app.provider == .quickBooks {
            guard let realm = callback.realm, (1...32).contains(realm.utf8.count),
                realm.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                throw GrantError(
                    .realm, "QuickBooks did not say which company (realmId is missing); begin again and choose one")
            }
            return Redeemed(
                id: id, app: app, exchange: app.exchange(code: code, verifier: nil), companyKey: realm)
        }
        return Redeemed(
            id: id, app: app, exchange: app.exchange(code: code, verifier: authorisation.verifier), companyKey: nil)
    }

    /// Forgets one.
    public mutating func forget(_ id: String) {
        waiting.removeAll { $0.id == id }
    }
}
