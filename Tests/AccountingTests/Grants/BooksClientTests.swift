import Accounting
import HTTPTestSupport
import Outbound
import Synchronization
import Testing

@Suite struct BooksClientTests {
    private static func status(_ answer: BooksAnswer) -> Int? {
        guard case .response(let response) = answer else { return nil }
        return response.status
    }

    @Test func `calls that are refused at once share one refresh, and all are let in`() async throws {
        let provider = try ToyProvider()
        let client = provider.client()
        let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 0..<4 {
                group.addTask { Self.status(try await client.send(ToyProvider.call, about: "call \(number)")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [200, 200, 200, 200])
        #expect(provider.refreshes == ["old-refresh"])
        #expect(provider.calls.filter { $0 == "access-1" }.count == 4)
    }

    @Test func `a company's calls say whose they are`() async throws {
        let provider = try ToyProvider()
        _ = try await provider.client().send(ToyProvider.call, about: "company")
        let call = try #require(provider.server.received.last)
        #expect(call.headers["xero-tenant-id"] == "tenant-1")
        #expect(call.headers["accept"] == "application/json")
        #expect(call.headers["user-agent"] == "risiti")
    }

    @Test func `a provider that refuses every token is left alone after two of its own`() async throws {
        let provider = try ToyProvider(takes: { _ in false })
        let client = provider.client(concurrency: 1)
        #expect(Self.status(try await client.send(ToyProvider.call, about: "a")) == 401)
        let fault = await #expect(throws: BooksFault.self) { try await client.send(ToyProvider.call, about: "b") }
        #expect(fault?.kind == .reconnect)
        #expect(provider.calls == ["old-access", "access-1", "access-1"])
        #expect(provider.refreshes.count == 1)
        await #expect(throws: BooksFault.self) { try await client.send(ToyProvider.call, about: "c") }
        #expect(provider.calls.count == 3)
        #expect(provider.shelf.now.needsReconnect == 1)
    }

    @Test func `invalid_grant after a refused call costs one call to the token address`() async throws {
        let provider = try ToyProvider(refresh: { _ in ToyProvider.refused })
        let client = provider.client()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let fault = await #expect(throws: BooksFault.self) {
                        try await client.send(ToyProvider.call, about: "x")
                    }
                    #expect(fault?.kind == .reconnect)
                }
            }
        }
        #expect(provider.refreshes.count == 1)
        #expect(provider.shelf.now.needsReconnect == 1)
    }

    @Test func `each exchange is on record, and no token is in it nor in what the caller is given`() async throws {
        let provider = try ToyProvider(takes: { $0 == "access-1" })
        let client = provider.client()
        _ = try await client.send(ToyProvider.call, about: "company", attempt: 3)
        let log = provider.log.all
        #expect(log.map(\.status) == [401, 200])
        #expect(log.allSatisfy { $0.attempt == 3 && $0.subject == "company" && $0.lane == "xero:tenant-1" })
        #expect(log[0].response.contains("TokenExpired: \(Redaction.mark)"))
        for exchange in log {
            let text = exchange.path + exchange.request + exchange.response
            for secret in ["old-access", "access-1", "refresh-1", "S3CRET"] { #expect(!text.contains(secret)) }
        }
    }

    @Test func `a scope that was not granted is not asked for by a refresh`() async throws {
        let server = try TinyHTTPServer { _ in .answer(401, "{\"Detail\":\"AuthorizationUnsuccessful\"}") }
        let shelf = ToyShelf()
        shelf.base.withLock { $0 = server.url }
        let clock = HandClock()
        let client = BooksClient(
            company: ToyProvider.company, keeper: ToyProvider.keeper(shelf, clock), concurrency: 1,
            options: HTTPClient.Options(), gate: OpenGate(), log: NoLog(), clock: clock.grantClock)
        #expect(Self.status(try await client.send(ToyProvider.call, about: "x")) == 401)
        #expect(server.received.count == 1)
    }

    @Test func `no more calls are under way than were agreed`() async throws {
        let provider = try ToyProvider(takes: { _ in true })
        let client = provider.client(concurrency: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try await client.send(ToyProvider.call, about: "x") } }
            try await group.waitForAll()
        }
        #expect(provider.server.received.count == 12)
        #expect(Set(provider.server.received.map(\.connection)).count <= 2)
    }
}
