import Agent
import Foundation
import LocalAPI
import Outbound
import Spool
import Synchronization

@testable import Simulators

/// A device on a pty, played for as long as a body runs.
final class Counter: Sendable {
    /// The link to its port.
    let link: String
    private let play: SimulatedCounter
    private let papers = Mutex<[SimulatedPaper]>([])

    /// What it finished, the oldest first.
    var finished: [SimulatedPaper] { papers.withLock { $0 } }

    private init(link: String) {
        self.link = link
        var options = SimulatedCounter.Options(link: link)
        options.awayMilliseconds = 20
        play = SimulatedCounter(options)
    }

    /// Plays a device; a plug that is pulled comes back as another port under the same link.
    static func stand<Result: Sendable>(
        _ device: any SimulatedDevice, in directory: URL, as name: String = "port",
        _ body: @escaping @Sendable (Counter) async throws -> Result
    ) async throws -> Result {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let counter = Counter(link: directory.appending(path: name).path)
        let (ready, bell) = AsyncStream.makeStream(of: Void.self)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await counter.play.play(device, whenReady: { bell.yield() }) { paper in
                    counter.papers.withLock { $0.append(paper) }
                }
                return nil
            }
            group.addTask {
                defer { counter.play.stop() }
                _ = await ready.first { true }
                return try await body(counter)
            }
            var result: Result?
            for try await end in group { result = end ?? result }
            guard let result else { throw ShopError.notListening }
            return result
        }
    }
}

extension Shop {
    /// A token that may do everything.
    var technician: String {
        get async throws { try await agent.tokens.create(role: .technician, name: "T").token }
    }

    /// Adds a device over HTTP.
    func add(_ name: String, _ profile: String, at place: String) async throws -> HTTPResponse {
        try await call(
            "POST", "/v1/devices",
            body: ReplyCoding.bytes(of: DeviceRequest(name: name, profile: profile, place: place)),
            token: try await technician)
    }

    /// The devices as the API tells them.
    func devices() async throws -> [CounterDeviceReply] {
        try ReplyCoding.read(CounterDeviceListReply.self, from: try await call("GET", "/v1/devices").body).devices
    }

    /// Comes back when a device stands as wanted.
    func device(_ name: String, is state: String) async throws -> CounterDeviceReply {
        while true {
            if let device = try await devices().first(where: { $0.name == name && $0.state == state }) { return device }
            await Task.yield()
        }
    }

    /// Comes back when no slip waits any more.
    func printed() async throws {
        let changes = agent.spool.changes(.print)
        if try await agent.spool.printsWaiting().isEmpty { return }
        for await _ in changes where try await agent.spool.printsWaiting().isEmpty { return }
    }

    /// Comes back when a task of a kind is open.
    func task(_ code: String) async throws -> TaskReply {
        let changes = agent.spool.changes()
        let token = try await technician
        func found() async throws -> TaskReply? {
            let reply = try await call("GET", "/v1/tasks", token: token)
            return try ReplyCoding.read(TaskListReply.self, from: reply.body).tasks.first { $0.code == code }
        }
        if let task = try await found() { return task }
        for await _ in changes {
            if let task = try await found() { return task }
        }
        throw ShopError.notListening
    }
}
