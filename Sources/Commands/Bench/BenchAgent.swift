import Foundation
import LocalAPI

/// A real agent in a directory of the benchmark's.
final class BenchAgent {
    private let child: ChildProcess
    private let token: String
    /// A client on its socket.
    let client: AgentClient

    /// Starts an agent that speaks with KRA at an address.
    init(
        in directory: URL, name: String, kra: String, fiscaliser: String = "oscu", mirror: String? = nil
    ) async throws {
        let settings = try Self.settings(
            in: directory, name: name, kra: kra, fiscaliser: fiscaliser, mirror: mirror)
        let place = directory.appending(path: name)
        child = try ChildProcess(
            "risiti",
            ["run", "--data-dir", place.path, "--listen", "127.0.0.1:0", "--config", settings.path],
            log: directory.appending(path: "\(name).log"))
        client = AgentClient(.socket(path: place.appending(path: AgentAddress.socketName).path))
        token = try await client.createToken(TokenRequest(role: .till, name: "bench")).token ?? ""
    }

    /// Writes the settings of an agent that speaks with KRA at an address.
    static func settings(
        in directory: URL, name: String, kra: String, fiscaliser: String = "oscu", mirror: String? = nil
    ) throws -> URL {
        let file = directory.appending(path: "\(name).yaml")
        try """
        branch: { pin: P052345678K, bhf_id: "00", device_serial: BENCH-0001, trade_name: BENCH, address: "Nairobi" }
        kra: { fiscaliser: \(fiscaliser), route: direct, base_url: "\(kra)" }
        \(mirror.map { "mirror: \($0)" } ?? "")
        """.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    /// The agent's resident memory, in bytes.
    func memory() async throws -> Int64 { try await client.status().memory }

    /// The value of a metric without labels.
    func metric(_ name: String) async throws -> Int64 {
        let line = try await client.metrics().split(separator: "\n").first { $0.hasPrefix(name + " ") }
        guard let value = line.flatMap({ Int64($0.dropFirst(name.count + 1)) }) else {
            throw BenchError(sentence: "the agent has no metric \(name)")
        }
        return value
    }

    /// Posts sales from tills at once, each its share one after the other; the time of each, and of all.
    func sell(_ count: Int, tills: Int, round: String) async throws -> (times: [Duration], took: Duration) {
        let tills = try BenchTillsHandle(tills, address: child.address, token: token)
        let start = ContinuousClock.now
        let times = try await tills.sell(each: count / tills.count, round: round)
        return (times, start.duration(to: .now))
    }

    /// Ends the agent.
    func stop() { child.stop() }
}
