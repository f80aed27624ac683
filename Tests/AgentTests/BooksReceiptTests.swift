import Accounting
import Agent
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

/// What is posted before KRA has answered gets what the fiscal receipt brings once it is there.
@Suite struct BooksReceiptTests {
    @Test(arguments: ["quickbooks", "xero"], [BooksMap.Mode.document, .summary])
    func `what was posted before its fiscal receipt gets file and number once it is there, across a restart`(
        _ provider: String, _ mode: BooksMap.Mode
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider))
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                let lane = try await Shop.open(kra: base, directory: place) { (shop) async throws in
                    try await shop.initialise()
                    let lane = try await shop.connect(books, address)
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var chosen = map
                    chosen.mode = mode
                    _ = try await shop.agent.books.keep(chosen, of: lane, after: version, by: "test")
                    try await shop.agent.connections.update(lane, settings: Array(#"{"after": "none"}"#.utf8))
                    await kra.setOutage(true)
                    for key in ["k1", "k2"] { #expect(try await shop.sell(Bodies.sale(), key: key).status == 201) }
                    try await Self.until(shop) { try await shop.agent.spool.booksTally(of: lane).unplaced == 0 }
                    try await shop.agent.books.sync(lane, force: true)
                    try await shop.posted(lane)
                    return lane
                }
                let early = await books.report()
                #expect(early.attachments.isEmpty)
                #expect(Self.posted(early).allSatisfy { $0.note?.contains("KRACU") == false })
                await kra.setOutage(false)
                try await Shop.open(kra: base, directory: place) { (shop) async throws in
                    // Another map by now says nothing of what is there.
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var other = map
                    (other.taxes, other.money) = ([:], [:])
                    _ = try await shop.agent.books.keep(other, of: lane, after: version, by: "test")
                    try await shop.drained()
                    let count = mode == .summary ? 1 : 2
                    try await Self.until(shop) {
                        let due = try await shop.agent.spool.booksDocuments(of: lane, before: nil, limit: 9)
                        let report = await books.report()
                        return due.allSatisfy { $0.state == .done } && report.attachments.count == count
                    }
                    let report = await books.report()
                    let posted = Self.posted(report)
                    #expect(posted.count == count && report.attachments.count == count)
                    #expect(Set(report.attachments.compactMap(\.document)) == Set(posted.map(\.id)))
                    let numbers = posted.compactMap(\.note).filter { $0.contains("KRACU") }
                    #expect(numbers.count == count && Set(numbers).count == count, "\(posted.map(\.note))")
                    let calls = report.calls
                    try await shop.agent.books.sync(lane, force: true)
                    _ = try await shop.agent.books.ask(.company, of: lane)
                    #expect(await books.report().calls.filter { !$0.key.hasPrefix("GET") } == calls.filter {
                        !$0.key.hasPrefix("GET")
                    })
                    #expect(try await shop.agent.spool.tasks(openOnly: true).isEmpty)
                }
            }
        }
    }

    private static func posted(_ report: BooksReport) -> [BooksReport.Document] {
        ["SalesReceipt", "Invoice"].flatMap { report.documents($0) }
    }

    private static func until(_ shop: Shop, _ holds: () async throws -> Bool) async throws {
        let changes = shop.agent.spool.changes()
        if try await holds() { return }
        for await _ in changes where try await holds() { return }
    }
}
