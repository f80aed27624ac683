import Agent
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// A shop whose type C signer makes sales fiscal, over real HTTP on both sides.
@Suite struct SignerShopTests {
    /// Runs a shop beside a signer with a script of faults.
    private func shop(
        _ script: [Int: SignerFault], _ body: @escaping @Sendable (Shop, SignerSimulator) async throws -> Void
    ) async throws {
        var options = SignerOptions(listen: try Simulators.ListenAddress("127.0.0.1:0"))
        options.key = "opensesame"
        options.faults.script = script
        let simulator = try SignerSimulator(options)
        try await simulator.withRunning { base in
            let place = base.replacing("http://", with: "tcp:")
            try await Shop.open(fiscaliser: "control-unit, control_unit: { hs_codes: { A: \"0039.11.16\" } }") { shop in
                let added = try await shop.call(
                    "POST", "/v1/devices",
                    body: ReplyCoding.bytes(
                        of: DeviceRequest(name: "fiscal", profile: "signer.type-c", place: place, key: "opensesame")),
                    token: try await shop.technician)
                #expect(added.status == 201, "\(String(decoding: added.body, as: UTF8.self))")
                #expect(!String(decoding: added.body, as: UTF8.self).contains("opensesame"))
                try await body(shop, simulator)
            }
        }
    }

    private func sale(_ shop: Shop, _ name: String) async throws -> SaleReply {
        try ReplyCoding.read(SaleReply.self, from: try await shop.call("GET", "/v1/sales/\(name)").body)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [[:], [1: .resetBefore]] as [[Int: SignerFault]])
    func `a sale is signed once`(_ script: [Int: SignerFault]) async throws {
        try await shop(script) { shop, simulator in
            _ = try await shop.sell(Bodies.sale(), key: "a")
            if !script.isEmpty {
                // Whether a connection that was cut had been heard nobody can tell: a person looks.
                let task = try await shop.task("control_unit.doubt")
                #expect(await simulator.signed().isEmpty)
                _ = try await shop.call(
                    "POST", "/v1/tasks/\(task.id)/resolve", body: Array("{\"action\": \"discard\"}".utf8),
                    token: try await shop.technician)
            }
            try await shop.drained()
            let signed = await simulator.signed()
            #expect(signed.count == 1)
            #expect(try await sale(shop, "T1-000001").fiscal?.receiptNumber == signed.first?.number)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SignerFault.lostAnswer, .error500After, .tornAnswer, .html200])
    func `what was signed without an answer is not signed again, and its number is told by a person`(
        _ fault: SignerFault
    ) async throws {
        try await shop([1: fault]) { shop, simulator in
            _ = try await shop.sell(Bodies.sale(), key: "a")
            let task = try await shop.task("control_unit.doubt")
            #expect(try await sale(shop, "T1-000001").fiscal == nil)
            let signed = await simulator.signed()
            #expect(signed.count <= 1)
            guard let number = signed.first?.number else { return }
            let technician = try await shop.technician
            for (wrong, status) in [("12", 409), ("", 409)] {
                let answer = try await shop.call(
                    "POST", "/v1/tasks/\(task.id)/resolve",
                    body: Array("{\"action\": \"signed\", \"number\": \"\(wrong)\"}".utf8), token: technician)
                #expect(answer.status == status)
            }
            let answer = try await shop.call(
                "POST", "/v1/tasks/\(task.id)/resolve",
                body: Array("{\"action\": \"signed\", \"number\": \"\(number)\"}".utf8), token: technician)
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            #expect(try await sale(shop, "T1-000001").fiscal?.receiptNumber == number)
            _ = try await shop.sell(Bodies.sale(), key: "b")
            try await shop.drained()
            #expect(await simulator.signed().map(\.invoiceNumber) == ["T1-000001", "T1-000002"])
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `what the signer refuses is parked with its reason`() async throws {
        try await shop([1: .refused]) { shop, simulator in
            _ = try await shop.sell(Bodies.sale(), key: "a")
            let task = try await shop.task("control_unit.unfit")
            #expect(task.reason.contains("the signer refused"))
            #expect(await simulator.signed().isEmpty)
        }
    }
}
