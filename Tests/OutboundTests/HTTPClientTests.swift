import Foundation
import HTTPTestSupport
import Outbound
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct HTTPClientTests {
    private let quick = HTTPRequest.Timeouts(connect: .milliseconds(500), total: .milliseconds(800))

    private func failure(
        of request: HTTPRequest, by client: HTTPClient = HTTPClient()
    ) async -> OutboundFailure? {
        do throws(OutboundFailure) {
            _ = try await client.exchange(request)
            return nil
        } catch {
            return error
        }
    }

    private func isSent(_ failure: OutboundFailure?) -> Bool? {
        switch failure {
        case .notSent: false
        case .unclear: true
        case nil: nil
        }
    }

    @Test func `an exchange carries everything there and back`() async throws {
        let server = try TinyHTTPServer { _ in .answer(201, "{\"ok\":1}", headers: ["X-Two: 2"]) }
        let response = try await HTTPClient(options: .init(userAgent: "risiti/9")).exchange(
            HTTPRequest(
                method: "POST", url: server.url + "/a?b=c", headers: [("cmcKey", "K"), ("X-Empty", "")],
                body: Array("{}".utf8)))
        #expect(response.status == 201)
        #expect(response.header("x-two") == "2")
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"ok\":1}")
        let request = try #require(server.received.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a?b=c")
        #expect(request.text == "{}")
        #expect(request.headers["cmckey"] == "K")
        #expect(request.headers["x-empty"] == "")
        #expect(request.headers["user-agent"] == "risiti/9")
        #expect(request.headers["expect"] == nil)
        #expect(request.headers["content-type"] == nil)
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE"])
    func `every method is sent with and without a body`(_ method: String) async throws {
        let server = try TinyHTTPServer { _ in .answer(200, "") }
        let client = HTTPClient()
        for body in [nil, [], Array("x".utf8)] as [[UInt8]?] {
            _ = try await client.exchange(HTTPRequest(method: method, url: server.url, body: body))
        }
        #expect(server.received.map(\.method) == [method, method, method])
        #expect(server.received.map(\.text) == ["", "", "x"])
    }

    @Test func `the connection is kept`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, "") }
        let client = HTTPClient()
        for _ in 0..<3 { _ = try await client.exchange(HTTPRequest(method: "POST", url: server.url, body: [1])) }
        #expect(server.received.map(\.connection) == [1, 1, 1])
    }

    @Test func `a refused connection was not sent`() async throws {
        let url = "http://127.0.0.1:\(try TinyHTTPServer.closedPort())/"
        let failure = await failure(of: HTTPRequest(method: "POST", url: url, body: [1]))
        #expect(failure?.reason == .notConnected)
        #expect(isSent(failure) == false)
    }

    @Test(arguments: ["https://nobody.invalid/", "https://127.0.0.1:1/"])
    func `a name or port that leads nowhere was not sent`(_ url: String) async {
        let failure = await failure(of: HTTPRequest(method: "POST", url: url, body: [1], timeouts: quick))
        #expect(isSent(failure) == false)
    }

    @Test func `a server that does not speak TLS was not sent`() async throws {
        let server = try TinyHTTPServer { _ in .stall }
        let url = "https://127.0.0.1:\(server.port)/"
        let failure = await failure(of: HTTPRequest(method: "POST", url: url, body: [1], timeouts: quick))
        #expect(isSent(failure) == false)
        #expect(server.received.isEmpty)
    }

    @Test(arguments: [
        (TinyHTTPServer.Reaction.raw(""), OutboundFailure.Reason.incomplete),
        (.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .incomplete),
        (.raw("HTTP/1.1 200 OK\r\nContent-Le"), .incomplete),
        (.reset, .reset),
        (.stall, .timeout),
    ])
    func `an answer lost after the body was sent is unclear`(
        _ reaction: TinyHTTPServer.Reaction, _ reason: OutboundFailure.Reason
    ) async throws {
        let server = try TinyHTTPServer { _ in reaction }
        let failure = await failure(of: HTTPRequest(method: "POST", url: server.url, body: [1], timeouts: quick))
        #expect(isSent(failure) == true)
        #expect(failure?.reason == reason)
    }

    @Test(arguments: ["{\"invcNo\":7}", nil])
    func `a kept connection that breaks is unclear and nothing is sent twice`(_ body: String?) async throws {
        let server = try TinyHTTPServer { $0.number == 1 ? .answer(200, "") : .raw("") }
        let client = HTTPClient()
        let request = HTTPRequest(
            method: body == nil ? "GET" : "POST", url: server.url, body: body.map { Array($0.utf8) })
        _ = try await client.exchange(request)
        let failure = await failure(of: request, by: client)
        #expect(isSent(failure) == true)
        #expect(server.received.map(\.connection) == [1, 1])
    }

    @Test(arguments: [
        "http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "http://[::2]/",
        "ftp://127.0.0.1/", "no address", "",
    ])
    func `plain http to another machine is refused`(_ url: String) async {
        let failure = await failure(of: HTTPRequest(method: "GET", url: url, timeouts: quick))
        #expect(failure?.reason == .address)
        #expect(isSent(failure) == false)
    }

    @Test func `a header cannot smuggle a line`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, "") }
        let failure = await failure(
            of: HTTPRequest(method: "GET", url: server.url, headers: [("tin", "a\r\nX: y")]))
        #expect(failure?.reason == .request)
        #expect(server.received.isEmpty)
    }

    @Test func `an answer over the limit is given up`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, String(repeating: "x", count: 2_000)) }
        let client = HTTPClient(options: .init(responseLimit: 1_000))
        let failure = await failure(of: HTTPRequest(method: "POST", url: server.url, body: [1]), by: client)
        #expect(failure?.reason == .tooLarge)
        #expect(isSent(failure) == true)
    }

    @Test func `a redirect is not followed`() async throws {
        let server = try TinyHTTPServer { _ in .answer(302, "", headers: ["Location: /other"]) }
        let response = try await HTTPClient().exchange(HTTPRequest(method: "POST", url: server.url, body: [1]))
        #expect(response.status == 302)
        #expect(server.received.count == 1)
    }

    @Test func `a cancelled task gives the exchange up`() async throws {
        let server = try TinyHTTPServer { _ in .stall }
        let task = Task { await self.failure(of: HTTPRequest(method: "POST", url: server.url, body: [1])) }
        while server.received.isEmpty { await Task.yield() }
        task.cancel()
        let outcome = await task.value
        #expect(outcome?.reason == .cancelled)
        #expect(isSent(outcome) == true)
    }

    @Test func `a Unix socket is spoken to`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/risiti-\(UInt32.random(in: 0 ... .max)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try TinyHTTPServer(path: path) { _ in .answer(200, "hi") }
        let response = try await HTTPClient(options: .init(socketPath: path))
            .exchange(HTTPRequest(method: "GET", url: "http://agent/v1/status"))
        #expect(response.body == Array("hi".utf8))
        #expect(server.received.first?.headers["host"] == "agent")
    }

    @Test func `a proxy that refuses was not sent`() async throws {
        let proxy = try TinyHTTPServer { _ in .answer(407, "", headers: ["Connection: close"]) }
        let client = HTTPClient(options: .init(proxy: proxy.url))
        let failure = await failure(
            of: HTTPRequest(method: "POST", url: "https://etims.invalid/", body: [1], timeouts: quick), by: client)
        #expect(failure?.reason == .proxy)
        #expect(isSent(failure) == false)
        #expect(proxy.received.first?.method == "CONNECT")
    }

    @Test func `this machine is reached without the proxy`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, "") }
        let proxy = "http://127.0.0.1:\(try TinyHTTPServer.closedPort())"
        let response = try await HTTPClient(options: .init(proxy: proxy))
            .exchange(HTTPRequest(method: "GET", url: server.url))
        #expect(response.status == 200)
    }

    @Test func `a stream is handed on and ended by its reader`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, "data: one\n\ndata: two\n\n") }
        let seen = Seen()
        let response = try await HTTPClient().stream(HTTPRequest(method: "GET", url: server.url)) { bytes in
            seen.bytes.withLock { $0 += bytes }
            return false
        }
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(seen.bytes.withLock { String(decoding: $0, as: UTF8.self) }.hasPrefix("data: one"))
    }

    @Test func `a certificate file that cannot be read stops everything`() async throws {
        let client = HTTPClient(options: .init(siteCertificates: "/nowhere/site.pem"))
        let failure = await failure(of: HTTPRequest(method: "GET", url: "https://127.0.0.1:1/"), by: client)
        #expect(failure?.reason == .setting)
    }

    private final class Seen: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }
}
