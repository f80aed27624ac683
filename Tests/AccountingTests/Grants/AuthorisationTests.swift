import Accounting
import Foundation
import Outbound
import Testing

@Suite struct AuthorisationTests {
    private static let chance = (0..<Authorisation.chanceBytes).map { UInt8($0) }

    private static func app(_ provider: Provider, secret: String? = nil) throws -> OAuthApp {
        try OAuthApp(
            provider: provider, clientID: "ABclientid", clientSecret: provider == .xero ? secret : "secretXYZ",
            redirectURI: "http://localhost:8765/callback")
    }

    private static func fields(_ url: String) -> [String: String] {
        Dictionary(
            (URLComponents(string: url)?.queryItems ?? []).map { ($0.name, $0.value ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `a challenge is that of the reference`() {
        // accounting-apis §2.1.
        #expect(
            Authorisation.challenge(of: "edge-agent-test-verifier-0123456789-ABCDEFGHIJKLM")
                == "X4PxxcSBfG5XfRNVJm4q1fF_AXKEVFc_SWhQBCxs3AU")
    }

    @Test func `the address asks for what is needed, and Xero's without a secret for a proof`() throws {
        var waiting = Authorisations()
        let quickBooks = Self.fields(
            waiting.begin("a", try Self.app(.quickBooks), chance: Self.chance, at: .zero).url)
        #expect(quickBooks["client_id"] == "ABclientid")
        #expect(quickBooks["response_type"] == "code")
        #expect(quickBooks["scope"] == "com.intuit.quickbooks.accounting")
        #expect(quickBooks["redirect_uri"] == "http://localhost:8765/callback")
        #expect(quickBooks["state"]?.count == 43)
        #expect(quickBooks["code_challenge"] == nil)
        let xero = waiting.begin("b", try Self.app(.xero), chance: Self.chance, at: .zero).url
        #expect(xero.hasPrefix("https://login.xero.com/identity/connect/authorize?"))
        #expect(Self.fields(xero)["code_challenge_method"] == "S256")
        #expect(Self.fields(xero)["scope"]?.hasPrefix("offline_access ") == true)
        let withSecret = waiting.begin("c", try Self.app(.xero, secret: "s"), chance: Self.chance, at: .zero).url
        #expect(Self.fields(withSecret)["code_challenge"] == nil)
    }

    @Test func `a code is exchanged as the reference shows`() throws {
        var waiting = Authorisations()
        let begun = waiting.begin("a", try Self.app(.quickBooks), chance: Self.chance, at: .zero)
        let state = Self.fields(begun.url)["state"] ?? ""
        let redeemed = try waiting.redeem(
            OAuthCallback("https://x.example/cb?code=AB11732000000invented&state=\(state)&realmId=9130350000000001"),
            at: .seconds(1))
        #expect(redeemed.companyKey == "9130350000000001")
        // accounting-apis §7.1.
        let headers = Dictionary(redeemed.exchange.headers) { first, _ in first }
        #expect(headers["Authorization"] == "Basic QUJjbGllbnRpZDpzZWNyZXRYWVo=")
        #expect(redeemed.exchange.url == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer")
        #expect(
            String(decoding: redeemed.exchange.body ?? [], as: UTF8.self)
                == "grant_type=authorization_code&code=AB11732000000invented"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback")
        #expect(!"\(redeemed.exchange)".contains("AB11732000000invented"))
        #expect(!"\(redeemed.exchange)".contains("QUJjbGllbnRpZDpzZWNyZXRYWVo"))
    }

    @Test func `Xero's app without a secret says who it is in the form, and brings the verifier of its challenge`()
        throws
    {
        var waiting = Authorisations()
        let begun = waiting.begin("a", try Self.app(.xero), chance: Self.chance, at: .zero)
        let asked = Self.fields(begun.url)
        let redeemed = try waiting.redeem(OAuthCallback("code=c&state=\(asked["state"] ?? "")"), at: .zero)
        let form = Self.fields("?" + String(decoding: redeemed.exchange.body ?? [], as: UTF8.self))
        #expect(form["client_id"] == "ABclientid")
        #expect(!redeemed.exchange.headers.contains { $0.0 == "Authorization" })
        #expect(Authorisation.challenge(of: form["code_verifier"] ?? "") == asked["code_challenge"])
        #expect((43...128).contains(form["code_verifier"]?.count ?? 0))
    }

    @Test(arguments: [
        ("error=access_denied&state=STATE", GrantError.Code.denied), ("error=server_error&state=STATE", .refused),
        ("code=c&state=STATE", .realm), ("code=c&state=STATE&realmId=1/../2", .realm),
        ("code=c&state=other&realmId=1", .state),
        ("code=c&state=STATE&realmId=1#late", .expired),
    ])
    func `an answer that is no yes is named, and ends the connecting`(
        _ query: String, _ code: GrantError.Code
    ) throws {
        var waiting = Authorisations()
        let begun = waiting.begin("a", try Self.app(.quickBooks), chance: Self.chance, at: .zero)
        let state = Self.fields(begun.url)["state"] ?? ""
        let callback = try OAuthCallback("https://x.example/?" + query.replacing("STATE", with: state))
        let now = Duration.seconds(code == .expired ? 601 : 600)
        #expect { try waiting.redeem(callback, at: now) } throws: { ($0 as? GrantError)?.code == code }
        let good = try OAuthCallback("code=c&state=\(state)&realmId=1")
        if code == .state {
            #expect(try waiting.redeem(good, at: now).companyKey == "1")
        }
        // Whatever came: it works once.
        #expect { try waiting.redeem(good, at: now) } throws: { ($0 as? GrantError)?.code == .state }
    }

    @Test(arguments: ["", "https://x.example/", "?code=c", "state=s", "code=c&state=%zz", "code=a&code=b&state=s"])
    func `what is no callback is not taken for one`(_ text: String) {
        #expect { try OAuthCallback(text) } throws: { ($0 as? GrantError)?.code == .callback }
    }

    @Test(arguments: [
        "http://127.0.0.1:8765/cb", "http://shop.example/cb", "ftp://localhost/", "localhost", "https://a b/",
    ])
    func `a redirect that the providers refuse is refused at once`(_ redirect: String) {
        #expect {
            try OAuthApp(provider: .xero, clientID: "id", clientSecret: nil, redirectURI: redirect)
        } throws: {
            ($0 as? GrantError)?.code == .address
        }
    }

    @Test(arguments: ["http://broker.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example", "x"])
    func `secrets go to no base without TLS but this machine's`(_ base: String) {
        #expect { try OAuthAddresses.behind(base, .quickBooks) } throws: { ($0 as? GrantError)?.code == .address }
    }

    @Test func `QuickBooks has no app without a secret`() {
        #expect {
            try OAuthApp(
                provider: .quickBooks, clientID: "id", clientSecret: "", redirectURI: "https://shop.example/cb")
        } throws: {
            ($0 as? GrantError)?.code == .address
        }
    }
}
