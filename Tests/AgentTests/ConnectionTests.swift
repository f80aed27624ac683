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

@Suite struct ConnectionTests {
    @Test(arguments: [("quickbooks", "S3CRET-of-the-app"), ("xero", nil), ("xero", "S3CRET-of-the-app")])
    func `a company is connected by a browser, tested, listed and removed`(
        _ provider: String, _ secret: String?
    ) async throws {
        let books = try SimulatedBooks(provider)
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let lane = try await shop.connect(books, base, secret: secret)
                let token = try await shop.technician()
                let list = try ReplyCoding.read(
                    ConnectionListReply.self, from: try await shop.call("GET", "/v1/connections", token: token).body)
                #expect(list.connections.map(\.lane) == [lane])
                #expect(list.connections.first?.state == "connected")
                #expect((list.connections.first?.daysLeft ?? 0) >= 59)
                #expect(list.connections.first?.title.hasPrefix(provider == "xero" ? "Xero" : "QuickBooks") == false)
                let escaped = lane.replacing(":", with: "%3A")
                for name in [lane, escaped] {
                    let test = try await shop.call("POST", "/v1/connections/\(name)/test", body: [], token: token)
                    #expect(test.status == 200)
                    let company = try ReplyCoding.read(CompanyReply.self, from: test.body)
                    #expect(company.name == list.connections.first?.title)
                }
                let gone = try await shop.call("DELETE", "/v1/connections/\(escaped)", token: token)
                #expect(gone.status == 200)
                #expect(try ReplyCoding.read(RemovalReply.self, from: gone.body).revoked)
                #expect(try await shop.agent.connections.list().isEmpty)
                #expect(try await shop.agent.spool.secret("books.\(lane).grant") == nil)
                #expect(try await shop.agent.spool.secret("books.\(lane).app") == nil)
                #expect(
                    try await shop.call("POST", "/v1/connections/\(lane)/test", body: [], token: token).status == 404)
                #expect(try await shop.connect(books, base, secret: secret) == lane)
            }
        }
    }

    @Test func `the address that a browser landed on can be pasted, and works once`() async throws {
        let books = try SimulatedBooks("quickbooks")
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let token = try await shop.technician()
                let begun = try await shop.begin("quickbooks", base, token: token)
                let landed = try await Browser.agree(begun.authorizeURL)
                let body = try ReplyCoding.bytes(of: CallbackRequest(url: "  \(landed)\n"))
                let path = "/v1/connections/pending/\(begun.id)/finish"
                let answer = try await shop.call("POST", path, body: body, token: token)
                #expect(answer.status == 200)
                #expect(try ReplyCoding.read(ConnectingReply.self, from: answer.body).state == .connected)
                let again = try await shop.call("POST", path, body: body, token: token)
                #expect(again.status == 409)
                #expect(try ReplyCoding.read(Problem.self, from: again.body).code == "grant.state")
            }
        }
    }

    @Test func `where a grant opens several companies a person chooses, and connects another beside it`() async throws {
        let books = try SimulatedBooks("xero", companies: 3)
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let token = try await shop.technician()
                var lanes: [String] = []
                for number in 0..<2 {
                    let begun = try await shop.begin("xero", base, secret: nil, token: token)
                    #expect(try await shop.land(try await Browser.agree(begun.authorizeURL)).status == 200)
                    let path = "/v1/connections/pending/\(begun.id)"
                    let state = try ReplyCoding.read(
                        ConnectingReply.self, from: try await shop.call("GET", path, token: token).body)
                    #expect(state.state == .choosing)
                    #expect(state.choices.count == 3)
                    let wrong = try ReplyCoding.bytes(of: CompanyChoice(company: "another"))
                    #expect(try await shop.call("POST", path + "/choose", body: wrong, token: token).status == 409)
                    let choice = try ReplyCoding.bytes(of: CompanyChoice(company: state.choices[number].company))
                    let done = try await shop.call("POST", path + "/choose", body: choice, token: token)
                    let reply = try ReplyCoding.read(ConnectingReply.self, from: done.body)
                    lanes.append(reply.lane ?? "")
                }
                #expect(try await shop.agent.connections.list().map(\.connection.lane) == lanes.sorted())
                // Removing one leaves the other's grant alone.
                #expect(try await shop.agent.connections.remove(lanes[0]))
                #expect(try await shop.agent.connections.test(lanes[1]).name.isEmpty == false)
            }
        }
    }

    @Test func `a grant that went to one company goes to no other, by the door or by the command`() async throws {
        let books = try SimulatedBooks("xero", companies: 2)
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let token = try await shop.technician()
                let begun = try await shop.begin("xero", base, secret: nil, token: token)
                #expect(try await shop.land(try await Browser.agree(begun.authorizeURL)).status == 200)
                let path = "/v1/connections/pending/\(begun.id)"
                let choices = try ReplyCoding.read(
                    ConnectingReply.self, from: try await shop.call("GET", path, token: token).body
                ).choices
                func connect(_ company: String) async -> Int32 {
                    await shop.risiti("books", "connect", "xero", "--pending", begun.id, "--company", company)
                }
                #expect(await connect(choices[0].company) == 0)
                let lanes = ["xero:\(choices[0].company)"]
                #expect(try await shop.agent.connections.list().map(\.connection.lane) == lanes)

                #expect(await connect(choices[1].company) == 1)
                let other = try ReplyCoding.bytes(of: CompanyChoice(company: choices[1].company))
                let answer = try await shop.call("POST", path + "/choose", body: other, token: token)
                #expect(answer.status == 409)
                #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == "grant.state")
                #expect(try await shop.agent.connections.list().map(\.connection.lane) == lanes)
                // Asked once more for the company that it went to, the command says that it is connected.
                #expect(await connect(choices[0].company) == 0)
            }
        }
    }

    @Test func `a person who says no, and a callback of nobody's, connect nothing`() async throws {
        let books = try SimulatedBooks("quickbooks")
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let token = try await shop.technician()
                await books.control("deny")
                let begun = try await shop.begin("quickbooks", base, token: token)
                let landing = try await shop.land(try await Browser.agree(begun.authorizeURL))
                #expect(landing.status == 400)
                #expect(String(decoding: landing.body, as: UTF8.self).contains("said no"))
                let state = try await shop.agent.connections.connecting(begun.id)
                guard case .failed(let error) = state.stage else { throw BrowserError.notConnected("\(state.stage)") }
                #expect(error.code == .denied)
                let stranger = shop.redirect + "?code=x&state=y&realmId=1"
                #expect(try await shop.land(stranger).status == 400)
                #expect(try await shop.agent.connections.list().isEmpty)
            }
        }
    }

    @Test(arguments: [
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")],
        [("Origin", "https://evil.example"), ("Sec-Fetch-Mode", "cors")],
    ])
    func `the landing is for a browser's own page alone`(_ headers: [(String, String)]) async throws {
        try await Shop.open { (shop) async throws in
            #expect(try await shop.land(shop.redirect + "?code=x&state=y", headers: headers).status == 403)
            // And nothing else is opened by a landing's headers.
            let elsewhere = try await shop.call("GET", "/v1/connections", headers: Browser.fromElsewhere)
            #expect(elsewhere.status == 403)
        }
    }

    @Test func `the landing loads nothing, frames nowhere and tells nobody its address`() async throws {
        try await Shop.open { (shop) async throws in
            let page = try await shop.land(shop.redirect + "?code=%3Cscript%3E&state=%3Cscript%3E")
            #expect(page.header("referrer-policy") == "no-referrer")
            #expect(page.header("content-security-policy")?.hasPrefix("default-src 'none'") == true)
            #expect(!String(decoding: page.body, as: UTF8.self).contains("<script"))
        }
    }

    @Test func `a till's token connects nothing`() async throws {
        try await Shop.open { (shop) async throws in
            #expect(try await shop.call("GET", "/v1/connections").status == 403)
            #expect(try await shop.call("POST", "/v1/connections", body: Array("{}".utf8)).status == 403)
            #expect(try await shop.call("DELETE", "/v1/connections/xero:a").status == 403)
        }
    }

    @Test func `settings are changed member by member`() async throws {
        let books = try SimulatedBooks("quickbooks")
        try await books.whileRunning { base in
            try await Shop.open { (shop) async throws in
                let lane = try await shop.connect(books, base)
                let token = try await shop.technician()
                for body in [#"{"after":"kra","watch":10}"#, #"{"after":"none","posting":null}"#] {
                    let answer = try await shop.call(
                        "PATCH", "/v1/connections/\(lane)", body: Array(body.utf8), token: token)
                    #expect(answer.status == 200)
                }
                let settings = try await shop.agent.spool.booksConnection(lane).settings
                #expect(settings == #"{"watch":10,"after":"none"}"#)
                // Connected again it keeps them.
                _ = try await shop.connect(books, base)
                #expect(try await shop.agent.spool.booksConnection(lane).settings == settings)
            }
        }
    }
}
