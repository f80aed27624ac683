import Accounting
import Agent
import BooksTestSupport
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
                    let settings = #"{"after": "none", "watch": 0}"#
                    try await shop.agent.connections.update(lane, settings: Array(settings.utf8))
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
                    try await Self.until(shop) { try await Self.notes(shop, lane).count == count }
                    try await shop.posted(lane)
                    let report = await books.report()
                    let posted = Self.posted(report)
                    #expect(posted.count == count && report.attachments.count == count)
                    #expect(Set(report.attachments.compactMap(\.document)) == Set(posted.map(\.id)))
                    let notes = try await Self.notes(shop, lane)
                    #expect(notes.allSatisfy { $0.contains("KRACU") } && Set(notes).count == count, "\(notes)")
                    if provider == "quickbooks" { #expect(posted.allSatisfy { $0.note?.contains("KRACU") == true }) }
                    let job = try await shop.agent.books.sync(lane, force: true).row.id
                    try await Self.until(shop) { try await shop.agent.syncs.job(job).row.state == .done }
                    #expect(await books.report().calls == report.calls)
                    #expect(try await shop.agent.spool.tasks(openOnly: true).isEmpty)
                }
            }
        }
    }

    /// What is written back, as the company has it.
    private static func notes(_ shop: Shop, _ lane: String) async throws -> [String] {
        var notes: [String] = []
        for row in try await shop.agent.spool.booksDocuments(of: lane, before: nil, limit: 9) {
            let records = try await shop.agent.spool.booksRecords(ofDocument: row.id)
            notes += records.filter { $0.kind == "note" && $0.state == .kept }.map(\.body)
        }
        return notes
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
