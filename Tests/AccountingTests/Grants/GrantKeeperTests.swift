import Accounting
import HTTPTestSupport
import Synchronization
import Testing

@Suite struct GrantKeeperTests {
    @Test func `a token is used until five minutes before its end, then refreshed once`() async throws {
        let provider = try ToyProvider()
        #expect(try await provider.keeper.pass().token == "old-access")
        provider.clock.advance(by: .seconds(1_499))
        #expect(try await provider.keeper.pass().token == "old-access")
        #expect(provider.refreshes.isEmpty)
        provider.clock.advance(by: .seconds(2))
        #expect(try await provider.keeper.pass().token == "access-1")
        #expect(try await provider.keeper.pass().token == "access-1")
        #expect(provider.refreshes == ["old-refresh"])
        provider.clock.advance(by: .seconds(1_600))
        #expect(try await provider.keeper.pass().token == "access-2")
        #expect(provider.refreshes == ["old-refresh", "refresh-1"])
    }

    @Test func `a wall clock that is set changes nothing for a token that came in this run`() async throws {
        let provider = try ToyProvider()
        provider.clock.advance(by: .seconds(1_600))
        #expect(try await provider.keeper.pass().token == "access-1")
        provider.clock.setWall(by: .seconds(86_400 * 365))
        #expect(try await provider.keeper.pass().token == "access-1")
        provider.clock.setWall(by: .seconds(-86_400 * 3_650))
        #expect(try await provider.keeper.pass().token == "access-1")
        provider.clock.advance(by: .seconds(1_600))
        #expect(try await provider.keeper.pass().token == "access-2")
    }

