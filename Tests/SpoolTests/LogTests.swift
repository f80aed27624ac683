import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

/// The write-ahead log's size: room before it is needed, and never much more than that.
@Suite struct LogTests {
    /// Half a million bytes, others for each round: SQLite leaves pages alone that stay the same.
    private func text(_ round: Int) -> String {
        String(repeating: "\(round) ", count: 500_000 / "\(round) ".utf8.count)
    }

    @Test func `sales write over the room that the log was given`() async throws {
        let shop = try Shop()
        try await shop.spool.makeRoomInLog()
        let room = shop.spool.size().logBytes
        #expect(room >= LogKeeper.roomBytes)
        for number in 1...20 { try await shop.sell("\(number)") }
        #expect(shop.spool.size().logBytes == room)
        #expect(try await shop.spool.verify().entries == 20)
    }

    @Test func `a crash behind the room loses nothing`() async throws {
        let shop = try Shop()
        try await shop.sell("before")
        try await shop.spool.makeRoomInLog()
        try await shop.sell("behind")
        let crashed = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: crashed) }
        try FileManager.default.copyItem(at: shop.directory, to: crashed)
        let spool = try Spool(directory: crashed, sealer: try Shop.sealer())
        #expect(try await spool.verify().entries == 2)
        #expect(spool.health == .healthy)
        try spool.close()
    }

    /// It once took a core for ever.
    @Test(.timeLimit(.minutes(1))) func `room is not chased where the log was taken away`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try FileManager.default.removeItem(at: shop.directory.appending(path: "risiti.sqlite-wal"))
        try await shop.spool.makeRoomInLog()
        #expect(shop.spool.size().logBytes == 0)
    }

    @Test func `the log of a stopped spool takes no room`() async throws {
        let shop = try Shop()
        try await shop.spool.makeRoomInLog()
        try await shop.sell("a")
        try shop.spool.close()
        #expect(shop.spool.size().logBytes == 0)
        #expect(try Shop(after: shop).spool.size().fileBytes > 0)
    }

    /// Nobody calls for a checkpoint here: the writer itself keeps the bound, whoever writes.
    @Test(arguments: [true, false])
    func `the log stays within its bound under load`(_ sales: Bool) async throws {
        let shop = try Shop()
        var written = 0
        while written < 4 * Int(LogKeeper.roomBytes) {
            if sales {
                let round = written
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<16 { group.addTask { try await shop.sell("\(round)-\(number)") } }
                    try await group.waitForAll()
                }
            } else {
                try await shop.spool.keep(fact: "large", text(written), at: shop.clock.now)
            }
            written += 500_000
            // A group or a fact may come on top before it is folded in.
            #expect(shop.spool.size().logBytes < LogKeeper.roomBytes + 1 << 20)
        }
        #expect(shop.spool.health == .healthy)
    }

    /// What comes behind an answer is a matter of timing, and a simulation must have none.
    @Test func `on its caller's thread a sale is answered behind the folding that it brought about`() async throws {
        let shop = try Shop(transactions: .caller)
        try await shop.spool.makeRoomInLog()
        var (before, foldings) = (0, 0)
        for number in 1...300 {
            try await shop.sell("\(number)")
            let pages = shop.spool.log.pages
            foldings += pages < before ? 1 : 0
            before = pages
            #expect(!shop.spool.log.isDue(idle: false))
        }
        #expect(foldings > 0)
    }

    @Test func `a log that a reader holds up is folded in once the reader is gone`() async throws {
        let shop = try Shop()
        let snapshot = try shop.spool.pool.makeSnapshot()
        for round in 0..<20 { try await shop.spool.keep(fact: "large", text(round), at: shop.clock.now) }
        #expect(shop.spool.size().logBytes > LogKeeper.roomBytes)
        let seen = try await snapshot.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM fact") }
        #expect(seen == 0)
        try snapshot.close()
        let grown = shop.spool.size().logBytes
        for round in 20..<60 { try await shop.spool.keep(fact: "large", text(round), at: shop.clock.now) }
        #expect(shop.spool.size().logBytes <= grown + 2 << 20)
    }

    @Test func `old events go in steps that leave the log small`() async throws {
        let shop = try Shop()
        let many = Spool.eventLimit + 60_000
        try await shop.spool.pool.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE number (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM number WHERE id < ?)
                    INSERT INTO event SELECT id, 'sale.accepted', '{"id":"01JPA5S0V3KX7T1QH2M4N6P8RS"}', 0 FROM number
                    """, arguments: [many])
        }
        try await shop.spool.pool.writeWithoutTransaction { database in
            _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try await shop.spool.trimEvents()
        let left = try await shop.spool.pool.read { database in
            try ["count(*)", "min(id)", "max(id)"].map { try Int64.fetchOne(database, sql: "SELECT \($0) FROM event") }
        }
        #expect(left == [Spool.eventLimit, many - Spool.eventLimit + 1, many])
        #expect(shop.spool.size().logBytes < LogKeeper.roomBytes + 1 << 20)
    }
}
