import Fiscal
import Foundation
import JSON
import LocalAPI

/// Ten-line receipts on the way from a till's request to paper, beside the time that their bytes take on the line.
///
/// The simulators let no byte through faster than the line would.
struct PrintBench {
    let directory: URL

    /// Bits a second, ten for a byte: what fiscal devices are sold with (fiscal-hardware §1.4).
    private static let baud = 115_200
    private static let rounds = 10
    /// Port 9 is the discard service's, where nobody listens.
    private static let nowhere = "http://127.0.0.1:9/etims-api/"

    func run() async throws -> [BenchFigure] {
        [
            try await measure("epson.tm-t20", fiscaliser: "oscu") { client, sale in
                _ = try await client.printReceipt(sale)
            },
            try await measure("tremol.zfp", fiscaliser: "oscu") { client, sale in
                _ = try await client.printReceipt(sale)
            },
            try await measure(
                "tremol.g03", fiscaliser: "control-unit, control_unit: { device: device, hs_codes: { A: 0001.11.00 } }"
            ) { _, _ in },
        ]
    }

    /// Sells ten lines, asks for the paper, and waits until the device has finished it.
    private func measure(
        _ profile: String, fiscaliser: String, _ ask: (AgentClient, String) async throws -> Void
    ) async throws -> BenchFigure {
        let link = directory.appending(path: "\(profile).port").path
        let device = try ChildProcess(
            "risiti-sim",
            ["printer", "--profile", profile, "--link", link, "--baud", "\(Self.baud)", "--format", "json"],
            says: "\(profile) on ", log: directory.appending(path: "\(profile).log"))
        defer { device.stop() }
        let agent = try await BenchAgent(in: directory, name: profile, kra: Self.nowhere, fiscaliser: fiscaliser)
        defer { agent.stop() }
        _ = try await agent.client.addDevice(
            DeviceRequest(name: "device", profile: profile, place: "serial:\(link)"))
        var times: [Duration] = []
        var bytes: Int64 = 0
        for round in 0..<Self.rounds {
            let start = ContinuousClock.now
            let answer = try await agent.client.postSale(Self.body, key: "\(profile)-\(round)")
            try await ask(agent.client, answer.sale.id)
            let paper = try JSONTree(parsing: Array(try device.nextLine().utf8))
            times.append(start.duration(to: .now))
            bytes += try Self.count("bytes_heard", paper) + Self.count("bytes_said", paper)
        }
        let figure = BenchFigure("receipt of 10 lines, \(profile)", times: times, took: times.reduce(.zero, +))
        let each = bytes / Int64(Self.rounds)
        let line = each * 10 * 1_000_000 / Int64(Self.baud)
        let ratio = ScaledDecimal.text((figure.p50Microseconds ?? 0) * 100 / max(1, line), scale: 2)
        return figure.ratio("\(ratio) × its \(each) bytes at \(Self.baud) baud (p50); the budget is 1.3")
    }

    private static func count(_ name: String, _ paper: JSONTree) throws -> Int64 {
        guard case .number(let text)? = paper[name], let count = Int64(text) else {
            throw BenchError(sentence: "the simulator does not say how many \(name) there were")
        }
        return count
    }

    private static let body: [UInt8] = {
        let lines = (1...10).map { number in
            """
            {"sku":"PEN-\(number)","name":"Pen number \(number)","quantity":"1","unit_price":"10.00","tax":"B",
            "item":{"class":"4412170100","type":"goods","unit":"NO","package":"NT","origin":"KE"}}
            """
        }
        return Array(
            """
            {"till":"T1","cashier":"A12","lines":[\(lines.joined(separator: ","))],
            "payments":[{"method":"cash","amount":"100.00"}]}
            """.utf8)
    }()
}