    @Test func `many who need a token at once cause one refresh`() async throws {
        let provider = try ToyProvider()
        provider.clock.advance(by: .seconds(1_700))
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await provider.keeper.pass().token } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: "access-1", count: 20))
        #expect(provider.refreshes == ["old-refresh"])
    }

    @Test func `a token refused late, when another took its place, costs no further refresh`() async throws {
        let provider = try ToyProvider()
        let refused = try await provider.keeper.pass()
        for _ in 0..<3 {
            #expect(try await provider.keeper.pass(insteadOf: refused).token == "access-1")
        }
        #expect(provider.refreshes == ["old-refresh"])
        // Let in once, it is refreshed when it is refused; refused at once, it is tried a second time.
        let fresh = try await provider.keeper.pass()
        #expect(try await provider.keeper.pass(insteadOf: fresh) == fresh)
        await provider.keeper.proved(fresh)
        #expect(try await provider.keeper.pass(insteadOf: fresh).token == "access-2")
        #expect(provider.shelf.now.needsReconnect == 0)
    }

    @Test func `invalid_grant costs one call, is kept, and everything after it asks nobody`() async throws {
        let provider = try ToyProvider(refresh: { _ in ToyProvider.refused })
        provider.clock.advance(by: .seconds(1_700))
        for _ in 0..<3 {
            let fault = await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
            #expect(fault?.kind == .reconnect)
        }
        #expect(provider.refreshes == ["old-refresh"])
        #expect(provider.shelf.now.needsReconnect == 1)
        // So it is after a restart.
        let next = ToyProvider.keeper(provider.shelf, provider.clock)
        let fault = await #expect(throws: BooksFault.self) { try await next.pass() }
        #expect(fault?.kind == .reconnect)
        #expect(provider.refreshes.count == 1)
    }

    @Test(arguments: [
        TinyHTTPServer.Reaction.reset, .answer(502, "<html>"), .answer(200, "<html>portal</html>"),
        .answer(200, "{\"access_token\":\"a\",\"refresh_token\":\"\"}"), .raw("HTTP/1.1 200 OK\r\nContent-Le"),
    ])
    func `where the answer is lost the same refresh token is sent again, and no grant is lost`(
        _ lost: TinyHTTPServer.Reaction
    ) async throws {
        let provider = try ToyProvider(refresh: { $0 == 1 ? lost : ToyProvider.tokens($0) })
        provider.clock.advance(by: .seconds(1_700))
        #expect(try await provider.keeper.pass().token == "access-2")
        #expect(provider.refreshes == ["old-refresh", "old-refresh"])
        #expect(provider.shelf.now.grant?.refreshToken == "refresh-2")
    }

    @Test func `a provider that does not answer is asked twice and then left alone for a while`() async throws {
        let provider = try ToyProvider(refresh: { $0 <= 4 ? .answer(503, "") : ToyProvider.tokens($0) })
        provider.clock.advance(by: .seconds(1_700))
        for _ in 0..<3 {
            let fault = await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
            #expect(fault?.kind == .later)
        }
        #expect(provider.refreshes.count == 2)
        #expect(provider.shelf.now.needsReconnect == 0)
        #expect(provider.shelf.now.grant?.refreshToken == "old-refresh")
        provider.clock.advance(by: .seconds(11))
        await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(provider.refreshes.count == 4)
        await provider.keeper.tryNow()
        #expect(try await provider.keeper.pass().token == "access-5")
        #expect(Set(provider.refreshes) == ["old-refresh"])
    }

    @Test func `a network that is down changes nothing`() async throws {
        let shelf = ToyShelf()
        let clock = HandClock()
        let port = try TinyHTTPServer.closedPort()
        shelf.base.withLock { $0 = "http://127.0.0.1:\(port)" }
        let keeper = ToyProvider.keeper(shelf, clock)
        clock.advance(by: .seconds(1_700))
        let fault = await #expect(throws: BooksFault.self) { try await keeper.pass() }
        #expect(fault?.kind == .later)
        #expect(shelf.now.grant == .sample())
        #expect(shelf.now.needsReconnect == 0)
    }

    @Test func `an answer that could not be kept is not used, and is kept before anything else is asked`() async throws
    {
        let provider = try ToyProvider()
        provider.shelf.state.withLock { $0.keepsFailing = 1 }
        provider.clock.advance(by: .seconds(1_700))
        let fault = await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(fault?.kind == .later)
        provider.clock.advance(by: .seconds(60))
        #expect(try await provider.keeper.pass().token == "access-1")
        #expect(provider.refreshes == ["old-refresh"])
        #expect(provider.shelf.now.grant?.refreshToken == "refresh-1")
    }

    @Test func `killed between the answer and its keeping, the same refresh token is sent again first`() async throws {
        let provider = try ToyProvider()
        provider.shelf.state.withLock { $0.keepsFailing = 1 }
        provider.clock.advance(by: .seconds(1_700))
        await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(provider.shelf.now.isNoted)
        // The old access token would still be good by the clock; the note says that it is of a chain that went on.
        provider.clock.setWall(by: .seconds(-1_700))
        let next = ToyProvider.keeper(provider.shelf, provider.clock)
        #expect(try await next.pass().token == "access-2")
        #expect(provider.refreshes == ["old-refresh", "old-refresh"])
        #expect(!provider.shelf.now.isNoted)
    }

    @Test func `a refresh that cannot be noted is not sent`() async throws {
        let provider = try ToyProvider()
        provider.shelf.state.withLock { $0.notesFailing = 1 }
        provider.clock.advance(by: .seconds(1_700))
        let fault = await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(fault?.kind == .later)
        #expect(provider.refreshes.isEmpty)
    }

    @Test func `a lost refresh is sent again though nobody needs a token`() async throws {
        let provider = try ToyProvider(refresh: { $0 <= 2 ? .reset : ToyProvider.tokens($0) })
        provider.clock.advance(by: .seconds(1_700))
        await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        await provider.keeper.settle()
        #expect(provider.refreshes.count == 2)
        provider.clock.advance(by: .seconds(11))
        await provider.keeper.settle()
        #expect(provider.refreshes.count == 3)
        #expect(provider.shelf.now.grant?.refreshToken == "refresh-3")
        await provider.keeper.settle()
        #expect(provider.refreshes.count == 3)
    }

    /// As the agent asks for it: a month.
    private static let month = Duration.seconds(30 * 86_400)

    @Test(arguments: [true, false])
    func `a grant that nobody used for a month is refreshed once, whoever looks how often, and lives on for a year`(
        _ isRead: Bool
    ) async throws {
        let provider = try ToyProvider()
        if isRead { #expect(try await provider.keeper.pass().token == "old-access") }
        provider.clock.advance(by: Self.month - .seconds(1))
        await provider.keeper.keepAlive(after: Self.month)
        #expect(provider.refreshes.isEmpty)
        provider.clock.advance(by: .seconds(2))
        for turn in 1...12 {
            for _ in 0..<3 { await provider.keeper.keepAlive(after: Self.month) }
            #expect(provider.refreshes.count == turn)
            #expect(provider.shelf.now.grant?.refreshToken == "refresh-\(turn)")
            #expect(provider.shelf.now.grant?.obtainedAt == provider.clock.grantClock.now())
            provider.clock.advance(by: Self.month + .seconds(1))
        }
        // One that starts after that month looks at what is kept.
        let next = ToyProvider.keeper(provider.shelf, provider.clock)
        await next.keepAlive(after: Self.month)
        #expect(provider.refreshes.last == "refresh-12")
        #expect(try await next.pass().token == "access-13")
        #expect(provider.refreshes.count == 13 && provider.shelf.now.needsReconnect == 0)
    }

    @Test(arguments: [true, false])
    func `a grant that is kept alive over a line that is down is tried again, and one that is over asks a person once`(
        _ isRead: Bool
    ) async throws {
        let provider = try ToyProvider(
            refresh: { $0 <= 2 ? .reset : $0 == 3 ? ToyProvider.tokens($0) : ToyProvider.refused })
        if isRead { _ = try await provider.keeper.pass() }
        provider.clock.advance(by: Self.month + .seconds(1))
        await provider.keeper.keepAlive(after: Self.month)
        #expect(provider.refreshes == ["old-refresh", "old-refresh"])
        #expect(provider.shelf.now.isNoted && provider.shelf.now.needsReconnect == 0)
        provider.clock.advance(by: .seconds(3_600))
        await provider.keeper.keepAlive(after: Self.month)
        #expect(provider.shelf.now.grant?.refreshToken == "refresh-3")
        provider.clock.advance(by: Self.month + .seconds(1))
        for _ in 0..<3 { await provider.keeper.keepAlive(after: Self.month) }
        #expect(provider.refreshes.count == 4 && provider.shelf.now.needsReconnect == 1)
    }

    @Test func `an app whose secret is no longer taken stops as a grant that is over does`() async throws {
        let provider = try ToyProvider(refresh: { _ in .answer(401, "{\"error\":\"invalid_client\"}") })
        provider.clock.advance(by: .seconds(1_700))
        let fault = await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(fault?.kind == .reconnect)
        await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        #expect(provider.refreshes.count == 1)
    }

    @Test func `a grant that a person has just given takes the place of the old one`() async throws {
        let provider = try ToyProvider(refresh: { $0 == 1 ? ToyProvider.refused : ToyProvider.tokens($0) })
        provider.clock.advance(by: .seconds(1_700))
        await #expect(throws: BooksFault.self) { try await provider.keeper.pass() }
        let shelf = provider.shelf
        try await provider.keeper.exchange {
            shelf.state.withLock { ($0.grant, $0.needsReconnect) = (.sample(lifetime: .seconds(9_999)), 0) }
        }
        #expect(try await provider.keeper.pass().token == "old-access")
    }
}
