import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Forwarder
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Synchronization
import Testing

/// A shop whose sales become fiscal and go to a company's books, and a technician who asks for it.
struct SyncWorld: Sendable {
    let shop: Shop
    let books: SimulatedBooks
    let lane: String
    /// Where the provider is.
    let address: String
    let token: String
    let kra: SimulatedKRA

    var today: CalendarDay { CalendarDay(shop.agent.clock.now()) }
    var spool: Spool { shop.agent.spool }

    /// Opens one; the company's documents wait for a sync job where `manual` says so.
    static func open(
        _ provider: String, mode: BooksMap.Mode = .document, manual: Bool = true, clock: WallClock = .system,
        directory: URL? = nil, _ body: @escaping @Sendable (SyncWorld) async throws -> Void
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider))
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base, directory: directory, clock: clock) { (shop) async throws in
                    try await shop.initialise()
                    let lane = try await shop.connect(books, address)
                    let world = SyncWorld(
                        shop: shop, books: books, lane: lane, address: address, token: try await shop.technician(),
                        kra: kra)
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var chosen = map
                    chosen.mode = mode
                    _ = try await shop.agent.books.keep(chosen, of: lane, after: version, by: "test")
                    if manual { try await world.set(#"{"posting": "manual"}"#) }
                    try await body(world)
                }
                if let directory {
                    // The same spool, started once more.
                    try await Shop.open(kra: base, directory: directory, clock: clock) { (shop) async throws in
                        let lane = try #require(try await shop.agent.spool.booksConnections().first).lane
                        try await body(
                            SyncWorld(
                                shop: shop, books: books, lane: lane, address: address,
                                token: try await shop.technician(), kra: kra))
                    }
                }
            }
        }
    }

    func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> HTTPResponse {
        let body = body.map { Array($0.utf8) } ?? (method == "POST" ? Array("{}".utf8) : nil)
        return try await shop.call(method, path, body: body, token: token)
    }

    func set(_ settings: String) async throws {
        #expect(try await call("PATCH", "/v1/connections/\(lane)", settings).status == 200)
    }

    /// Asks for a selection, and gives the job as it was answered.
    func sync(_ body: String = "{}") async throws -> SyncJobReply {
        let answer = try await call("POST", "/v1/connections/\(lane)/sync", body)
        #expect(answer.status == 202, "\(String(decoding: answer.body, as: UTF8.self))")
        let job = try ReplyCoding.read(SyncJobReply.self, from: answer.body)
        #expect(answer.header("location") == "/v1/sync-jobs/\(job.id)")
        return job
    }

    /// What keeps a selection from being taken.
    func refusal(_ body: String) async throws -> Problem {
        try ReplyCoding.read(
            Problem.self, from: try await call("POST", "/v1/connections/\(lane)/sync", body).body)
    }

    func job(_ id: Int64) async throws -> SyncJobReply {
        try ReplyCoding.read(SyncJobReply.self, from: try await call("GET", "/v1/sync-jobs/\(id)").body)
    }

    /// A verb of a job that is taken.
    func job(_ id: Int64, _ verb: String) async throws -> SyncJobReply {
        let answer = try await call("POST", "/v1/sync-jobs/\(id)/\(verb)")
        #expect([200, 202].contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
        return try ReplyCoding.read(SyncJobReply.self, from: answer.body)
    }

    /// Waits until a job ended.
    func ended(_ id: Int64) async throws -> SyncJobReply {
        try await until { try await job(id).state != "running" }
        return try await job(id)
    }

    /// Waits until something holds.
    func until(_ holds: () async throws -> Bool) async throws {
        let changes = spool.changes()
        if try await holds() { return }
        for await _ in changes where try await holds() { return }
    }

    /// Waits until so many sales have their documents.
    func placed(_ count: Int) async throws {
        try await shop.drained()
        try await until {
            let tally = try await spool.booksTally(of: lane)
            return tally.documents.values.reduce(0, +) == count && tally.unplaced == 0
        }
    }

    func sell(_ keys: String..., body: String = Bodies.sale()) async throws {
        for key in keys { #expect(try await shop.sell(body, key: key).status == 201) }
    }

    func pause() async throws {
        try await shop.agent.lane(lane)?.pause(reason: "test")
    }

    func resume() async throws {
        try await shop.agent.lane(lane)?.resume()
    }

    /// Numbers of what the provider has, in order.
    func there() async -> [String] {
        let report = await books.report()
        return ["SalesReceipt", "Invoice", "CreditNote", "CreditMemo", "RefundReceipt"]
            .flatMap { report.documents($0).compactMap(\.number) }.sorted()
    }

    func states() async throws -> [String: BooksDocumentRow.State] {
        Dictionary(
            uniqueKeysWithValues: try await spool.booksDocuments(of: lane, before: nil, limit: 100)
                .map { ($0.number, $0.state) })
    }
}

/// A clock that stands at yesterday's noon until a test moves it: KRA takes nothing from a day to come.
final class MovingClock: Sendable {
    private let moved = Atomic<Int64>(0)
    private let behind: Int64
    static let day: Int64 = 86_400_000

    init() {
        let now = WallClock.system.now()
        behind = now.milliseconds - (CalendarDay(now).start.milliseconds - Self.day / 2)
    }

    var clock: WallClock {
        WallClock(
            now: {
                WallClock.system.now().advanced(
                    by: .milliseconds(self.moved.load(ordering: .relaxed) - self.behind))
            }, sinceBoot: WallClock.system.sinceBoot)
    }

    func move(by milliseconds: Int64) { moved.add(milliseconds, ordering: .relaxed) }
}
