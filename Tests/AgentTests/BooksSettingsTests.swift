import Agent
import BooksTestSupport
import Fiscal
import LocalAPI
import Outbound
import Spool
import Testing

/// What may be set for a company, through the door.
@Suite struct BooksSettingsTests {
    @Test func `what cannot be set is refused: which, found, expected; and nothing of it is changed`() async throws {
        try await SyncWorld.open("xero", manual: false) { world in
            let before = try await world.spool.booksConnection(world.lane).settings
            for (body, field, rule, found) in [
                (#"{"posting": "sometimes"}"#, "posting", "settings.posting", #"the text "sometimes""#),
                (#"{"watch": -1}"#, "watch", "settings.watch", "the number -1"),
                (#"{"watch": 1441}"#, "watch", "settings.watch", "the number 1441"),
                (#"{"watch": 1.5}"#, "watch", "settings.watch", "the number 1.5"),
                (#"{"watch": "15"}"#, "watch", "settings.watch", #"the text "15""#),
                (#"{"from": "2026-02-30"}"#, "from", "settings.from", #"the text "2026-02-30""#),
                (#"{"from": 20260301}"#, "from", "settings.from", "the number 20260301"),
                (#"{"after": "KRA"}"#, "after", "settings.after", #"the text "KRA""#),
                (#"{"conflicts": false}"#, "conflicts", "settings.conflicts", "false"),
                (#"{"postings": "manual"}"#, "postings", "unknown_field", #"the text "manual""#),
                (#"{"watch": 20, "colour": null}"#, "colour", "unknown_field", "null"),
                ("[]", "body", "type", "no object"),
            ] {
                let answer = try await world.call("PATCH", "/v1/connections/\(world.lane)", body)
                #expect(answer.status == 422, "\(body)")
                let problem = try ReplyCoding.read(Problem.self, from: answer.body)
                #expect(problem.code == "books.settings")
                #expect(problem.errors.map(\.field) == [field], "\(body)")
                #expect(problem.errors.map(\.rule) == [rule], "\(body)")
                #expect(problem.errors.map(\.found) == [found], "\(body)")
                #expect(problem.errors.allSatisfy { !$0.expected.isEmpty }, "\(body)")
            }
            let several = try await world.call(
                "PATCH", "/v1/connections/\(world.lane)", #"{"watch": 9999, "after": "never", "posting": "manual"}"#)
            #expect(try ReplyCoding.read(Problem.self, from: several.body).errors.map(\.field) == ["watch", "after"])
            #expect(try await world.spool.booksConnection(world.lane).settings == before)
            try await world.set(#"{"watch": 1440, "from": "2026-02-28", "after": "none", "conflicts": "theirs"}"#)
            try await world.set(#"{"watch": null, "from": null, "after": null, "conflicts": null}"#)
            #expect(try await world.spool.booksConnection(world.lane).settings == before)
        }
    }

    @Test(arguments: ["none", "kra"])
    func `a company begins with what the site's settings say of its provider`(after: String) async throws {
        try await SimulatedBooks("quickbooks").whileConnecting(more: "lanes: { quickbooks: { after: \(after) } }") {
            shop, lane in
            let connection = try await shop.agent.spool.booksConnection(lane)
            #expect(try BooksSettings(of: connection).after.rawValue == after)
        }
    }
}

extension SimulatedBooks {
    /// Connects a company to a shop with more settings.
    fileprivate func whileConnecting(
        more: String, _ body: @escaping @Sendable (Shop, String) async throws -> Void
    ) async throws {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await whileRunning { address in
                try await Shop.open(kra: base, more: more) { (shop) async throws in
                    try await shop.initialise()
                    try await body(shop, try await shop.connect(self, address))
                }
            }
        }
    }
}
