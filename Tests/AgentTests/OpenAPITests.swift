import Agent
import BooksTestSupport
import Fiscal
import Foundation
import JSON
import LocalAPI
import Outbound
import Server
import Spool
import Testing

/// The description of the API against the server that it describes.
///
/// Beside these, every exchange that any test has with an agent is held to it (`Shop.call`).
@Suite struct OpenAPITests {
    private static let described = APIDescription.ours

    @Test func `it is told to whoever may reach the door, and names this version`() async throws {
        try await Shop.open { (shop) async throws in
            let answer = try await shop.call("GET", "/openapi.json", token: "")
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            let tree = try JSONTree(parsing: answer.body)
            #expect(tree["openapi"]?.text == "3.1.0")
            #expect(tree["info"]?["version"]?.text == Agent.version)
            // To a foreign page nothing is told, as of everything else.
            let page = [("Origin", "https://evil.example")]
            #expect(try await shop.call("GET", "/openapi.json", headers: page, token: "").status == 403)
        }
    }

    @Test func `every route is described, and every described one is served`() async throws {
        try await Shop.open { (shop) async throws in
            let served = Set(AgentServer.routes(of: shop.agent))
            let told = Set(Self.described.operations.map(\.name))
            #expect(served.subtracting(told).isEmpty, "not described")
            #expect(told.subtracting(served).isEmpty, "not served")
            #expect(served.count > 80)
        }
    }

