import Agent
import LocalAPI
import Outbound
import Spool
import Testing

@Suite struct GuardTests {
    @Test(arguments: [
        ("Host", "evil.example", 421), ("Host", "127.0.0.1:1", 421), ("Origin", "https://evil.example", 403),
        ("Referer", "https://evil.example/page", 403), ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
    ])
    func `a web page cannot talk to the agent behind the user's back`(
        _ header: String, _ value: String, _ status: Int
    ) async throws {
        try await Shop.open { (shop) async throws in
            let answer = try await shop.call("GET", "/v1/sales", headers: [(header, value)])
            #expect(answer.status == status)
        }
    }

    @Test func `without a token, with a strange one or with a revoked one nothing is told`() async throws {
        try await Shop.open { (shop) async throws in
            #expect(try await shop.call("GET", "/v1/sales", token: "").status == 401)
            #expect(try await shop.call("GET", "/v1/sales", token: "rst_strange").status == 401)
            let token = try await shop.agent.tokens.create(role: .till, name: "T2")
            #expect(try await shop.call("GET", "/v1/sales", token: token.token).status == 200)
            try await shop.agent.tokens.revoke(token.view.id)
            #expect(try await shop.call("GET", "/v1/sales", token: token.token).status == 401)
        }
    }

    @Test(arguments: [
        ("GET", "/v1/status"), ("GET", "/metrics"), ("GET", "/v1/tasks"), ("POST", "/v1/lanes/kra/pause"),
        ("POST", "/v1/tokens"), ("POST", "/v1/kra/init"),
    ])
    func `a till's token does not open the technician's doors`(_ method: String, _ path: String) async throws {
        try await Shop.open { (shop) async throws in
            let answer = try await shop.call(method, path, body: method == "POST" ? [] : nil)
            #expect(answer.status == 403)
        }
    }

    @Test func `health is told to anybody on this machine`() async throws {
        try await Shop.open { (shop) async throws in
            #expect(try await shop.call("GET", "/healthz", token: "").status == 200)
            #expect(try await shop.call("GET", "/readyz", token: "").status == 200)
        }
    }
}
