import Agent
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// A disk dies, a backup is put back, and KRA has every sale once all the same.
@Suite struct RestoreDayTests {
    private static func copy(_ directory: URL, to backup: URL) throws {
        try FileManager.default.copyItem(at: directory.appending(path: Spool.fileName), to: backup)
    }

    /// Where a shop keeps everything, and its backup.
    private struct Place {
        let directory = Shop.temporaryDirectory()
        var backup: URL { directory.appending(path: "backup.sqlite") }

        func restore() throws -> Restoration {
            try Spool.restore(from: backup, into: directory, clock: .system)
        }
    }

    private static func sell(_ shop: Shop, _ keys: ClosedRange<Int>) async throws -> [String] {
        var numbers: [String] = []
        for key in keys {
            let answer = try await shop.sell(Bodies.sale(), key: "s\(key)")
            #expect(answer.status == 201)
            numbers.append(try ReplyCoding.read(SaleReply.self, from: answer.body).temporaryNumber)
        }
        return numbers
    }

    @Test(arguments: [false, true], [0, 5])
    func `after a restore KRA has every sale once, and no number is skipped or given twice`(
        _ integrator: Bool, _ sentBefore: Int
    ) async throws {
        let kra = try SimulatedKRA(integrator: integrator)
        let place = Place()
        defer { try? FileManager.default.removeItem(at: place.directory) }
        try await kra.whileRunning { base, token in
            @Sendable func open(_ body: @escaping @Sendable (Shop) async throws -> Void) async throws {
                try await Shop.open(
                    kra: base, token: token, integrator: integrator, directory: place.directory, body)
            }
            try await open { shop in
                try await shop.initialise()
                if sentBefore > 0 { _ = try await Self.sell(shop, 1...sentBefore) }
                try await shop.drained()
                await kra.setOutage(true)
                _ = try await Self.sell(shop, (sentBefore + 1)...12)
            }
            try Self.copy(place.directory, to: place.backup)
            await kra.setOutage(false)
            try await open { shop in
                _ = try await Self.sell(shop, 13...20)
                try await shop.drained()
            }
            #expect(await kra.report().acceptedSales == 20)
            let restoration = try place.restore()
            await kra.setOutage(true)
            try await open { shop in
                let numbers = try await Self.sell(shop, 21...25)
                #expect(numbers == (1...5).map { "T1-\(restoration.series)00000\($0)" })
                let problems = try await shop.agent.status.picture().problems
                #expect(problems.contains { $0.contains("risiti kra reconcile") })
                let before = try await shop.agent.spool.chainEnd().sequence
                let refused = await #expect(throws: KRADesk.Refusal.self) { try await shop.agent.reconcile() }
                #expect(refused?.code == "kra.unreachable")
                #expect(try await shop.agent.spool.restoredUnreconciled() != nil)
                #expect(try await shop.agent.spool.chainEnd().sequence == before)
                await kra.setOutage(false)
                let outcome = try await shop.agent.reconcile()
                #expect(outcome.adopted == 12 - sentBefore)
                #expect(outcome.lost.map(\.number) == Array(13...20))
                #expect(outcome.lastInvoice == 20)
                try await shop.drained()
                #expect(try await shop.agent.status.picture().restoredAt == nil)
                let tasks = try await shop.agent.spool.tasks(openOnly: true)
                #expect(tasks.map(\.trouble.code) == ["kra.lost_sales"])
                #expect(tasks.first?.trouble.evidence["total"] == "5040.00")
                let found = try await shop.agent.spool.verify()
                #expect(found.isWhole)
                #expect(found.temporaryNumbersMissing == 0)
                #expect(found.invoiceNumbersMissing == 0)
                #expect(found.invoicesLost == 8)
                #expect(found.fiscalised == 17)
            }
            let report = await kra.report()
            #expect(report.acceptedSales == 25)
            #expect(report.doubled.isEmpty)
            #expect(report.invoiceNumbers.gaps.isEmpty && report.stockGaps.isEmpty && report.itemSerialGaps.isEmpty)
            #expect(report.invoiceNumbers.last == 25)
            #expect(report.items == 2)
        }
    }

