import Accounting
import Fiscal
import Foundation
import HTTPTestSupport
import Outbound
import Synchronization

/// A provider that gives tokens by number and takes whichever access token a test says, with a client of its company.
struct ToyProvider: Sendable {
    let server: TinyHTTPServer
    let shelf: ToyShelf
    let clock: HandClock
    let log = ToyLog()
    let keeper: GrantKeeper

    /// What is done to a refresh, by its number from 1.
    typealias Refresh = @Sendable (Int) -> TinyHTTPServer.Reaction

    static let company = Company(provider: .xero, key: "tenant-1")

    /// Refresh number N gives `access-N` and `refresh-N`; calls are let in with the tokens that `takes` says.
    init(
        shelf: ToyShelf = ToyShelf(), takes: @escaping @Sendable (String) -> Bool = { $0.hasPrefix("access-") },
        refresh: @escaping Refresh = { Self.tokens($0) }
    ) throws {
        let refreshes = Counter()
        server = try TinyHTTPServer { request in
            if request.target == "/connect/token" { return refresh(refreshes.next()) }
            let token = request.headers["authorization"]?.dropFirst(7) ?? ""
            guard takes(String(token)) else {
                return .answer(
                    401, "{\"Detail\":\"TokenExpired: \(token)\"}", headers: ["Content-Type: application/json"])
            }
            return .answer(200, "{\"Organisations\":[]}", headers: ["Content-Type: application/json"])
        }
        (self.shelf, clock) = (shelf, HandClock())
        let url = server.url
        shelf.base.withLock { $0 = url }
        keeper = Self.keeper(shelf, clock)
    }

    /// Another keeper over a shelf, as after a restart.
    static func keeper(_ shelf: ToyShelf, _ clock: HandClock) -> GrantKeeper {
        GrantKeeper(company: company, shelf: shelf, http: HTTPClient(), clock: clock.grantClock)
    }

    func client(of keeper: GrantKeeper? = nil, concurrency: Int = 4) -> BooksClient {
        BooksClient(
            company: Self.company, keeper: keeper ?? self.keeper, concurrency: concurrency,
            options: HTTPClient.Options(), gate: OpenGate(), log: log, clock: clock.grantClock)
    }

    /// The refreshes that came: the token that each brought.
    var refreshes: [String] {
        server.received.filter { $0.target == "/connect/token" }.map { request in
            request.text.split(separator: "&").first { $0.hasPrefix("refresh_token=") }.map { String($0.dropFirst(14)) }
                ?? "none"
        }
    }

    /// The calls that came: the token that each brought.
    var calls: [String] {
        server.received.filter { $0.target != "/connect/token" }.map {
            String(($0.headers["authorization"] ?? "").dropFirst(7))
        }
    }

    static func tokens(_ number: Int) -> TinyHTTPServer.Reaction {
        .answer(
            200, "{\"access_token\":\"access-\(number)\",\"refresh_token\":\"refresh-\(number)\",\"expires_in\":1800}",
            headers: ["Content-Type: application/json"])
    }

    static let refused = TinyHTTPServer.Reaction.answer(400, "{\"error\":\"invalid_grant\"}")

    static let call = BooksCall(method: "GET", path: "/api.xro/2.0/Organisation?code=S3CRET")
}

/// A shelf in memory whose disk fails when a test says so.
final class ToyShelf: GrantShelf {
    struct Full: Error {}
    struct State {
        var grant: Grant?
        var isNoted = false
        var needsReconnect = 0
        var keepsFailing = 0
        var notesFailing = 0
    }

    let base = Mutex("")
    let state: Mutex<State>

    init(_ grant: Grant? = .sample()) {
        state = Mutex(State(grant: grant))
    }

    func load() async throws -> KeptGrant {
        let app = try OAuthApp(
            provider: .xero, clientID: "id", clientSecret: nil, redirectURI: "http://localhost:1/cb",
            addresses: .behind(base.withLock { $0 }, .xero))
        return state.withLock {
            KeptGrant(
                app: app, grant: $0.grant, hasUnansweredRefresh: $0.isNoted, needsReconnect: $0.needsReconnect > 0)
        }
    }

    func noteRefresh() async throws {
        try state.withLock { state in
            if state.notesFailing > 0 {
                state.notesFailing -= 1
                throw Full()
            }
            state.isNoted = true
        }
    }

    func keep(_ grant: Grant) async throws {
        try state.withLock { state in
            if state.keepsFailing > 0 {
                state.keepsFailing -= 1
                throw Full()
            }
            (state.grant, state.isNoted) = (grant, false)
        }
    }

    func noteNeedsReconnect(_ fault: BooksFault) async throws {
        state.withLock { state in
            state.needsReconnect += 1
            state.isNoted = false
        }
    }

    var now: State { state.withLock { $0 } }
}

/// Clocks that are set by hand.
final class HandClock: Sendable {
    private let state = Mutex((wall: Timestamp(milliseconds: 1_795_000_000_000), boot: Duration.seconds(1_000)))

    /// Time goes on, on both clocks.
    func advance(by duration: Duration) {
        state.withLock { ($0.wall, $0.boot) = ($0.wall.advanced(by: duration), $0.boot + duration) }
    }

    /// Somebody sets the clock on the wall.
    func setWall(by duration: Duration) {
        state.withLock { $0.wall = $0.wall.advanced(by: duration) }
    }

    var grantClock: GrantClock {
        GrantClock(
            now: { self.state.withLock { $0.wall } }, sinceBoot: { self.state.withLock { $0.boot } },
            wait: { .seconds(10 * $0) })
    }
}

/// What was put on record.
final class ToyLog: ExchangeLog {
    private let exchanges = Mutex<[LoggedExchange]>([])

    func note(_ exchange: LoggedExchange) async { exchanges.withLock { $0.append(exchange) } }

    var all: [LoggedExchange] { exchanges.withLock { $0 } }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

extension Grant {
    /// A grant that came at the hand clock's start; `old-access` and `old-refresh`.
    static func sample(lifetime: Duration = .seconds(1_800)) -> Grant {
        let now = Timestamp(milliseconds: 1_795_000_000_000)
        return Grant(
            accessToken: "old-access", refreshToken: "old-refresh", obtainedAt: now,
            expiresAt: now.advanced(by: lifetime), refreshExpiresAt: now.advanced(by: .seconds(5_184_000)),
            endsAt: nil, scopes: [], companyKey: "tenant-1", linkID: nil)
    }
}
