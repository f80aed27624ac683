public import Accounting
package import Custody
import Fiscal
import Forwarder
import Foundation
import JSON
import Logging
import Outbound
public import Spool

/// The companies whose books this shop keeps: connects, lists, tests and removes them, and hands out their clients.
///
/// What connects one is in `ConnectionDesk+Connecting.swift`.
public actor ConnectionDesk {
    /// What a company's calls go through: who keeps its limits, and who keeps the record.
    public struct Borders: Sendable {
        /// How the company is spoken to.
        public let dialect: @Sendable (Company) -> any Dialect
        /// Who keeps its limits.
        public let gate: @Sendable (Company) -> any CallGate
        /// Where exchanges are put on record.
        public let log: any ExchangeLog

        /// Makes borders; without more the dialects that there are, no limits and no record.
        public init(
            dialect: @escaping @Sendable (Company) -> any Dialect = Self.dialect,
            gate: @escaping @Sendable (Company) -> any CallGate = { _ in OpenGate() }, log: any ExchangeLog = NoLog()
        ) {
            (self.dialect, self.gate, self.log) = (dialect, gate, log)
        }

        /// The dialect of a company's provider.
        public static let dialect: @Sendable (Company) -> any Dialect = { company in
            switch company.provider {
            case .quickBooks: QuickBooksDialect(company: company)
            case .xero: XeroDialect(company: company)
            }
        }
    }

    /// A company as a person sees it; no secret is in it.
    public struct View: Sendable {
        /// What the spool knows of it.
        public let connection: BooksConnection
        /// Who asked for its grant; nil where that is gone or cannot be opened.
        public let app: OAuthApp?
        /// The grant; nil where it is gone or cannot be opened.
        public let grant: Grant?
        /// What its map does not say, for people: `tax letter D`, `payment cheque`; and what it names that nothing can be
        /// posted to any more: `payments.cash: inactive or gone there`; nil where there is no map.
        public let unmapped: [String]?
    }

    let spool: Spool
    let secrets: SecretBox
    let settings: Settings
    let clock: WallClock
    let borders: Borders
    let log = Logger(label: "risiti.agent.books")
    let http: HTTPClient
    var authorisations = Authorisations()
    /// The connectings by number, and what is needed to end each.
    var connectings: [Begun] = []
    private var keepers: [String: GrantKeeper] = [:]
    private var clients: [String: BooksClient] = [:]
    private var whenChanged: @Sendable (String) async -> Void = { _ in }

    /// A connecting, and the grant that waits for a person to choose its company.
    struct Begun {
        var connecting: Connecting
        let lane: String?
        var grant: (Grant, OAuthApp)?
    }

    /// Opens the desk.
    package init(
        spool: Spool, secrets: SecretBox, settings: Settings, clock: WallClock, borders: Borders = Borders()
    ) {
        (self.spool, self.secrets, self.settings, self.clock) = (spool, secrets, settings, clock)
        self.borders = borders
        http = HTTPClient(options: Self.options(settings))
    }

    /// Says whom to tell the lane of a company that was connected, connected again or removed.
    public func whenChanged(_ tell: @escaping @Sendable (String) async -> Void) { whenChanged = tell }

    /// Tells that a company changed.
    func changed(_ lane: String) async { await whenChanged(lane) }

    // MARK: - What there is

    /// The companies, those that were removed left out.
    public func list() async throws -> [View] {
        var views: [View] = []
        for connection in try await spool.booksConnections() where connection.state != .removed {
            views.append(await view(connection))
        }
        return views
    }

    /// One company.
    ///
    /// - Throws: `SpoolError` `notFound` where none has that lane, or it was removed.
    public func view(_ lane: String) async throws -> View {
        await view(try await connection(lane))
    }

    private func view(_ connection: BooksConnection) async -> View {
        guard let company = Company(lane: connection.lane) else {
            return View(connection: connection, app: nil, grant: nil, unmapped: nil)
        }
        let vault = vault(company)
        return View(
            connection: connection, app: try? await vault.app(), grant: (try? await vault.load())?.grant,
            unmapped: try? await unmapped(connection.lane))
    }

    /// What a company's map does not say, and what it names that nothing can be posted to, by what the company answered
    /// last; nil where there is no map.
    private func unmapped(_ lane: String) async throws -> [String]? {
        guard let map = try await map(of: lane) else { return nil }
        var (accounts, codes) = ([BooksAccount](), [BooksTaxCode]())
        if case .accounts(let known)? = try await known(.accounts, of: lane) { accounts = known }
        if case .taxCodes(let known)? = try await known(.taxCodes, of: lane) { codes = known }
        return map.unmapped
            + map.remarks(accounts: accounts, taxCodes: codes).map { "\($0.field): inactive or gone there" }
    }

    private func known(_ question: BooksQuestion, of lane: String) async throws -> BooksReply? {
        try await spool.booksFact(question.rawValue, of: lane).flatMap {
            try? JSONDecoder().decode(BooksReply.self, from: Data($0.body.utf8))
        }
    }

    private func map(of lane: String) async throws -> BooksMap? {
        try await spool.booksMappings(of: lane).first.map {
            try JSONDecoder().decode(BooksMap.self, from: Data($0.body.utf8))
        }
    }

    /// Asks a company who it is, and tells it.
    ///
    /// - Throws: `BooksFault` with the reason and the remedy; `SpoolError` `notFound`.
    public func test(_ lane: String) async throws -> CompanyFacts {
        let client = try await client(lane)
        let dialect = borders.dialect(client.company)
        let answer = try await client.send(dialect.call(asking: .company, page: 1), about: "company")
        do throws(BooksFault) {
            return try Self.facts(dialect, answer)
        } catch {
            if error.kind == .reconnect { await keeper(client.company).stop(error) }
            throw error
        }
    }

    /// Who a company says it is.
    static func facts(_ dialect: any Dialect, _ answer: BooksAnswer) throws(BooksFault) -> CompanyFacts {
        guard case .company(let facts) = try dialect.reply(to: .company, answer).reply else {
            throw BooksFault(
                .ours, code: "reply", text: "", sentence: "the company's own facts were asked for, and others read",
                remedy: "report this")
        }
        return facts
    }

    /// Changes settings of a company: members of a JSON object take the place of those there, `null` takes one away.
    ///
    /// - Throws: ``BooksSettings/Refusal`` with every member that says what it cannot; nothing is changed then.
    public func update(_ lane: String, settings bytes: [UInt8]) async throws {
        let known = try await connection(lane)
        let old = (try? JSONTree(parsing: Array(known.settings.utf8)))?.members ?? []
        guard let new = try JSONTree(parsing: bytes).members else {
            throw BooksSettings.Refusal(faults: [
                Fault(
                    field: "body", rule: "type", found: "no object", expected: "an object such as {\"watch\": 30}")
            ])
        }
        let faults = BooksSettings.faults(of: new)
        guard faults.isEmpty else { throw BooksSettings.Refusal(faults: faults) }
        let names = Set(new.map(\.0))
        let kept = old.filter { !names.contains($0.0) }
        let added = new.filter { if case .null = $0.1 { false } else { true } }
        let text = JSONTree.object(kept + added).json
        guard text.utf8.count <= 65_536 else { throw SpoolError(.refused, "settings have at most 65536 bytes") }
        // What cannot be read would stop the lane.
        _ = try BooksSettings(
            of: BooksConnection(
                lane: lane, provider: known.provider, company: known.company, title: known.title, settings: text,
                connectedAt: known.connectedAt))
        try await spool.set(settings: text, of: lane)
        await changed(lane)
    }

    /// Gives a company's grant back and forgets it; what was posted is still known.
    ///
    /// - Returns: whether the provider heard of it; where it did not, the app is still listed there.
    public func remove(_ lane: String) async throws -> Bool {
        _ = try await connection(lane)
        guard let company = Company(lane: lane) else { return false }
        let (keeper, vault) = (keeper(company), vault(company))
        let own = try? await vault.app()
        let others = try await list().filter { $0.connection.lane != lane && $0.app?.clientID == own?.clientID }
        let isHeard = await keeper.giveBack(isLast: others.isEmpty)
        try await keeper.exchange { try await vault.remove() }
        log.notice("a company was removed", metadata: ["lane.name": "\(lane)", "provider.heard": "\(isHeard)"])
        await changed(lane)
        return isHeard
    }

    // MARK: - Who calls

    /// The client of a company: the one through which every call to it goes.
    ///
    /// - Throws: `SpoolError` `notFound`.
    public func client(_ lane: String) async throws -> BooksClient {
        _ = try await connection(lane)
        guard let company = Company(lane: lane) else { throw SpoolError(.notFound, "\(lane) is no company's lane") }
        if let client = clients[lane] { return client }
        let client = BooksClient(
            company: company, keeper: keeper(company), concurrency: borders.dialect(company).limits.concurrency,
            options: Self.options(settings), gate: borders.gate(company), log: borders.log, clock: grantClock)
        clients[lane] = client
        return client
    }

    /// The one owner of a company's grant.
    public func keeper(_ company: Company) -> GrantKeeper {
        if let keeper = keepers[company.lane] { return keeper }
        let keeper = GrantKeeper(
            company: company, shelf: vault(company), http: HTTPClient(options: Self.options(settings)),
            clock: grantClock)
        keepers[company.lane] = keeper
        return keeper
    }

    /// Sends refreshes again whose answers were lost, where their time has come.
    func settle() async {
        let waiting = (try? await spool.booksConnections().filter { $0.refreshBegunAt != nil }) ?? []
        for connection in waiting {
            if let company = Company(lane: connection.lane) { await keeper(company).settle() }
        }
    }

    /// Refreshes the grants that nobody used for a month, lest they end.
    func keepAlive() async {
        let connections = (try? await spool.booksConnections()) ?? []
        for connection in connections where connection.state == .connected {
            if let company = Company(lane: connection.lane) { await keeper(company).keepAlive(after: Self.disuse) }
        }
    }

    /// Half of the 60 days after which Xero's grant ends unused; QuickBooks' has a hundred (accounting-apis §1.1, §2.1).
    private static let disuse = Duration.seconds(30 * 86_400)

    /// Asks for grants that are waited for at once: the line may be up again.
    public func tryNow() async {
        for keeper in keepers.values { await keeper.tryNow() }
        await settle()
    }

    func vault(_ company: Company) -> GrantVault {
        let after = settings.lanes[company.provider]?.after
        return GrantVault(
            company: company, spool: spool, secrets: secrets, clock: clock,
            settings: after.map { "{\"after\":\"\($0.rawValue)\"}" } ?? "{}")
    }

    var now: Duration { .milliseconds(clock.sinceBoot()) }

    /// Between refreshes that come to nothing; Xero takes the old token for half an hour.
    private static let refreshes = Backoff(
        steps: [.seconds(1), .seconds(5), .seconds(30), .seconds(120), .seconds(300)], jitterPercent: 20)

    private var grantClock: GrantClock {
        let clock = clock
        return GrantClock(
            now: clock.now, sinceBoot: { .milliseconds(clock.sinceBoot()) },
            wait: { Self.refreshes.wait(after: $0, chance: Int.random(in: 0..<1_000)) })
    }

    private func connection(_ lane: String) async throws -> BooksConnection {
        let connection = try await spool.booksConnection(lane)
        guard connection.state != .removed else {
            throw SpoolError(.notFound, "\(connection.title) was removed; connect it again with: risiti books connect")
        }
        return connection
    }

    private static func options(_ settings: Settings) -> HTTPClient.Options {
        // Answers are lists of at most 1000 rows: 32 MiB is what the reference grants them (§6.6).
        HTTPClient.Options(
            proxy: settings.proxy, siteCertificates: settings.certificates, userAgent: "risiti/\(Agent.version)",
            responseLimit: 32 << 20)
    }
}
