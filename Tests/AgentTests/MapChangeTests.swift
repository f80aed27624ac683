import Accounting
import Agent
import BooksTestSupport
import Fiscal
import JSON
import LocalAPI
import Outbound
import Testing

/// What a change of a map comes to: nothing where it says nothing new, and nothing that the company has not.
@Suite struct MapChangeTests {
    private static func map(_ world: SyncWorld) async throws -> BooksMapReply {
        let answer = try await world.call("GET", "/v1/connections/\(world.lane)/map")
        return try ReplyCoding.read(BooksMapReply.self, from: answer.body)
    }

    private static func put(_ world: SyncWorld, _ map: BooksMapBody, after version: Int) async throws -> HTTPResponse {
        let body = try ReplyCoding.bytes(of: BooksMapRequest(version: version, map: map))
        return try await world.call(
            "PUT", "/v1/connections/\(world.lane)/map", String(decoding: body, as: UTF8.self))
    }

    @Test(arguments: ["quickbooks", "xero"])
    func `a change that changes nothing makes no version and says so, whichever way it is asked for`(
        _ provider: String
    ) async throws {
        try await SyncWorld.open(provider) { world in
            let before = try await Self.map(world)
            #expect(before.unchanged == false)
            var named = before.map
            named.payments["cash"]?.account = "Till clearing"
            for map in [before.map, named] {
                let answer = try await Self.put(world, map, after: before.version)
                #expect(answer.status == 200)
                let reply = try ReplyCoding.read(BooksMapReply.self, from: answer.body)
                #expect(reply.unchanged == true && reply.version == before.version)
            }
            let restored = try await world.call(
                "POST", "/v1/connections/\(world.lane)/map/versions/\(before.version)/restore")
            #expect(try ReplyCoding.read(BooksMapReply.self, from: restored.body).unchanged == true)
            #expect(try await Self.map(world).version == before.version)

            // One that was changed meanwhile is refused all the same, and a real change is a version.
            #expect(try await Self.put(world, before.map, after: before.version - 1).status == 409)
            named.dueDays = 14
            let changed = try ReplyCoding.read(
                BooksMapReply.self, from: try await Self.put(world, named, after: before.version).body)
            #expect(changed.unchanged == false && changed.version == before.version + 1)
            let standard = "/v1/connections/\(world.lane)/map/standard"
            let made = try ReplyCoding.read(
                BooksMapReply.self, from: try await world.call("POST", standard).body)
            #expect(made.version == before.version + 2)
            let again = try ReplyCoding.read(
                BooksMapReply.self, from: try await world.call("POST", standard).body)
            #expect(again.unchanged == true && again.version == made.version)
        }
    }

    @Test func `a rule for a category that the company has not is refused with those that it has`() async throws {
        try await SyncWorld.open("xero") { world in
            var (map, version) = (try await Self.map(world).map, try await Self.map(world).version)
            func rule(_ category: String) throws -> JSONTree {
                try JSONTree(
                    parsing: Array(#"{"target": "tracking:\#(category)", "value": {"custom": "{{till}}"}}"#.utf8))
            }
            map.rules = [try rule("Branch"), try rule("Departement")]
            let answer = try await Self.put(world, map, after: version)
            #expect(answer.status == 422)
            let problem = try ReplyCoding.read(Problem.self, from: answer.body)
            #expect(problem.errors.map(\.field) == ["rules[1].target"])
            #expect(problem.errors.map(\.rule) == ["map.unknown"])
            #expect(problem.errors.map(\.found) == ["tracking:Departement"])
            #expect(problem.errors.first?.expected.contains("tracking:Branch") == true, "\(problem)")
            #expect(try await Self.map(world).version == version)
            // In other letters it is the company's own.
            map.rules = [try rule("branch")]
            #expect(try await Self.put(world, map, after: version).status == 200)
            version += 1
            #expect(try await Self.map(world).map.rules?.first?["target"]?.text == "tracking:Branch")
        }
    }

    @Test func `where the company has no category a rule for one is refused too`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            let now = try await Self.map(world)
            var map = now.map
            let rule = #"{"target": "tracking:Class", "value": {"custom": "{{till}}"}}"#
            map.rules = [try JSONTree(parsing: Array(rule.utf8))]
            let answer = try await Self.put(world, map, after: now.version)
            #expect(answer.status == 422)
            let problem = try ReplyCoding.read(Problem.self, from: answer.body)
            #expect(problem.errors.map(\.field) == ["rules[0].target"])
        }
    }

    @Test func `an account that is inactive there stands among what is not mapped`() async throws {
        try await SyncWorld.open("quickbooks") { world in
            func unmapped() async throws -> [String] {
                let answer = try await world.call("GET", "/v1/connections/\(world.lane)")
                return try #require(try ReplyCoding.read(ConnectionReply.self, from: answer.body).unmapped)
            }
            #expect(try await unmapped().isEmpty)
            let account = try #require(try await Self.map(world).map.payments["cash"]?.account)
            await world.books.control("deactivate", #"{"type": "Account", "id": "\#(account)"}"#)
            let fresh = "/v1/connections/\(world.lane)/accounts?fresh=true"
            #expect(try await world.call("GET", fresh).status == 200)
            #expect(try await unmapped().contains("payments.cash: inactive or gone there"))
        }
    }
}
