public import Accounting
import Custody
import Fiscal
import Logging
import Outbound
import Spool

extension ConnectionDesk {
    /// Where the browser comes back to at this agent's own door.
    public static let callbackPath = "/v1/connections/callback"
    /// Connectings that are remembered; the oldest goes.
    private static let connectingLimit = 16

    /// Begins to connect a company: the address that a person opens, and waits for the browser to come back.
    ///
    /// Nothing is kept on the disk until the company is connected.
    /// - Throws: `GrantError` `address` for what the provider would refuse; `SpoolError` `notFound`.
    public func begin(_ wish: ConnectWish) async throws -> Connecting {
        let app = try await app(wish)
        let id = "con_" + Hex.text(Custody.randomBytes(8))
        let authorisation = authorisations.begin(
            id, app, chance: Custody.randomBytes(Authorisation.chanceBytes), at: now)
        let connecting = Connecting(
            id: id, provider: app.provider, url: authorisation.url, redirectURI: app.redirectURI, stage: .waiting)
        connectings.append(Begun(connecting: connecting, lane: wish.lane))
        if connectings.count > Self.connectingLimit { connectings.removeFirst() }
        return connecting
    }

    /// A connecting that was begun since the start.
    ///
    /// - Throws: `GrantError` `state` where it is not known.
    public func connecting(_ id: String) throws(GrantError) -> Connecting {
        guard let begun = connectings.first(where: { $0.connecting.id == id }) else {
            throw GrantError(.state, "no connecting \(id) was begun here since the agent started; begin again")
        }
        return begun.connecting
    }

    /// Takes what the provider's page sent the browser back with: a redirect's query, or the address that was copied.
    ///
    /// Only what brings the state of a connecting that waits has any effect.
    /// - Throws: `GrantError`; the connecting has failed then, unless the callback belongs to none.
    public func finish(_ text: String) async throws -> Connecting {
        let callback = try OAuthCallback(text)
        let known = authorisations.id(of: callback)
        do {
            let redeemed = try authorisations.redeem(callback, at: now)
            return try await finish(redeemed)
        } catch {
            if let known { fail(known, error) }
            throw error
        }
    }

    /// Chooses the company of a grant that opens several.
    ///
    /// - Throws: `GrantError` `company` where it is none of them, `state` where nothing is to be chosen.
    public func choose(_ id: String, company key: String) async throws -> Connecting {
        guard case .choosing(let tenants) = try connecting(id).stage,
            let (grant, app) = connectings.first(where: { $0.connecting.id == id })?.grant
        else { throw GrantError(.state, "no company is to be chosen for \(id)") }
        guard let tenant = tenants.first(where: { $0.key == key }) else {
            throw GrantError(
                .company, "\(key) is none of \(tenants.map { "\($0.key) (\($0.name))" }.joined(separator: ", "))")
        }
        do {
            return try await connect(id, grant, app, tenant)
        } catch {
            fail(id, error)
            throw error
        }
    }

    // MARK: - Steps

    private func app(_ wish: ConnectWish) async throws -> OAuthApp {
        guard let lane = wish.lane else {
            let addresses = try wish.base.map { (base) throws(GrantError) in
                try OAuthAddresses.behind(base, wish.provider)
            }
            return try OAuthApp(
                provider: wish.provider, clientID: wish.clientID ?? "", clientSecret: wish.clientSecret,
                redirectURI: try wish.redirectURI ?? ownRedirect(), scopes: wish.scopes,
                addresses: addresses ?? .standard(wish.provider, isSandbox: wish.isSandbox))
        }
        _ = try await spool.booksConnection(lane)
        guard let company = Company(lane: lane), company.provider == wish.provider,
            let kept = try await vault(company).app()
        else {
            throw GrantError(
                .company, "the app of \(lane) is not kept here; enter its id and secret instead of the lane")
        }
        return try OAuthApp(
            provider: kept.provider, clientID: wish.clientID ?? kept.clientID,
            clientSecret: wish.clientSecret ?? kept.clientSecret, redirectURI: wish.redirectURI ?? kept.redirectURI,
            scopes: wish.scopes ?? kept.scopes, addresses: kept.addresses)
    }