    @Test func `a restored journal sends nothing until it was reconciled, whoever asks`() async throws {
        let kra = try SimulatedKRA()
        let place = Place()
        defer { try? FileManager.default.removeItem(at: place.directory) }
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base, directory: place.directory) { shop in
                try await shop.initialise()
                _ = try await Self.sell(shop, 1...2)
                try await shop.drained()
            }
            try Self.copy(place.directory, to: place.backup)
            _ = try place.restore()
            try await Shop.open(kra: base, directory: place.directory) { shop in
                let changes = shop.agent.spool.changes()
                _ = try await Self.sell(shop, 3...3)
                for await _ in changes {
                    let tasks = try await shop.agent.spool.tasks(openOnly: true)
                    if tasks.contains(where: { $0.trouble.code == "kra.not_reconciled" }) { break }
                }
                #expect(try await shop.agent.spool.lanes().first?.state == .paused)
                let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
                let again = shop.agent.spool.changes()
                _ = try await shop.call("POST", "/v1/lanes/kra/resume", body: [], token: technician)
                for await _ in again where try await shop.agent.spool.lanes().first?.state == .paused { break }
                #expect(await kra.report().acceptedSales == 2)
                let answer = try await shop.call("POST", "/v1/kra/reconcile", body: [], token: technician)
                #expect(answer.status == 200)
                let reply = try ReplyCoding.read(ReconcileReply.self, from: answer.body)
                #expect(reply.found == 0)
                try await shop.drained()
                #expect(await kra.report().acceptedSales == 3)
                #expect(try await shop.agent.spool.tasks(openOnly: true).isEmpty)
                let refused = try await shop.call("POST", "/v1/kra/reconcile", body: [], token: technician)
                #expect(refused.status == 409)
            }
            #expect(await kra.report().doubled.isEmpty)
        }
    }

    // The sales list is asked first; the look-up behind its end comes second, and the item list third, unless the code
    // lists are asked for in between. Without the item list one more number is taken than would be needed.
    @Test(arguments: [(0, 3...3), (1, 3...3), (3, 3...4)])
    func `a list that KRA refuses is made up for`(_ refused: Int, _ items: ClosedRange<Int>) async throws {
        let kra = try SimulatedKRA()
        let place = Place()
        defer { try? FileManager.default.removeItem(at: place.directory) }
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base, directory: place.directory) { shop in
                try await shop.initialise()
                await kra.setOutage(true)
                _ = try await Self.sell(shop, 1...2)
            }
            try Self.copy(place.directory, to: place.backup)
            await kra.setOutage(false)
            try await Shop.open(kra: base, directory: place.directory) { shop in
                _ = try await Self.sell(shop, 3...4)
                #expect(try await shop.sell(Bodies.lines(1), key: "pen").status == 201)
                try await shop.drained()
            }
            _ = try place.restore()
            try await Shop.open(kra: base, directory: place.directory) { shop in
                #expect(try await shop.sell(Bodies.lines(2), key: "pens").status == 201)
                _ = try await Self.sell(shop, 5...5)
                if refused > 0 {
                    try await kra.setFaults(
                        "{\"script\": [{\"at_request\": \(refused), \"fault\": \"refusal_in_200\"}]}")
                }
                let outcome = try await shop.agent.reconcile()
                #expect(outcome.adopted == 2)
                #expect(outcome.lost.map(\.number) == [3, 4, 5])
                try await shop.drained()
                #expect(try await shop.agent.spool.tasks(openOnly: true).map(\.trouble.code) == ["kra.lost_sales"])
                #expect(try await shop.agent.spool.verify().invoiceNumbersMissing == 0)
            }
        }
        let report = await kra.report()
        #expect(report.acceptedSales == 7)
        #expect(items.contains(report.items))
        #expect(report.doubled.isEmpty)
        #expect(report.invoiceNumbers.gaps.isEmpty && report.stockGaps.isEmpty && report.itemSerialGaps.isEmpty)
    }

    @Test func `after a machine was replaced the new key is introduced by an entry`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await Shop.open(directory: place) { shop in _ = try await Self.sell(shop, 1...2) }
        for name in ["device.key", "sealing.key"] {
            try FileManager.default.removeItem(at: place.appending(path: name))
        }
        try await Shop.open(directory: place) { shop in
            _ = try await Self.sell(shop, 3...3)
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            let status = try await shop.call("GET", "/v1/status", token: technician)
            let point = try ReplyCoding.read(StatusReply.self, from: status.body).checkpoint
            _ = try await Self.sell(shop, 4...4)
            let answer = try await shop.call(
                "POST", "/v1/spool/verify", body: try ReplyCoding.bytes(of: VerifyRequest(since: point)),
                token: technician)
            let found = try ReplyCoding.read(VerifyReply.self, from: answer.body)
            #expect(found.firstBreak == nil)
            #expect(found.keys.map(\.from) == [1, 3])
            #expect(found.notices == 1)
            #expect(found.since?.isExtension == true)
        }
    }
}
