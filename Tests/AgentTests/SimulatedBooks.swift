import Accounting
import Agent
import BooksTestSupport
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool

extension SimulatedBooks {
    /// Opens the books of `quickbooks` or `xero`.
    init(_ provider: String, companies: Int = 1, seed: UInt64 = 1) throws {
        try self.init(provider == "xero" ? .xero : .quickBooks) { options in
            (options.companies, options.seed) = (companies, seed)
        }
    }
}

/// A person at a browser: opens an address, agrees, and is sent back.
struct Browser {
    /// Where the provider's page sends the person.
    static func agree(_ url: String, more: String = "") async throws -> String {
        let answer = try await HTTPClient().exchange(HTTPRequest(method: "GET", url: url + more))
        return answer.header("location") ?? "status \(answer.status)"
    }

    /// What a browser says of itself when a page of another site sends it somewhere.
    static let fromElsewhere = [
        ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"),
        ("Referer", "https://appcenter.intuit.com/"),
    ]
}

extension Shop {
    /// The redirect that leads to this shop's own door.
    var redirect: String { address.replacing("127.0.0.1", with: "localhost") + "/v1/connections/callback" }

    /// A technician's token.
    func technician() async throws -> String {
        try await agent.tokens.create(role: .technician, name: "test").token
    }

    /// Begins to connect a company, as `risiti books connect` does.
    func begin(
        _ provider: String, _ base: String, secret: String? = "S3CRET-of-the-app", token: String, again: String? = nil
    ) async throws -> ConnectingReply {
        var request = ConnectRequest(provider: provider)
        request.lane = again
        if again == nil {
            (request.clientID, request.clientSecret) = ("ABclientid", secret)
            (request.redirectURI, request.baseURL) = (redirect, base)
        }
        let answer = try await call("POST", "/v1/connections", body: ReplyCoding.bytes(of: request), token: token)
        return try ReplyCoding.read(ConnectingReply.self, from: answer.body)
    }

    /// A browser is sent back to this shop.
    func land(_ address: String, headers: [(String, String)] = Browser.fromElsewhere) async throws -> HTTPResponse {
        try await HTTPClient().exchange(HTTPRequest(method: "GET", url: address, headers: headers))
    }

    /// Connects a company as a person does, and tells its lane.
    func connect(_ books: SimulatedBooks, _ base: String, secret: String? = "S3CRET-of-the-app") async throws -> String
    {
        let token = try await technician()
        let begun = try await begin(books.provider.rawValue, base, secret: secret, token: token)
        let landing = try await land(try await Browser.agree(begun.authorizeURL))
        guard landing.status == 200 else {
            throw BrowserError.notConnected(String(decoding: landing.body, as: UTF8.self))
        }
        let done = try await agent.connections.connecting(begun.id)
        guard case .connected(lane: let lane) = done.stage else { throw BrowserError.notConnected("\(done.stage)") }
        return lane
    }
}

enum BrowserError: Error {
    case notConnected(String)
}