    @Test(arguments: ["till", "technician", "hq"])
    func `the roles that are described are the roles that may`(_ role: String) async throws {
        try await Shop.open { (shop) async throws in
            let token = try await shop.agent.tokens.create(role: try #require(Role(rawValue: role)), name: "test").token
            for operation in Self.described.operations {
                let isAllowed = operation.roles.isEmpty || operation.roles.contains(role)
                // What is allowed is done, here in a shop that is thrown away; but for what would not end.
                if isAllowed, operation.isStream { continue }
                let body = ["GET", "DELETE"].contains(operation.method) ? nil : Array("{}".utf8)
                let path = Self.filled(operation)
                let answer = try await shop.call(operation.method, path, body: body, token: token)
                let code = (try? ReplyCoding.read(Problem.self, from: answer.body))?.code
                #expect((code == "door.role") == !isAllowed, "\(operation.name) by \(role): \(answer.status)")
                let stranger = try await shop.call(operation.method, path, body: body, token: "")
                #expect((stranger.status == 401) == !operation.roles.isEmpty, "\(operation.name) by nobody")
            }
        }
    }

    /// The path with something in each place that leads to nothing.
    private static func filled(_ operation: APIDescription.Operation) -> String {
        operation.path.replacing("{lane}", with: "xero:none").replacing("{verb}", with: "retry")
            .replacing("/v1/lanes/{name}", with: "/v1/lanes/none").replacing("/{name}", with: "/none")
            .replacing("{sale}", with: "T1-999999").replacing("{file}", with: "none.csv")
            .replacing("{version}", with: "999").replacing("{number}", with: "999").replacing("{id}", with: "999999")
            + (operation.path.hasSuffix("/trace") ? "?seconds=0" : "")
    }

    @Test func `it refers to nothing that is not there, has nothing in vain, and every example fits`() throws {
        let document = Self.described.document
        let references = Self.references(in: document)
        for reference in references { #expect(Self.described.resolved(reference) != .null, "\(reference)") }
        let schemas = try #require(document["components"]?["schemas"]?.members)
        let used = Set(references.compactMap { $0["$ref"]?.text?.split(separator: "/").last.map(String.init) })
        #expect(schemas.map(\.0).filter { !used.contains($0) }.isEmpty)
        let ids = Self.described.operations.compactMap { $0.tree["operationId"]?.text }
        #expect(Set(ids).count == Self.described.operations.count)
        let tags = (document["tags"]?.items ?? []).compactMap { $0["name"]?.text }
        for operation in Self.described.operations {
            #expect(operation.tree["summary"]?.text?.hasSuffix(".") == true, "\(operation.name)")
            #expect(tags.contains(operation.tree["tags"]?.items?.first?.text ?? ""), "\(operation.name)")
            let places = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            let named = (operation.tree["parameters"]?.items ?? []).filter { $0["in"]?.text == "path" }
            #expect(named.compactMap { $0["name"]?.text } == places.map(String.init), "\(operation.name)")
            guard let body = operation.tree["requestBody"]?["content"]?["application/json"] else { continue }
            guard let schema = body["schema"], let example = body["example"] else {
                #expect(operation.name == "PUT /v1/kra/credentials" || operation.path.hasSuffix("/map"), "no example")
                continue
            }
            #expect(Self.described.misfits(example, schema, operation.name).isEmpty)
        }
        for (name, schema) in schemas { Self.checkWords(of: schema, name) }
    }

    private static func references(in tree: JSONTree) -> [JSONTree] {
        let inner = (tree.members?.map(\.1) ?? []) + (tree.items ?? [])
        return (tree["$ref"]?.text == nil ? [] : [tree]) + inner.flatMap(references)
    }

    /// A word that the tests do not know would be checked by none of them.
    private static func checkWords(of schema: JSONTree, _ place: String) {
        for (word, value) in schema.members ?? [] {
            #expect(APIDescription.words.contains(word), "\(place): \(word)")
            switch word {
            case "properties": for (name, inner) in value.members ?? [] { checkWords(of: inner, "\(place).\(name)") }
            case "items", "additionalProperties": checkWords(of: value, place)
            case "anyOf": for inner in value.items ?? [] { checkWords(of: inner, place) }
            default: break
            }
        }
    }

    private static let lane =
        #"{"attempts":0,"backlog":0,"done":1,"given_up":0,"left_out":0,"left_out_exported":0,"name":"kra","next_attempt_at":null,"#
        + #""oldest_unsent_age_s":null,"oldest_unsent_at":null,"reason":null,"rests":[],"state":"running"}"#

    /// The watch that every test's exchanges go through must see what it is there for.
    @Test(
        arguments: [
            ("GET", "/v1/lanes", 200, #"{"lanes":[\#(lane)]}"#, nil),
            (
                "GET", "/v1/lanes", 200, #"{"lanes":[\#(lane.replacing("running", with: "idle"))]}"#,
                "none of those known"
            ),
            ("GET", "/v1/lanes", 200, #"{"lanes":[\#(lane.replacing(#""done":1,"#, with: ""))]}"#, "done is missing"),
            ("GET", "/v1/lanes", 200, #"{"lanes":[],"more":1}"#, "body.more is not described"),
            ("GET", "/v1/lanes", 200, #"{"lanes":[\#(lane.replacing("1", with: #""1""#))]}"#, "not integer"),
            ("GET", "/v1/lanes?all=true", 200, #"{"lanes":[]}"#, "the parameter all is not described"),
            ("GET", "/v1/lanes", 201, #"{"lanes":[]}"#, "no such status"),
            ("GET", "/v1/rails", 200, "{}", "described nowhere"),
            ("POST", "/v1/lanes/x/pause", 404, Self.problem("spool.not_found", 404), nil),
            ("POST", "/v1/lanes/x/pause", 404, Self.problem("spool.lost", 404), "the code spool.lost is not described"),
            ("POST", "/v1/lanes/x/pause", 409, Self.problem("spool.refused", 409), "the code spool.refused"),
        ] as [(String, String, Int, String, String?)])
    func `an exchange that is not as it is described is found`(
        _ method: String, _ path: String, _ status: Int, _ body: String, _ fault: String?
    ) {
        let type = status < 400 ? "application/json" : Problem.mediaType
        let answer = HTTPResponse(status: status, headers: [("content-type", type)], body: Array(body.utf8))
        let faults = Self.described.faults(method, path, nil, answer)
        #expect(faults.count == (fault == nil ? 0 : 1), "\(faults)")
        if let fault { #expect(faults.first?.contains(fault) == true, "\(faults)") }
    }

    private static func problem(_ code: String, _ status: Int) -> String {
        let problem = Problem(status: status, code: code, title: "No", detail: "no")
        return String(decoding: (try? ReplyCoding.bytes(of: problem)) ?? [], as: UTF8.self)
    }

    @Test(arguments: APIType.all.map(\.name))
    func `a schema says what its type reads and writes`(_ name: String) throws {
        let type = try #require(APIType.all.first { $0.name == name })
        let schema = try #require(Self.described.document["components"]?["schemas"]?[name])
        if schema["enum"] != nil {
            for word in schema["enum"]?.items ?? [] {
                #expect(try type.through(Array(word.json.utf8)) == Array(word.json.utf8))
            }
            return
        }
        for isLean in [false, true] {
            let sample = Self.described.sample(of: schema, isLean: isLean)
            #expect(Self.described.misfits(sample, schema, name).isEmpty)
            let back = try JSONTree(parsing: try type.through(Array(sample.json.utf8)))
            #expect(back.sorted.json == sample.sorted.json)
        }
    }

    @Test func `every schema has its type, or is named as one that is read by hand`() throws {
        let schemas = Set(try #require(Self.described.document["components"]?["schemas"]?.members).map(\.0))
        #expect(schemas.subtracting(APIType.all.map(\.name)) == APIType.readByHand)
        #expect(Set(APIType.all.map(\.name)).isSubset(of: schemas))
    }

    private static func example(_ method: String, _ path: String) throws -> [UInt8] {
        let operation = try #require(described.operations.first { $0.name == "\(method) \(path)" })
        let content = operation.tree["requestBody"]?["content"]?["application/json"]
        return Array(try #require(content?["example"]).json.utf8)
    }

    @Test func `the examples of the document are taken by the server`() async throws {
        try await SyncWorld.open("xero") { world in
            let key = { (key: String) in [("Idempotency-Key", key)] }
            let sale = try await world.shop.call(
                "POST", "/v1/sales", body: try Self.example("POST", "/v1/sales"), headers: key("k1"))
            #expect(sale.status == 201)
            let credit = try await world.shop.call(
                "POST", "/v1/sales/T1-000001/credit-notes",
                body: try Self.example("POST", "/v1/sales/{id}/credit-notes"), headers: key("k2"))
            #expect(credit.status == 201)
            for (method, path, status) in [
                ("POST", "/v1/tokens", 201), ("POST", "/v1/spool/verify", 200), ("POST", "/v1/spool/prune", 200),
                ("POST", "/v1/keys/sheet", 200), ("POST", "/v1/connections", 201), ("POST", "/v1/exports", 200),
            ] {
                let answer = try await world.shop.call(
                    method, path, body: try Self.example(method, path), token: world.token)
                #expect(answer.status == status, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
            }
            for (method, path, status) in [
                ("PATCH", "", 200), ("POST", "/sync", 202), ("POST", "/reconciliations", 202),
            ] {
                let answer = try await world.shop.call(
                    method, "/v1/connections/\(world.lane)\(path)",
                    body: try Self.example(method, "/v1/connections/{lane}\(path)"), token: world.token)
                #expect(answer.status == status, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
            }
        }
    }

    @Test func `every answer that a shop at work gives is as it is described`() async throws {
        try await SyncWorld.open("quickbooks", manual: false) { world in
            let (shop, lane) = (world.shop, "/v1/connections/\(world.lane)")
            try await world.sell("k1", "k2")
            try await world.shop.drained()
            try await world.shop.posted(world.lane)
            let job = try await world.sync(#"{"force": true}"#)
            let comparison = try await world.call("POST", "\(lane)/reconciliations")
            let id = try ReplyCoding.read(BooksReconciliationReply.self, from: comparison.body).id
            let day =
                #"{"profile": "xero", "from": "\#(world.today)", "to": "\#(world.today)", "include_posted": true}"#
            let exported = try await world.call("POST", "/v1/exports", day)
            let export = try #require(try ReplyCoding.read(ExportOutcomeReply.self, from: exported.body).export)
            let token = try await shop.agent.tokens.list()[0].id
            let paths = [
                "/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/status", "/v1/lanes", "/v1/tasks?all=true",
                "/v1/tokens", "/v1/sales", "/v1/sales?state=fiscalised", "/v1/sales/T1-000001",
                "/v1/sales/T1-000001/receipt", "/v1/kra/reconcile", "/v1/spool/prune", "/v1/keys", "/v1/devices",
                "/v1/profiles", "/v1/connections", lane, "\(lane)/accounts", "\(lane)/tax-codes", "\(lane)/fields",
                "\(lane)/map", "\(lane)/map?version=1", "\(lane)/map/versions", "\(lane)/dry-run/T1-000001",
                "\(lane)/tally?from=\(world.today)", "\(lane)/documents", "\(lane)/documents?job=\(job.id)",
                "\(lane)/conflicts?open=true", "\(lane)/reconciliations", "\(lane)/reconciliations/\(id)",
                "/v1/sync-jobs", "/v1/sync-jobs/\(job.id)", "/v1/sync-log?limit=500", "/v1/sync-log/1",
                "/v1/sync-log/statistics", "/v1/exports", "/v1/exports/progress", "/v1/exports/\(export.number)",
                "/v1/exports/\(export.number)/\(export.manifestName)",
                "/v1/exports/\(export.number)/\(export.files[0].name)",
            ]
            // Shop.call holds each to the description.
            for path in paths { #expect(try await world.call("GET", path).status == 200, "\(path)") }
            for form in ["application/json", "text/html", "application/pdf", "image/png", "application/vnd.escpos"] {
                let answer = try await shop.call(
                    "GET", "/v1/sales/T1-000001/receipt", headers: [("Accept", form)], token: world.token)
                #expect(answer.status == 200, "\(form)")
            }
            for (method, path, status) in [
                ("POST", "/v1/sales/T1-000001/print", 202), ("POST", "/v1/lanes/kra/pause", 200),
                ("POST", "/v1/lanes/kra/resume", 200), ("POST", "/v1/spool/compact", 200),
                ("POST", "/v1/keys/rotate", 200), ("POST", "\(lane)/test", 200), ("POST", "\(lane)/map/standard", 200),
                ("POST", "/v1/exports/\(export.number)/imported", 200), ("DELETE", "/v1/tokens/\(token)", 204),
                ("DELETE", lane, 200),
            ] {
                let answer = try await world.call(method, path)
                #expect(answer.status == status, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [
        ("/v1/tokens", "{}", "role"), ("/v1/tokens", #"{"role": "king", "name": "x"}"#, "role"),
        ("/v1/tokens", #"{"role": "till", "name": 4}"#, "name"), ("/v1/connections", #"{"scopes": [1]}"#, "provider"),
        ("/v1/connections", #"{"provider": "xero", "scopes": ["a", 1]}"#, "scopes[1]"), ("/v1/tokens", "[]", "body"),
        ("/v1/spool/verify", #"{"since": {"sequence": "1"}}"#, "since.sequence"),
    ])
    func `a body of another shape is the caller's fault, and says which member`(
        _ path: String, _ body: String, _ field: String
    ) async throws {
        try await Shop.open { (shop) async throws in
            let token = try await shop.technician()
            let answer = try await shop.call("POST", path, body: Array(body.utf8), token: token)
            #expect(answer.status == 422)
            let problem = try ReplyCoding.read(Problem.self, from: answer.body)
            #expect(problem.code == "body.shape" && problem.errors.map(\.field) == [field], "\(problem)")
        }
    }
}
