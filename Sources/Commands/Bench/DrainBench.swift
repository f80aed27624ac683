import Fiscal
import Foundation
import LocalAPI

/// Draining a backlog to a simulated KRA that answers at once: what is left is the agent's own time.
struct DrainBench {
    let directory: URL

    /// Sales in the backlog.
    private static let sales = 400
    /// How often the backlog is looked at.
    private static let look = Duration.milliseconds(50)

    func run() async throws -> [BenchFigure] {
        let kra = try ChildProcess(
            "risiti-sim", ["oscu", "--listen", "127.0.0.1:0"], log: directory.appending(path: "kra.log"))
        defer { kra.stop() }
        let agent = try await BenchAgent(in: directory, name: "drain", kra: kra.address)
        defer { agent.stop() }
        _ = try await agent.client.initialiseKRA()
        _ = try await agent.client.lane("kra", .pause)
        _ = try await agent.sell(Self.sales, tills: 4, round: "drain")
        let waitedBefore = try await agent.metric("risiti_kra_answer_microseconds_total")
        let requestsBefore = try await agent.metric("risiti_kra_requests_total")
        Output.talk("\(Self.sales) sales drain …")
        let start = ContinuousClock.now
        _ = try await agent.client.lane("kra", .resume)
        while let lane = try await agent.client.lanes().first, lane.backlog > 0 {
            guard lane.state != .paused else { throw BenchError(sentence: "the lane stopped: \(lane.reason ?? "")") }
            try await Task.sleep(for: Self.look)
        }
        let took = start.duration(to: .now).wholeMicroseconds
        let waited = try await agent.metric("risiti_kra_answer_microseconds_total") - waitedBefore
        let requests = try await agent.metric("risiti_kra_requests_total") - requestsBefore
        var sale = BenchFigure("drain, agent's own time a sale")
        sale.perSecond = Double(Self.sales) * 1_000_000 / Double(max(1, took))
        sale.p50Microseconds = (took - waited) / Int64(Self.sales)
        sale.memoryBytes = try await agent.memory()
        sale.ratio = "mean; \(requests) requests, KRA's own share \(waited * 100 / max(1, took)) %"
        var gap = BenchFigure("drain, from an answer to the next send")
        gap.p50Microseconds = (took - waited) / max(1, requests)
        gap.ratio = "mean; the budget is 5 ms"
        return [sale, gap]
    }
}
