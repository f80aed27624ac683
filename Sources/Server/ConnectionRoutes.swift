import Accounting
import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import LocalAPI
import NIOCore
import Spool

/// `/v1/connections`: the companies whose books this shop keeps.
struct ConnectionRoutes {
    let desk: ConnectionDesk
    let clock: WallClock

    func add(to router: Router<DoorContext>) {
        addConnecting(to: router)
        router.get("/v1/connections") { _, context in
            try context.require(.technician, .hq)
            let now = clock.now()
            return try Reply.json(
                ConnectionListReply(connections: try await desk.list().map { ConnectionReply($0, at: now) }))
        }
        router.get("/v1/connections/:lane") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(try await connection(try context.lane()))
        }
        router.patch("/v1/connections/:lane") { request, context in
            try context.require(.technician)
            let lane = try context.lane()
            try await desk.update(lane, settings: try await request.bytes())
            return try Reply.json(try await connection(lane))
        }
        router.delete("/v1/connections/:lane") { _, context in
            try context.require(.technician)
            return try Reply.json(RemovalReply(revoked: try await desk.remove(try context.lane())))
        }
        router.post("/v1/connections/:lane/test") { _, context in
            try context.require(.technician)
            let lane = try context.lane()
            return try Reply.json(CompanyReply(lane, try await desk.test(lane)))
        }
    }

    private func addConnecting(to router: Router<DoorContext>) {
        router.get(RouterPath(ConnectionDesk.callbackPath)) { request, _ in await callback(request) }
        router.post("/v1/connections") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(ConnectRequest.self)
            guard let provider = Provider(rawValue: wanted.provider) else {
                throw GrantError(.address, "\"\(wanted.provider)\" is no provider; it takes quickbooks or xero")
            }
            let begun = try await desk.begin(
                ConnectWish(
                    provider: provider, lane: wanted.lane, clientID: wanted.clientID,
                    clientSecret: wanted.clientSecret, redirectURI: wanted.redirectURI, scopes: wanted.scopes,
                    isSandbox: wanted.sandbox ?? false, base: wanted.baseURL))
            return try Reply.json(ConnectingReply(begun), status: .created)
        }
        router.get("/v1/connections/pending/:id") { _, context in
            try context.require(.technician)
            return try Reply.json(ConnectingReply(try await desk.connecting(try context.name("id"))))
        }
        router.post("/v1/connections/pending/:id/finish") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(CallbackRequest.self)
            let ended = try await desk.finish(wanted.url)
            guard ended.id == (try context.name("id")) else {
                throw GrantError(.state, "the address ended another connecting, \(ended.id)")
            }
            return try Reply.json(ConnectingReply(ended))
        }
        router.post("/v1/connections/pending/:id/choose") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(CompanyChoice.self)
            return try Reply.json(
                ConnectingReply(
                    try await desk.choose(try context.name("id"), company: wanted.company)))
        }
    }

    /// The browser of whoever agreed on the provider's page; it has no token, and only the state that it brings counts.
    private func callback(_ request: Request) async -> Response {
        let page: LandingPage
        do {
            let connecting = try await desk.finish(request.uri.query ?? "")
            page = LandingPage(connecting)
        } catch {
            page = LandingPage(error)
        }
        return page.response
    }

    private func connection(_ lane: String) async throws -> ConnectionReply {
        ConnectionReply(try await desk.view(lane), at: clock.now())
    }
}

extension ConnectionReply {
    init(_ view: ConnectionDesk.View, at now: Timestamp) {
        let ends = [view.grant?.refreshExpiresAt, view.grant?.endsAt].compactMap { $0 }.min()
        self.init(
            lane: view.connection.lane, provider: view.connection.provider, company: view.connection.company,
            title: view.connection.title, state: view.connection.state.rawValue,
            connectedAt: KenyaTime(view.connection.connectedAt).rfc3339,
            grantUnusedUntil: view.grant.map { KenyaTime($0.refreshExpiresAt).rfc3339 },
            grantEndsAt: view.grant?.endsAt.map { KenyaTime($0).rfc3339 },
            daysLeft: ends.map { Int($0.since(now).components.seconds / 86_400) }, clientID: view.app?.clientID,
            address: view.app?.addresses.api, scopes: view.grant?.scopes ?? [],
            settings: (try? BooksSettings(of: view.connection)).map {
                ConnectionSettingsRequest(
                    from: "\($0.from)", after: $0.after.rawValue, posting: $0.posting.rawValue,
                    watch: Int($0.watch.components.seconds / 60), conflicts: $0.conflicts.rawValue)
            }, unmapped: view.unmapped)
    }
}

extension ConnectingReply {
    init(_ connecting: Connecting) {
        self.init(
            id: connecting.id, provider: connecting.provider.rawValue, state: .waiting,
            authorizeURL: connecting.url, redirectURI: connecting.redirectURI)
        switch connecting.stage {
        case .waiting: break
        case .choosing(let tenants):
            state = .choosing
            choices = tenants.map { Choice(company: $0.key, title: $0.name) }
        case .connected(let lane):
            state = .connected
            self.lane = lane
        case .failed(let error):
            state = .failed
            (code, reason) = (error.code.rawValue, error.sentence)
        }
    }
}

extension CompanyReply {
    init(_ lane: String, _ facts: CompanyFacts) {
        self.init(
            lane: lane, name: facts.name, country: facts.country, currency: facts.currency, usesTax: facts.usesTax,
            lockedThrough: facts.lockedThrough.map { "\($0)" })
    }
}
