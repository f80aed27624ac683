import Foundation
import HTTPTestSupport
import OSCU
import Outbound
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ClientTests {
    private let sale = OSCURequest(call: .sale, body: Array(#"{"tin":"P052345678K","bhfId":"00","invcNo":1}"#.utf8))

    private func client(
        _ url: String, _ route: OSCURoute = .direct, now: (@Sendable () -> ContinuousClock.Instant)? = nil
    ) -> OSCUClient {
        OSCUClient(
            address: OSCUAddress(route: route, base: url + "/api", token: url + "/token"), device: Shop.device,
            http: HTTPClient(), now: now ?? { ContinuousClock.now })
    }

    private static func token(_ text: String) -> TinyHTTPServer.Reaction {
        .answer(200, #"{"access_token":"\#(text)","expires_in":"3599"}"#)
    }

    @Test func `the direct route carries the device in headers and body`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, Sample.signed) }
        let reply = await client(server.url).send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == .accepted)
        let request = try #require(server.received.first)
        #expect(request.target == "/api/saveTrnsSalesOsdc")
        #expect(request.headers["tin"] == "P052345678K")
        #expect(request.headers["bhfid"] == "00")
        #expect(request.headers["cmckey"] == Shop.key)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["authorization"] == nil)
        #expect(request.headers["apigee_app_id"] == nil)
        #expect(request.text == #"{"tin":"P052345678K","bhfId":"00","cmcKey":"\#(Shop.key)","invcNo":1}"#)
    }

    @Test(arguments: OSCURoute.allCases)
    func `initialisation carries no key, and the device's headers on the integrator route only`(
        _ route: OSCURoute
    ) async throws {
        let server = try TinyHTTPServer {
            $0.target.hasPrefix("/token") ? Self.token("T") : .answer(200, Sample.registration)
        }
        let reply = await client(server.url, route).send(.initialise(Shop.device), credentials: Shop.credentials)
        #expect(reply.data.flatMap { DeviceRegistration(from: $0) }?.communicationKey == Shop.key)
        let request = try #require(server.received.last)
        #expect(request.text == Sample.initialise)
        #expect(request.headers["cmckey"] == nil)
        #expect(request.headers["tin"] == (route == .direct ? nil : "P052345678K"))
    }

    @Test func `nothing but initialisation is sent without a key`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, Sample.signed) }
        let reply = await client(server.url).send(sale, credentials: OSCUCredentials(communicationKey: nil))
        #expect(reply.verdict == .deviceProblem)
        #expect(server.received.isEmpty)
    }

    @Test func `a token is fetched once, and again a minute before its end`() async throws {
        let server = try TinyHTTPServer {
            $0.target.hasPrefix("/token") ? Self.token("T\($0.number)") : .answer(200, Sample.signed)
        }
        let clock = Clock()
        let client = client(server.url, .integrator) { clock.now }
        for seconds in [0, 3_538, 3_539] {
            clock.set(.seconds(seconds))
            #expect(await client.send(sale, credentials: Shop.credentials).verdict == .accepted)
        }
        let received = server.received
        let basic = Data("CONSUMER-S3CRET:VERY-S3CRET".utf8).base64EncodedString()
        #expect(received.map(\.method) == ["GET", "POST", "POST", "GET", "POST"])
        #expect(received[0].target == "/token?grant_type=client_credentials")
        #expect(received[0].headers["authorization"] == "Basic \(basic)")
        #expect(received[1].target == "/api/sendSalesTransaction")
        #expect(
            received.compactMap { $0.method == "POST" ? $0.headers["authorization"] : nil } == [
                "Bearer T1", "Bearer T1", "Bearer T4",
            ])
        #expect(received[1].headers["apigee_app_id"] == "APPLICATION-S3CRET")
    }

    @Test func `a refused token is renewed once`() async throws {
        let server = try TinyHTTPServer { request in
            if request.target.hasPrefix("/token") { return Self.token("T\(request.number)") }
            return request.headers["authorization"] == "Bearer T1"
                ? .answer(401, #"{"header":{"responseMessage":"Invalid Access Token","responseCode":401},"body":{}}"#)
                : .answer(200, Sample.signed)
        }
        let reply = await client(server.url, .integrator).send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == .accepted)
        #expect(server.received.map(\.method) == ["GET", "POST", "GET", "POST"])
    }

    @Test func `a token that stays refused is a device problem`() async throws {
        let server = try TinyHTTPServer { $0.target.hasPrefix("/token") ? Self.token("T") : .answer(401, "") }
        let reply = await client(server.url, .integrator).send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == .deviceProblem)
        #expect(server.received.count == 4)
    }

    @Test(arguments: [TinyHTTPServer.Reaction.answer(200, ""), .answer(200, "{}"), .raw(""), .reset])
    func `a flaky token endpoint gets one more try`(_ first: TinyHTTPServer.Reaction) async throws {
        let server = try TinyHTTPServer { request in
            guard request.target.hasPrefix("/token") else { return .answer(200, Sample.signed) }
            return request.number == 1 ? first : Self.token("T")
        }
        let reply = await client(server.url, .integrator).send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == .accepted)
    }

    @Test(arguments: [
        (401, OSCUVerdict.deviceProblem), (400, .deviceProblem), (404, .configuration),
        (503, .again(after: .seconds(7), limit: nil)), (500, .again(after: nil, limit: nil)),
        (200, .again(after: nil, limit: nil)),
    ])
    func `without a token no sale leaves`(_ status: Int, _ verdict: OSCUVerdict) async throws {
        let server = try TinyHTTPServer { _ in .answer(status, "", headers: ["Retry-After: 7"]) }
        let reply = await client(server.url, .integrator).send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == verdict)
        #expect(server.received.allSatisfy { $0.method == "GET" })
    }

    @Test func `the integrator route needs its settings`() async throws {
        let server = try TinyHTTPServer { _ in .answer(200, Sample.signed) }
        let reply = await client(server.url, .integrator).send(
            sale, credentials: OSCUCredentials(communicationKey: Shop.key))
        #expect(reply.verdict == .configuration)
        #expect(server.received.isEmpty)
    }

    @Test(arguments: [
        TinyHTTPServer.Reaction.raw(""), .reset, .raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"resultCd\""),
    ])
    func `a lost answer is unclear for a sale and asked again for a look-up`(_ reaction: TinyHTTPServer.Reaction)
        async throws
    {
        let server = try TinyHTTPServer { _ in reaction }
        let client = client(server.url)
        #expect(await client.send(sale, credentials: Shop.credentials).verdict == .unclear(limit: nil))
        let lookup = OSCURequest.invoiceDetails(Shop.device, 1)
        let reply = await client.send(lookup, credentials: Shop.credentials)
        #expect(reply.verdict == .again(after: nil, limit: nil))
        #expect(reply.httpStatus == nil)
        #expect(server.received.filter { $0.target.hasSuffix("Osdc") }.count == 1)
    }

    @Test(arguments: OSCURoute.allCases)
    func `a refused connection was not sent`(_ route: OSCURoute) async throws {
        let url = "http://127.0.0.1:\(try TinyHTTPServer.closedPort())"
        #expect(await client(url, route).send(sale, credentials: Shop.credentials).verdict == .notSent)
    }

    @Test func `an address that may not be used is a setting to mend`() async {
        let reply = await client("http://etims.example").send(sale, credentials: Shop.credentials)
        #expect(reply.verdict == .configuration)
    }

    private final class Clock: Sendable {
        private let start = ContinuousClock.now
        private let passed = Mutex(Duration.zero)

        var now: ContinuousClock.Instant { start.advanced(by: passed.withLock { $0 }) }

        func set(_ duration: Duration) {
            passed.withLock { $0 = duration }
        }
    }
}
