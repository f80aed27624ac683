import Fiscal
import Foundation
import LocalAPI

/// Draining a backlog to a simulated KRA that answers at once: what is left is the agent's own time.
struct DrainBench {
    let directory: URL
    /// Sales in the backlog.
    var backlog = 400

    /// Sales of which the lane's own time is measured.
    private static let sales = 400
    /// Sales that a till makes meanwhile.
    private static let meanwhile = 2_000
    /// How often the backlog is looked at.
    private static let look = Duration.milliseconds(50)

    func run() async throws -> [BenchFigure] {
        let kra = try ChildProcess(
            "risiti-sim", ["oscu", "--listen", "127.0.0.1:0"], log: directory.appending(path: "kra.log"))
        defer { kra.stop() }
        let held = try await BenchJournal(directory: directory, name: "drain").fill(
            to: backlog + Self.sales, done: false)
        let agent = try await BenchAgent(in: directory, name: "drain", kra: kra.address)
        defer { agent.stop() }
        _ = try await agent.client.initialiseKRA()
        _ = try await agent.client.lane("kra", .pause)
        let waitedBefore = try await agent.metric("risiti_kra_answer_microseconds_total")
        let requestsBefore = try await agent.metric("risiti_kra_requests_total")
        Output.talk("\(held) sales drain …")
        let start = ContinuousClock.now
        _ = try await agent.client.lane("kra", .resume)
        try await wait(for: agent, backlogBelow: Int(held) - Self.sales)
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
        let (times, all) = try await agent.sell(Self.meanwhile, tills: 1, round: "meanwhile")
        var accept = BenchFigure("accept, 1 till, while \(held - Int64(Self.sales)) drain", times: times, took: all)
        accept.memoryBytes = try await agent.memory()
        if let half = accept.p50Microseconds, let most = accept.p99Microseconds {
            accept.ratio =
                "p99 is \(ScaledDecimal.text(most * 100 / max(1, half), scale: 2)) × p50; the budget is 6"
        }
        return [sale, gap, accept]
    }

    private func wait(for agent: BenchAgent, backlogBelow limit: Int) async throws {
        while let lane = try await agent.client.lanes().first, lane.backlog > limit {
            guard lane.state != .paused else { throw BenchError(sentence: "the lane stopped: \(lane.reason ?? "")") }
            try await Task.sleep(for: Self.look)
        }
    }
}
