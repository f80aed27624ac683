import Accounting
import Agent
import BooksTestSupport
import Fiscal
import Forwarder
import Foundation
import Outbound
import Simulators
import Spool
import Testing

/// What the office changes between the posting of a document and its fiscal receipt is neither lost nor overlooked.
@Suite struct BooksNoteTests {
    @Test(arguments: ["quickbooks", "xero"], [false, true])
    func `what the office wrote stays where the fiscal number is written back, read before or not`(
        _ provider: String, _ isRead: Bool
    ) async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks(provider))
        let clock = MovedClock()
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base, clock: clock.clock) { (shop) async throws in
                    let world = try await Self.posted(shop, books, address, kra, clock)
                    let lane = world.lane
                    let first = try #require(await world.invoices().first?.note)
                    let member = provider == "xero" ? "Reference" : "PrivateNote"
                    try await world.office("edit", #","set":{"\#(member)":"\#(first) call before delivery"}"#)
                    if isRead { try await Self.look(world) }
                    await kra.setOutage(false)
                    await shop.agent.lane("kra")?.tryNow()
                    try await shop.drained()
                    try await world.until {
                        try await world.spool.booksRecord("note", "00-T1-000001/note", of: lane)?.state == .kept
                    }
                    try await shop.posted(lane)
                    let invoices = await world.invoices()
                    #expect(invoices.count == 1)
                    #expect(invoices.allSatisfy { $0.note?.contains("call before delivery") == true }, "\(invoices)")
                    if provider == "quickbooks" {
                        #expect(invoices.allSatisfy { $0.note?.contains("KRACU") == true }, "\(invoices)")
                    }
                    #expect(await books.report().attachments.count == 1)
                    #expect(try await world.conflicts().isEmpty)
                    #expect(try await world.spool.tasks(openOnly: true).isEmpty)
                }
            }
        }
    }

    /// At Xero, where the note that comes last is no change of the document.
    @Test(.timeLimit(.minutes(1)))
    func `what the office changed while a document was not whole is asked about once it is`() async throws {
        let (kra, books) = (try SimulatedKRA(), try SimulatedBooks("xero"))
        let clock = MovedClock()
        try await kra.whileRunning { base, _ in
            try await books.whileRunning { address in
                try await Shop.open(kra: base, clock: clock.clock) { (shop) async throws in
                    // No sale has what this rule wants: the note waits for another map, and the document with it.
                    let rule = FieldRule(.note, .direct(.creditReason), isRequired: true)
                    let world = try await Self.posted(shop, books, address, kra, clock, rules: [rule])
                    let lane = world.lane
                    await kra.setOutage(false)
                    await shop.agent.lane("kra")?.tryNow()
                    try await world.until { try await !world.spool.tasks(openOnly: true).isEmpty }
                    try await world.edit("600")
                    // For longer than readings overlap.
                    for _ in 1...4 { try await Self.look(world) }
                    let rows = try await world.spool.booksDocuments(of: lane, before: nil, limit: 9)
                    #expect(rows.map(\.state) == [.ready])
                    #expect(try await world.conflicts().isEmpty)
                    let (version, map) = try #require(try await shop.agent.books.map(of: lane))
                    var plain = map
                    plain.rules = []
                    _ = try await shop.agent.books.keep(plain, of: lane, after: version, by: "test")
                    try await shop.posted(lane)
                    try await Self.look(world)
                    #expect(try await world.asked().trouble.evidence["theirs_total"] == "600.00")
                    #expect(try await world.conflicts().count == 1)
                    #expect(await books.report().attachments.count == 1)
                }
            }
        }
    }

    /// A sale on account that is in the books, and that KRA has not answered.
    private static func posted(
        _ shop: Shop, _ books: SimulatedBooks, _ address: String, _ kra: SimulatedKRA, _ clock: MovedClock,
        rules: [FieldRule] = []
    ) async throws -> BooksWatchTests.World {
        try await shop.initialise()
        let lane = try await shop.connect(books, address)
        let world = BooksWatchTests.World(shop: shop, books: books, lane: lane, clock: clock)
        try await shop.agent.connections.update(lane, settings: Array(#"{"after": "none", "watch": 1}"#.utf8))
        let (version, map) = try #require(try await shop.agent.books.map(of: lane))
        var chosen = map
        (chosen.mode, chosen.rules) = (.document, rules)
        _ = try await shop.agent.books.keep(chosen, of: lane, after: version, by: "test")
        await kra.setOutage(true)
        let sale = Bodies.sale().replacing(#""method": "cash""#, with: #""method": "credit""#)
        #expect(try await shop.sell(sale, key: "k1").status == 201)
        try await world.until { try await world.spool.booksTally(of: lane).receiptsDue == 1 }
        try await world.until { try await world.spool.booksWatch(of: lane)?.cursor != nil }
        return world
    }

    /// A minute is over, and what changed was read.
    private static func look(_ world: BooksWatchTests.World) async throws {
        let before = try await world.spool.booksWatch(of: world.lane)?.readAt
        world.clock.move(by: .seconds(61))
        await world.books.advanceClock(61)
        try await world.shop.agent.books.sync(world.lane, force: false)
        try await world.until { try await world.spool.booksWatch(of: world.lane)?.readAt != before }
    }
}
