import Accounting
import Custody
import Foundation
import Spool

/// Keeps one company's grant in the spool, sealed with this machine's key.
struct GrantVault: GrantShelf {
    let company: Company
    let spool: Spool
    let secrets: SecretBox
    let clock: WallClock
    /// What a company that is new begins with; JSON.
    let settings: String

    /// The name of the grant's secret.
    var grantName: String { "books.\(company.lane).grant" }
    /// The name of the app's secret.
    var appName: String { "books.\(company.lane).app" }

    func load() async throws -> KeptGrant {
        let connection = try await spool.booksConnection(company.lane)
        return KeptGrant(
            app: try await app(), grant: try await opened(Grant.self, grantName),
            hasUnansweredRefresh: connection.refreshBegunAt != nil, needsReconnect: connection.state != .connected)
    }

    /// The app that asked for the grant.
    func app() async throws -> OAuthApp? { try await opened(OAuthApp.self, appName) }

    func noteRefresh() async throws {
        try await spool.noteRefresh(of: company.lane, at: clock.now())
    }

    func keep(_ grant: Grant) async throws {
        try await spool.keep(grant: grantName, sealed: sealed(grant, grantName), of: company.lane)
    }

    func noteNeedsReconnect(_ fault: BooksFault) async throws {
        let title = try await spool.booksConnection(company.lane).title
        try await spool.noteNeedsReconnect(
            of: company.lane, .needsReconnect(company, title: title, fault), at: clock.now())
    }

    /// Keeps a company with a grant that a person has just given.
    func connect(_ grant: Grant, of app: OAuthApp, title: String) async throws {
        let known = try await spool.booksConnections().first { $0.lane == company.lane }
        let now = clock.now()
        try await spool.connect(
            BooksConnection(
                lane: company.lane, provider: company.provider.rawValue, company: company.key, title: title,
                settings: known?.settings ?? settings, connectedAt: now),
            secrets: [(grantName, try sealed(grant, grantName)), (appName, try sealed(app, appName))],
            ending: Trouble.needsReconnect, at: now)
    }

    /// Takes the company away, its secrets with it; what was asked to be posted there ends.
    func remove() async throws {
        let now = clock.now()
        try await spool.removeConnection(
            company.lane, secrets: [grantName, appName], closing: BooksTiming().closing(at: now), at: now)
    }

    private func opened<Value: Decodable>(_ type: Value.Type, _ name: String) async throws -> Value? {
        guard let sealed = try await spool.secret(name) else { return nil }
        return try JSONDecoder().decode(type, from: Data(secrets.open(sealed, for: name)))
    }

    private func sealed(_ value: some Encodable, _ name: String) throws -> [UInt8] {
        try secrets.seal([UInt8](JSONEncoder().encode(value)), for: name)
    }
}
