import Accounting
import Agent
import BooksTestSupport
import Custody
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What becomes of a company's grant when things go wrong, with the simulators over real HTTP and the real spool.
@Suite struct GrantDayTests {
    /// A connected company, and how it is asked who it is.
    private struct World: Sendable {
        let shop: Shop
        let books: SimulatedBooks
        let lane: String

        func ask() async throws { _ = try await shop.agent.connections.test(lane) }

        /// Asks until there is leave: what the agent asks by itself counts towards the limit of a second too.
        func askWithLeave() async throws {
            while true {
                do {
                    return try await ask()
                } catch let fault as Accounting.BooksFault where fault.kind == .throttled {
                    await Task.yield()
                }
            }
        }
    }

    private static func connected(
        _ provider: String, in place: URL? = nil, _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let books = try SimulatedBooks(provider)
        try await books.whileRunning { base in
            try await Shop.open(directory: place) { (shop) async throws in
                try await body(World(shop: shop, books: books, lane: try await shop.connect(books, base)))
            }
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `an expired token is refreshed on the way, once for all who find it`(_ provider: String) async throws {
        try await Self.connected(provider) { world in
            await world.books.advanceClock(7_200)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try await world.askWithLeave() } }
                try await group.waitForAll()
            }
            #expect(await world.books.report().refreshes == 1)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a refresh whose answer is lost loses no grant`(_ provider: String) async throws {
        try await Self.connected(provider) { world in
            await world.books.advanceClock(7_200)
            // The first call finds the token expired, the second is the refresh.
            try await world.books.setFaults(#"{"script":[{"at_request":2,"fault":"refresh_answer_lost"}]}"#)
            try await world.ask()
            #expect(await world.books.report().refreshes == 2)
            try await world.ask()
            #expect(try await world.shop.agent.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `an agent that ended with a refresh unanswered sends it again when it starts`(_ provider: String) async throws
    {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let books = try SimulatedBooks(provider)
        try await books.whileRunning { base in
            let lane = try await Shop.open(directory: place) { (shop) async throws in
                let lane = try await shop.connect(books, base)
                await books.advanceClock(7_200)
                // Both sendings are executed there, and neither is heard here.
                try await books.setFaults(
                    #"{"script":[{"at_request":2,"fault":"refresh_answer_lost"},{"at_request":3,"fault":"refresh_answer_lost"}]}"#
                )
                let fault = await #expect(throws: BooksFault.self) { try await shop.agent.connections.test(lane) }
                #expect(fault?.kind == .later)
                #expect(try await shop.agent.spool.booksConnection(lane).refreshBegunAt != nil)
                return lane
            }
            await books.advanceClock(600)
            try await Shop.open(directory: place) { (shop) async throws in
                let company = try #require(Company(lane: lane))
                await shop.agent.connections.keeper(company).settle()
                #expect(try await shop.agent.spool.booksConnection(lane).refreshBegunAt == nil)
                #expect(try await shop.agent.connections.test(lane).name.isEmpty == false)
            }
            #expect(await books.report().refreshes == 3)
            #expect(await books.report().grantsRefused == 0)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a grant that is over costs one call, raises one task, and ends with connecting again`(
        _ provider: String
    ) async throws {
        try await Self.connected(provider) { world in
            await world.books.advanceClock(120 * 86_400)
            for _ in 0..<3 {
                let fault = await #expect(throws: BooksFault.self) { try await world.ask() }
                #expect(fault?.kind == .reconnect)
            }
            #expect(await world.books.report().grantsRefused == 1)
            #expect(try await world.shop.agent.spool.booksConnection(world.lane).state == .needsReconnect)
            let tasks = try await world.shop.agent.spool.tasks(openOnly: true)
            #expect(tasks.map(\.trouble.code) == ["books.needs_reconnect"])
            #expect(tasks.first?.lane == world.lane)
            #expect(tasks.first?.trouble.action.contains("--again \(world.lane)") == true)
            // What its action says, with the app that is kept.
            let token = try await world.shop.technician()
            let begun = try await world.shop.begin(provider, "", token: token, again: world.lane)
            #expect(try await world.shop.land(try await Browser.agree(begun.authorizeURL)).status == 200)
            try await world.ask()
            #expect(try await world.shop.agent.spool.booksConnection(world.lane).state == .connected)
            #expect(try await world.shop.agent.spool.tasks(openOnly: true).isEmpty)
        }
    }

    @Test func `a token that is refused for ever stops the company after two of its own`() async throws {
        try await Self.connected("quickbooks") { world in
            try await world.books.setFaults(#"{"script":[{"at_request":1,"fault":"unauthorised_for_ever"}]}"#)
            await #expect(throws: BooksFault.self) { try await world.ask() }
            let fault = await #expect(throws: BooksFault.self) { try await world.ask() }
            #expect(fault?.kind == .reconnect)
            let calls = await world.books.report().calls
            await #expect(throws: BooksFault.self) { try await world.ask() }
            #expect(await world.books.report().calls == calls)
        }
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `no token, code or secret is in any file, raw or base64`(_ provider: String) async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let books = try SimulatedBooks(provider)
        try await books.whileRunning { base in
            let (secrets, answers) = try await Shop.open(directory: place) { (shop) async throws in
                let token = try await shop.technician()
                let begun = try await shop.begin(provider, base, token: token)
                let landed = try await Browser.agree(begun.authorizeURL)
                #expect(try await shop.land(landed).status == 200)
                let lane = try await shop.agent.spool.booksConnections().map(\.lane)[0]
                let first = try #require(try await shop.agent.connections.view(lane).grant)
                await books.advanceClock(7_200)
                _ = try await shop.agent.connections.test(lane)
                let second = try #require(try await shop.agent.connections.view(lane).grant)
                let code = URLComponents(string: landed)?.queryItems?.first { $0.name == "code" }?.value ?? ""
                var answers: [[UInt8]] = []
                for path in ["/v1/connections", "/v1/status", "/v1/tasks?all=true", "/v1/lanes"] {
                    answers.append(try await shop.call("GET", path, token: token).body)
                }
                return (
                    [
                        first.accessToken, first.refreshToken, second.accessToken, second.refreshToken, code,
                        "S3CRET-of-the-app",
                    ], answers
                )
            }
            #expect(secrets.allSatisfy { $0.count > 10 })
            let files = try FileManager.default.subpathsOfDirectory(atPath: place.path).map {
                place.appending(path: $0).path
            }
            #expect(files.contains { $0.hasSuffix("risiti.sqlite") })
            for secret in secrets {
                let forms = [secret, Data(secret.utf8).base64EncodedString().trimmingCharacters(in: ["="])]
                for form in forms.map({ Data($0.utf8) }) {
                    for answer in answers { #expect(Data(answer).range(of: form) == nil) }
                    for file in files {
                        let content = FileManager.default.contents(atPath: file) ?? Data()
                        #expect(content.range(of: form) == nil, "\(file)")
                    }
                }
            }
        }
    }
}
