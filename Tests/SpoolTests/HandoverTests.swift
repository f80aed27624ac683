import Fiscal
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct HandoverTests {
    private static let otherSeed = [UInt8](repeating: 9, count: 32)

    /// A shop that sold twice and was opened again with another device key.
    private func rekeyed() async throws -> (former: Shop, shop: Shop) {
        let former = try Shop()
        try await former.sell("a")
        try await former.sell("b")
        try former.spool.close()
        return (former, try Shop(after: former, seed: Self.otherSeed))
    }

    @Test func `the same key takes over nothing`() async throws {
        let shop = try Shop()
        #expect(try await shop.spool.takeOver() == nil)
        try await shop.sell("a")
        #expect(try await shop.spool.takeOver() == nil)
        #expect(try await shop.spool.chainEnd().sequence == 1)
    }

    @Test(arguments: [false, true])
    func `another key is introduced by an entry, endorsed where the old one is there`(_ isEndorsed: Bool) async throws {
        let (_, shop) = try await rekeyed()
        let old = try Shop.sealer()
        let notice = try await shop.spool.takeOver(reason: .rotation, endorsing: isEndorsed ? old.sign : nil)
        #expect(notice?.sequence == 3)
        #expect(try await shop.spool.takeOver() == nil)
        let sold = try await shop.sell("c").document
        #expect(sold.sequence == 4)
        #expect(sold.temporaryNumber == "T1-000003")
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.notices == 1)
        let other = try Shop.sealer(seed: Self.otherSeed)
        #expect(found.keys.map(\.key) == [old.key, other.key])
        #expect(found.keys.map(\.from) == [1, 3])
        #expect(found.keys.map(\.isEndorsed) == [false, isEndorsed])
        #expect(found.temporaryNumbersMissing == 0)
    }

    @Test(arguments: [0, 2])
    func `the journal is handed over to a new key while the shop sells`(_ sales: Int) async throws {
        let shop = try Shop()
        for sale in 0..<sales { try await shop.sell("\(sale)") }
        let other = try Shop.sealer(seed: Self.otherSeed)
        let notice = try await shop.spool.rotate(to: other)
        #expect(shop.spool.sealer.key == other.key)
        try await shop.sell("after")
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.notices == 1)
        #expect(found.keys.last.map { [UInt8]($0.key) } == other.key)
        #expect(found.keys.last?.isEndorsed == (sales > 0))
        #expect(try await shop.spool.lastKey() == other.key)
        let event = try await shop.spool.events(after: 0, limit: 100).first { $0.type == "key.rotated" }
        #expect(event?.body.contains(Hex.text(other.key)) == true)
        let before = try Shop.sealer().key
        #expect(event?.body.contains(Hex.text(before)) == true)
        #expect(notice.sequence == Int64(sales) + 1)
        try shop.spool.close()
        // Whether its file took the old one's place or not, the key that the journal names signs.
        let again = try Spool(
            directory: shop.directory, sealer: try Shop.sealer(), next: other, clock: shop.clock.wall)
        #expect(try await again.takeOver() == nil)
        _ = try await again.append(Shop.request("again", .sale(try Shop.sale())))
        #expect(try await again.verify().isWhole)
        try again.close()
    }

    @Test func `sales that were under way while the key changed are sealed by the right one`() async throws {
        let shop = try Shop()
        let other = try Shop.sealer(seed: Self.otherSeed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sale in 0..<40 { group.addTask { try await shop.sell("\(sale)") } }
            group.addTask { _ = try await shop.spool.rotate(to: other) }
            for sale in 40..<80 { group.addTask { try await shop.sell("\(sale)") } }
            try await group.waitForAll()
        }
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.entries == 81)
    }

    @Test func `a key that no handover names signs nothing`() async throws {
        let former = try Shop()
        try await former.sell("a")
        try former.spool.close()
        let other = try Shop.sealer(seed: Self.otherSeed)
        let spool = try Spool(
            directory: former.directory, sealer: try Shop.sealer(), next: other, clock: former.clock.wall)
        #expect(try await spool.takeOver() == nil)
        _ = try await spool.append(Shop.request("b", .sale(try Shop.sale())))
        #expect(try await spool.verify().keys.count == 1)
        #expect(try await spool.verify().isWhole)
        try spool.close()
    }

    @Test func `another key without a handover breaks the chain`() async throws {
        let (_, shop) = try await rekeyed()
        try await shop.sell("c")
        #expect(try await shop.spool.verify().firstBreak?.sequence == 3)
    }

    @Test func `an endorsement by a stranger breaks the chain`() async throws {
        let (_, shop) = try await rekeyed()
        let stranger = try Shop.sealer(seed: [UInt8](repeating: 7, count: 32))
        _ = try await shop.spool.takeOver(endorsing: stranger.sign)
        #expect(try await shop.spool.verify().firstBreak?.sequence == 3)
    }

    @Test(arguments: [
        "UPDATE notice SET series = 'BBB'", "UPDATE notice SET accepted_at_ms = 1", "DELETE FROM notice",
        "UPDATE notice SET key = zeroblob(32)", "UPDATE notice SET document_id = '01JPA5S0V3KX7T1QH2M4N6P8RS'",
    ])
    func `a doctored notice is found`(_ statement: String) async throws {
        let (_, shop) = try await rekeyed()
        _ = try await shop.spool.takeOver()
        #expect(throws: DatabaseError.self) {
            try shop.tamper(droppingTriggers: false) { try $0.execute(sql: statement) }
        }
        #expect(try await shop.spool.verify().isWhole)
        try shop.tamper(droppingTriggers: true) { try $0.execute(sql: statement) }
        #expect(try await shop.spool.verify().firstBreak?.sequence == 3)
    }

    @Test func `a notice is neither sold, credited, listed nor queued`() async throws {
        let (_, shop) = try await rekeyed()
        let notice = try #require(try await shop.spool.takeOver())
        try await shop.sell("c")
        let listed = try await shop.spool.sales(state: nil, from: nil, to: nil, before: nil, limit: 9)
        #expect(listed.map(\.sequence) == [4, 2, 1])
        let error = await #expect(throws: SpoolError.self) { try await shop.spool.sale(notice.id) }
        #expect(error?.code == .notFound)
        #expect(try await shop.spool.lanes().first?.backlog == 3)
        #expect(try await shop.spool.lastAcceptedAt() == Shop.opening)
    }

    @Test func `a notice reads back as it was written`() throws {
        let clock = ClockReading(claimed: Shop.opening, sinceBoot: 1, suspect: false)
        for matter in [
            Notice.Matter.handover(Handover(endorsement: nil, key: "ab", reason: .keyLost, series: "KQB")),
            .pruning(Pruning(hash: "cd", through: 7)),
        ] {
            let notice = Notice(id: "x", sequence: 8, acceptedAt: Shop.opening, clock: clock, matter: matter)
            #expect(try Notice(canonicalBytes: try notice.canonicalBytes()) == notice)
            #expect(throws: (any Error).self) { try Document(canonicalBytes: try notice.canonicalBytes()) }
        }
    }
}