    private func ownRedirect() throws(GrantError) -> String {
        guard let port = settings.listen.first(where: { $0.isLoopback && $0.port > 0 })?.port else {
            throw GrantError(.address, "this agent listens on no fixed loopback port; say which redirect is registered")
        }
        return "http://localhost:\(port)\(Self.callbackPath)"
    }

    private func finish(_ redeemed: Authorisations.Redeemed) async throws -> Connecting {
        let grant = try await redeemed.grant(by: http, at: clock.now)
        let (app, id) = (redeemed.app, redeemed.id)
        let wanted = connectings.first { $0.connecting.id == id }?.lane.flatMap { Company(lane: $0) }
        guard app.provider == .xero else {
            if let wanted, wanted.key != grant.companyKey {
                throw GrantError(
                    .company, "another company was chosen than \(wanted.lane); begin again and choose that one")
            }
            return try await connect(id, grant, app, nil)
        }
        let tenants = try await app.tenants(of: grant, by: http)
        if let wanted {
            guard let tenant = tenants.first(where: { $0.key == wanted.key }) else {
                throw GrantError(
                    .company, "\(wanted.lane) is not among the organisations that were chosen; begin again")
            }
            return try await connect(id, grant, app, tenant)
        }
        if tenants.count == 1 { return try await connect(id, grant, app, tenants[0]) }
        guard let index = connectings.firstIndex(where: { $0.connecting.id == id }) else {
            throw GrantError(.state, "too many connectings were begun; begin again")
        }
        connectings[index].grant = (grant, app)
        connectings[index].connecting.stage = .choosing(tenants)
        return connectings[index].connecting
    }

    private func connect(
        _ id: String, _ granted: Grant, _ app: OAuthApp, _ tenant: XeroTenant?
    ) async throws -> Connecting {
        var grant = granted
        if let tenant { (grant.companyKey, grant.linkID) = (tenant.key, tenant.linkID) }
        let company = Company(provider: app.provider, key: grant.companyKey)
        let title = if let tenant { tenant.name } else { await title(company, grant, app) }
        let (vault, kept) = (vault(company), grant)
        try await keeper(company).exchange { try await vault.connect(kept, of: app, title: title) }
        log.notice("a company is connected", metadata: ["lane.name": "\(company.lane)"])
        set(.connected(lane: company.lane), of: id)
        await changed(company.lane)
        return try connecting(id)
    }

    /// What the company calls itself, or called itself before; its key where it does not say, for that is no reason to
    /// lose the grant.
    private func title(_ company: Company, _ grant: Grant, _ app: OAuthApp) async -> String {
        let dialect = borders.dialect(company)
        let known = try? await spool.booksConnection(company.lane).title
        let called = known ?? "\(company.provider.title) \(company.key)"
        // Calls are counted once there is a connection to count them for.
        if known != nil {
            guard (try? await borders.gate(company).admit(.single)) != nil else { return called }
        }
        let request = BooksClient.request(
            dialect.call(asking: .company, page: 1), of: company, base: app.addresses.api, token: grant.accessToken)
        guard let response = try? await http.exchange(request),
            let facts = try? Self.facts(dialect, .response(response))
        else { return called }
        return facts.name
    }

    private func set(_ stage: Connecting.Stage, of id: String) {
        guard let index = connectings.firstIndex(where: { $0.connecting.id == id }) else { return }
        connectings[index].connecting.stage = stage
        connectings[index].grant = nil
    }

    private func fail(_ id: String, _ error: any Error) {
        let known = error as? GrantError
        set(.failed(known ?? GrantError(.later, "the company could not be kept; begin again")), of: id)
    }
}
