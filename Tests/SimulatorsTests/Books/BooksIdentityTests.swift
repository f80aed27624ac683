import Foundation
import Testing

@testable import Simulators

/// Consents, tokens and their ends, of both services.
@Suite(.timeLimit(.minutes(1))) struct BooksIdentityTests {
    @Test func `the challenge of the reference's verifier is its challenge`() {
        #expect(SHA256Digest(Array(XeroShop.verifier.utf8)).base64URL == XeroShop.challenge)
        #expect(SHA256Digest([]).base64URL == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    }

    @Test(arguments: [
        ("https://connect.example.co.ke/qbo/callback", 302), ("http://localhost:8765/cb", 302),
        ("http://127.0.0.1:8765/cb", 400), ("https://10.0.0.7/cb", 400), ("http://duka.lan/cb", 400),
        ("risiti://callback", 400),
    ])
    func `redirects go to names over https, or to localhost`(_ redirect: String, _ status: Int)
        async throws
    {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let answer = try await QuickBooksShop.consent(address, redirect: redirect)
            #expect(answer.status == status)
        }
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            let answer = try await XeroShop.consent(address, redirect: redirect)
            #expect(answer.status == status)
        }
    }

    @Test func `a consent can be refused`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            await simulator.control("deny")
            let fields = try await QuickBooksShop.consent(address).fields
            #expect(fields["error"] == "access_denied")
            #expect(fields["state"] == "s t&1")
            #expect(try await QuickBooksShop.consent(address).fields["code"] != nil)
        }
    }

    @Test(arguments: [false, true])
    func `QuickBooks' refresh token changes once a day or each time, and the older one is dead`(
        _ each: Bool
    ) async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options { $0.rotatesEachRefresh = each })
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let second = try await QuickBooksShop.refresh(address, shop.refresh).text("refresh_token")
            #expect((second == shop.refresh) == !each)
            await simulator.advanceClock(86_400)
            let third = try await QuickBooksShop.refresh(address, second).text("refresh_token")
            #expect(third != second)
            let dead = try await QuickBooksShop.refresh(address, second)
            #expect(dead.status == 400)
            #expect(dead.text("error") == "invalid_grant")
            await simulator.advanceClock(8_726_400)
            #expect(try await QuickBooksShop.refresh(address, third).text("error") == "invalid_grant")
        }
        let report = await simulator.report()
        #expect(report.refreshes == 2)
        #expect(report.grantsRefused == 2)
    }

    @Test func `QuickBooks' access token ends after an hour, with the gateway's envelope`()
        async throws
    {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            await simulator.advanceClock(3_599)
            #expect(try await shop.get("companyinfo/\(shop.realm)").status == 200)
            await simulator.advanceClock(1)
            let answer = try await shop.get("companyinfo/\(shop.realm)")
            #expect(answer.status == 401)
            #expect(answer.text("fault.error.0.code") == "3200")
            #expect(answer.text("fault.type") == "AUTHENTICATION")
            #expect(answer.text("fault.error.0.detail").hasPrefix("Token expired: eyJ"))
        }
    }

    @Test func `another company, another secret and a revoked token are shut out`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options { $0.companies = 2 })
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let realm = try ExactJSON(reading: await simulator.control("companies").text).at(
                "companies.1.company")?.string
            let other = try await shop.caller.send("GET", "/v3/company/\(realm ?? "")/preferences")
            #expect(other.status == 403)
            #expect(other.text("fault.error.0.code") == "3100")
            let fields: KeyValuePairs = ["grant_type": "refresh_token", "refresh_token": shop.refresh]
            let wrong = "Basic " + Data("ABclientid:other".utf8).base64EncodedString()
            let refused = try await QuickBooksShop.token(address, fields, basic: wrong)
            #expect(refused.status == 401)
            #expect(refused.text("error") == "invalid_client")
            #expect(try await QuickBooksShop.revoke(address, shop.refresh).status == 200)
            #expect(try await shop.get("preferences").status == 401)
            #expect(
                try await QuickBooksShop.refresh(address, shop.refresh).text("error") == "invalid_grant")
        }
    }

    @Test func `a second consent ends the first chain`() async throws {
        try await QuickBooksSimulator(BooksClock.options()).withRunning { address in
            let first = try await QuickBooksShop.open(address)
            let second = try await QuickBooksShop.open(address)
            #expect(first.realm == second.realm)
            #expect(try await QuickBooksShop.refresh(address, first.refresh).status == 400)
            #expect(try await QuickBooksShop.refresh(address, second.refresh).status == 200)
        }
    }

    @Test
    func
        `Xero turns the refresh token over each time, and lets the one before live for thirty minutes`()
        async throws
    {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address)
            let second = try await XeroShop.refresh(address, shop.refresh).text("refresh_token")
            #expect(second != shop.refresh)
            await simulator.advanceClock(1_799)
            let again = try await XeroShop.refresh(address, shop.refresh)
            #expect(again.status == 200)
            await simulator.advanceClock(1)
            let late = try await XeroShop.refresh(address, shop.refresh)
            #expect(late.text == #"{"error":"invalid_grant"}"#)
            #expect(late.status == 400)
            await simulator.advanceClock(59 * 86_400)
            let third = try await XeroShop.refresh(address, second).text("refresh_token")
            #expect(!third.isEmpty)
            await simulator.advanceClock(60 * 86_400)
            #expect(try await XeroShop.refresh(address, third).status == 400)
        }
        #expect(await simulator.report().refreshes == 3)
    }

    @Test(arguments: [
        "edge-agent-test-verifier-0123456789-ABCDEFGHIJKLN", "short", "",
    ])
    func `Xero's code needs its own verifier`(_ verifier: String) async throws {
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            let code = try await XeroShop.consent(address).fields["code"] ?? ""
            #expect(try await XeroShop.exchange(address, code, verifier: verifier).status == 400)
        }
    }

    @Test func `without offline access there is no refresh token, and a code lives five minutes`()
        async throws
    {
        let simulator = try XeroSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let code =
                try await XeroShop.consent(address, scope: "openid accounting.contacts").fields["code"]
                ?? ""
            let tokens = try await XeroShop.exchange(address, code)
            #expect(tokens.status == 200)
            #expect(tokens.at("refresh_token") == nil)
            let late = try await XeroShop.consent(address).fields["code"] ?? ""
            await simulator.advanceClock(300)
            #expect(try await XeroShop.exchange(address, late).status == 400)
        }
    }

    @Test func `Xero looks at the scope, the tenant and the connection`() async throws {
        try await XeroSimulator(BooksClock.options()).withRunning { address in
            var shop = try await XeroShop.open(
                address, scope: "offline_access accounting.contacts accounting.settings.read")
            #expect(try await shop.get("Contacts").status == 200)
            #expect(try await shop.get("TaxRates").status == 200)
            let write = try await shop.put("TaxRates", "{}")
            #expect(write.status == 401)
            #expect(write.text("Detail").hasPrefix("AuthorizationUnsuccessful"))
            shop.caller.headers["xero-tenant-id"] = nil
            let homeless = try await shop.get("Contacts")
            #expect(homeless.status == 403)
            #expect(homeless.text("Detail").hasPrefix("AuthenticationUnsuccessful"))
            shop.caller.headers["xero-tenant-id"] = shop.tenant
            let revoked = try await XeroShop.revoke(address, shop.refresh)
            #expect(revoked.status == 200)
            #expect(try await shop.get("Contacts").status == 401)
        }
    }
}

extension XeroShop {
    /// Revokes.
    static func revoke(_ address: String, _ token: String) async throws -> BooksCaller.Answer {
        try await BooksCaller(address: address).send(
            "POST", "/connect/revocation", BooksCaller.form(["client_id": client, "token": token]),
            with: ["Content-Type": "application/x-www-form-urlencoded"])
    }
}
