import Fiscal
import Foundation
import LocalAPI

/// How the agent fares as its journal grows: ready to sell, accepting, status, verifying.
struct GrowthBench {
    let directory: URL
    /// Entries at which to measure, ascending.
    let sizes: [Int]

    /// Sales that are accepted at each size.
    private static let sales = 400
    /// Times that the status is asked for at each size.
    private static let looks = 20
    private static let name = "growth"
    /// Port 9 is the discard service's, where nobody listens.
    private static let nowhere = "http://127.0.0.1:9/etims-api/"

    func run() async throws -> [BenchFigure] {
        var figures: [BenchFigure] = []
        var first: Int64?
        for size in sizes {
            let entries = try await BenchJournal(directory: directory, name: Self.name).fill(to: size, done: true)
            let start = ContinuousClock.now
            let agent = try await BenchAgent(in: directory, name: Self.name, kra: Self.nowhere)
            defer { agent.stop() }
            let ready = start.duration(to: .now)
            figures.append(
                BenchFigure("ready to sell, \(entries) entries", times: [ready], took: ready).ratio(
                    "the budget is 500 ms"))
            let (times, took) = try await agent.sell(Self.sales, tills: 1, round: "at-\(size)")
            var accept = BenchFigure("accept, 1 till, \(entries) entries", times: times, took: took)
            if let own = accept.p50Microseconds {
                let before = first ?? own
                first = before
                accept.ratio = "\(ScaledDecimal.text(own * 100 / max(1, before), scale: 2)) × the first (p50)"
            }
            accept.memoryBytes = try await agent.memory()
            figures.append(accept)
            figures.append(try await status(agent, entries))
            figures.append(try await verify(agent))
        }
        return figures
    }

    private func status(_ agent: BenchAgent, _ entries: Int64) async throws -> BenchFigure {
        var times: [Duration] = []
        for _ in 0..<Self.looks {
            let begin = ContinuousClock.now
            _ = try await agent.client.status()
            times.append(begin.duration(to: .now))
        }
        return BenchFigure("status, \(entries) entries", times: times, took: times.reduce(.zero, +))
    }

    private func verify(_ agent: BenchAgent) async throws -> BenchFigure {
        let reply = try await agent.client.verifySpool()
        guard reply.firstBreak == nil else { throw BenchError(sentence: "the chain does not hold") }
        var figure = BenchFigure("verify, \(reply.entries) entries")
        figure.perSecond = Double(reply.entries) * 1_000 / Double(max(1, reply.took))
        figure.ratio = "\(reply.took) ms in all; the budget is 20 000 a second"
        return figure
    }
}
