import Fiscal
import Foundation

/// Accepting sales over HTTP while KRA is out of reach.
struct AcceptBench {
    let directory: URL

    /// Sales of one measurement.
    private static let sales = 3_200

    /// Measures beside the disk's own figures, which come first in the result.
    func run(beside disk: [BenchFigure]) async throws -> [BenchFigure] {
        // Port 9 is the discard service's, where nobody listens.
        let agent = try await BenchAgent(in: directory, name: "accept", kra: "http://127.0.0.1:9/etims-api/")
        defer { agent.stop() }
        var figures = disk
        var idle = BenchFigure("agent idle")
        idle.memoryBytes = try await agent.memory()
        figures.append(idle)
        _ = try await agent.sell(200, tills: 4, round: "warm")
        for tills in [1, 16, 64] {
            Output.talk("\(Self.sales) sales from \(tills) tills …")
            let (times, took) = try await agent.sell(Self.sales, tills: tills, round: "\(tills)")
            var figure = BenchFigure("accept, \(tills) tills", times: times, took: took)
            figure.memoryBytes = try await agent.memory()
            figure.ratio = Self.ratio(figure, tills: tills, disk: disk)
            figures.append(figure)
        }
        figures.append(try await mirrored(beside: figures))
        return figures
    }

    /// 16 tills again, with a mirror on the same disk: what a second copy costs them.
    private func mirrored(beside figures: [BenchFigure]) async throws -> BenchFigure {
        let medium = directory.appending(path: "medium")
        try FileManager.default.createDirectory(at: medium, withIntermediateDirectories: true)
        let agent = try await BenchAgent(
            in: directory, name: "mirrored", kra: "http://127.0.0.1:9/etims-api/", mirror: medium.path)
        defer { agent.stop() }
        _ = try await agent.sell(200, tills: 4, round: "warm")
        Output.talk("\(Self.sales) sales from 16 tills, mirrored …")
        let (times, took) = try await agent.sell(Self.sales, tills: 16, round: "mirrored")
        var figure = BenchFigure("accept, 16 tills, mirrored", times: times, took: took)
        figure.memoryBytes = try await agent.memory()
        if let alone = figures.first(where: { $0.name == "accept, 16 tills" })?.perSecond, let own = figure.perSecond {
            figure.ratio = "\(ScaledDecimal.text(Int64(own * 100 / max(1, alone)), scale: 2)) × without the mirror"
        }
        return figure
    }

    private static func ratio(_ figure: BenchFigure, tills: Int, disk: [BenchFigure]) -> String? {
        if tills == 1, let own = figure.p50Microseconds, let bare = disk.first?.p50Microseconds, bare > 0 {
            return "\(ScaledDecimal.text(own * 100 / bare, scale: 2)) × bare fdatasync (p50)"
        }
        guard let own = figure.perSecond, let bare = disk.last?.perSecond, bare > 0 else { return nil }
        return "\(ScaledDecimal.text(Int64(own * 100 / bare), scale: 2)) × bare SQLite commits"
    }
}
