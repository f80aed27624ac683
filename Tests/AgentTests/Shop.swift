import Agent
import ArgumentParser
import Commands
import Fiscal
import Forwarder
import Foundation
import LocalAPI
import Logging
import Outbound
import Server
import ServiceLifecycle
import Spool
import Testing

/// A whole agent with its doors, in a directory of its own, for the time of one test.
struct Shop: Sendable {
    /// Where it keeps everything.
    let directory: URL
    /// The agent.
    let agent: Agent
    /// Its HTTP address.
    let address: String
    /// A till's token.
    let till: String

    /// Runs an agent while `body` does, then stops it as a service manager would.
    static func open<Result: Sendable>(
        kra base: String = "http://127.0.0.1:9/etims-api/", token: String? = nil, integrator: Bool = false,
        directory: URL? = nil, clock: WallClock = .system, fiscaliser: String = "oscu", more: String = "",
        _ body: @escaping @Sendable (Shop) async throws -> Result
    ) async throws -> Result {
        let place = directory ?? temporaryDirectory()
        defer { if directory == nil { try? FileManager.default.removeItem(at: place) } }
        let agent = try await build(
            place, base: base, token: token, integrator: integrator, clock: clock, fiscaliser: fiscaliser,
            more: more)
        let (addresses, found) = AsyncStream.makeStream(of: String.self)
        let doors = AgentServer.services(for: agent, logger: Logger(label: "test")) { found.yield($0) }
        let group = ServiceGroup(services: agent.services + doors, logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let address = await addresses.first(where: { _ in true }) else { throw ShopError.notListening }
            let shop = Shop(
                directory: place, agent: agent, address: address,
                // A spool that takes no writes takes no token either.
                till: (try? await agent.tokens.create(role: .till, name: "T1").token) ?? "")
            let result = try await body(shop)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try agent.spool.close()
            return result
        }
    }

    static func temporaryDirectory() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "risiti-test-\(UUID().uuidString.prefix(8))")
    }

    private static func build(
        _ place: URL, base: String, token: String?, integrator: Bool, clock: WallClock, fiscaliser: String,
        more: String
    ) async throws -> Agent {
        let file = place.appending(path: "risiti.yaml")
        let data = try DataDirectory(place)
        try """
        branch: { pin: P052345678K, bhf_id: "00", device_serial: DUKA-0001, trade_name: DUKA MOJA, address: Nairobi }
        kra: { fiscaliser: \(fiscaliser), route: \(integrator ? "integrator" : "direct"), base_url: "\(base)", token_url: "\(token ?? "")" }
        listen: ["127.0.0.1:0"]
        printers: { default: { path: \(place.appending(path: "paper.bin").path), width: 42 } }
        \(more)
        """.write(to: file, atomically: true, encoding: .utf8)
        try Data().write(to: place.appending(path: "paper.bin"))
        let settings = try await Settings.read(file: file.path, mayBeMissing: false)
        return try await Agent.build(
            settings: settings, directory: data, credentials: nil, clock: clock, patience: .brief, timing: .brief)
    }

    /// One exchange with the agent, as a till makes it; what is not as `/openapi.json` says fails the test.
    func call(
        _ method: String, _ path: String, body: [UInt8]? = nil, headers: [(String, String)] = [], token: String? = nil
    ) async throws -> HTTPResponse {
        let client = HTTPClient()
        let bearer = token ?? till
        let answer = try await client.exchange(
            HTTPRequest(
                method: method, url: address + path,
                headers: (bearer.isEmpty ? [] : [("Authorization", "Bearer \(bearer)")]) + headers, body: body))
        for fault in APIDescription.ours.faults(method, path, body, answer) { Issue.record("\(fault)") }
        return answer
    }

    /// Runs a verb of `risiti` as a person does at this agent's socket, and gives its exit code.
    func risiti(_ arguments: String...) async -> Int32 {
        do {
            var command = try RisitiCommand.parseAsRoot(arguments + ["--data-dir", directory.path])
            guard var verb = command as? any AsyncParsableCommand else {
                try command.run()
                return 0
            }
            try await verb.run()
            return 0
        } catch {
            return RisitiCommand.exitCode(for: error).rawValue
        }
    }

    /// Posts a sale under a key.
    func sell(_ body: String, key: String, query: String = "") async throws -> HTTPResponse {
        try await call("POST", "/v1/sales\(query)", body: Array(body.utf8), headers: [("Idempotency-Key", key)])
    }

    /// Sales that the journal holds.
    func entries() async throws -> Int64 { try await agent.spool.chainEnd().sequence }

    /// Comes back when no job of the `kra` lane waits any more.
    func drained() async throws {
        let changes = agent.spool.changes()
        for await _ in Self.startingNow(changes) {
            guard let lane = try await agent.spool.lanes().first else { return }
            if lane.backlog == 0 { return }
        }
    }

    private static func startingNow(_ changes: AsyncStream<Void>) -> AsyncStream<Void> {
        AsyncStream { continuation in
            continuation.yield()
            let relay = Task {
                for await _ in changes { continuation.yield() }
                continuation.finish()
            }
            continuation.onTermination = { _ in relay.cancel() }
        }
    }
}

enum ShopError: Error {
    case notListening
}

extension Patience {
    /// The standard one's steps, a hundred times shorter.
    static let brief = Patience(attempts: .attempts.brief, probes: .probes.brief, questions: .questions.brief)
}

extension Backoff {
    fileprivate var brief: Backoff { Backoff(steps: steps.map { $0 / 100 }, jitterPercent: jitterPercent) }
}
