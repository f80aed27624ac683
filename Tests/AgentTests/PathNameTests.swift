import Accounting
import Agent
import BooksTestSupport
import LocalAPI
import Outbound
import Testing

/// Names that stand in a path: clients may escape what is in them.
@Suite struct PathNameTests {
    @Test(arguments: ["quickbooks", "xero"], [":", "%3A", "%3a"])
    func `a company's lane is paused, resumed and tried again, however its colon is written`(
        _ provider: String, _ colon: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            let name = world.lane.replacing(":", with: colon)
            for (verb, state) in [("pause", LaneReply.State.paused), ("resume", .running), ("retry", .running)] {
                let answer = try await world.call("POST", "/v1/lanes/\(name)/\(verb)")
                #expect(answer.status == 200, "\(verb): \(String(decoding: answer.body, as: UTF8.self))")
                let lane = try ReplyCoding.read(LaneReply.self, from: answer.body)
                #expect(lane.name == world.lane)
                #expect(lane.state == state)
            }
        }
    }

    @Test(arguments: ["T1-000001", "T1%2D000001", "%54%31-000001"])
    func `a sale is found by a number that is escaped`(_ number: String) async throws {
        try await Shop.open { shop in
            _ = try await shop.sell(Bodies.sale(), key: "k1")
            #expect(try await shop.call("GET", "/v1/sales/\(number)").status == 200)
        }
    }

    @Test func `what is no escape is taken as it stands, and nothing is found`() async throws {
        try await SyncWorld.open("xero") { world in
            for name in ["xero%3", "xero%zz", "%C3%28", "xero%253Anone"] {
                for (method, path) in [("POST", "lanes/\(name)/pause"), ("GET", "connections/\(name)")] {
                    let status = try await world.call(method, "/v1/\(path)").status
                    #expect(status == 404, "\(path)")
                }
            }
        }
    }
}
