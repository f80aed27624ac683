import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct MirrorTests {
    /// A shop with a medium.
    struct World {
        let shop: Shop
        let place: Place
        let mirror: SpoolMirror

        init(limit: Int = 64 << 20) async throws {
            shop = try Shop()
            place = try Place()
            try FileManager.default.createDirectory(
                at: place.url.appending(path: "usb"), withIntermediateDirectories: true)
            mirror = SpoolMirror(
                of: shop.spool, in: place.url.appending(path: "usb"), key: try Shop.sealer().key,
                clock: shop.clock.wall,
                limit: limit)
        }

        var medium: URL { place.url.appending(path: "usb") }
        var away: URL { place.url.appending(path: "pocket") }

        /// What a restore would find on the medium now.
        func restored() throws -> (entries: Int64, dump: [String]) {
            let target = place.url.appending(path: "gathered-\(UUID().uuidString).sqlite")
            try Spool.gather(mirror: medium, into: target)
            let queue = try DatabaseQueue(path: target.path)
            defer { try? queue.close() }
            return (try Spool.check(target).verification.entries, try queue.read(Self.dump))
        }

        /// Every row of every table, as text.
        static func dump(_ database: Database) throws -> [String] {
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return try tables.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { row in
                    table
                        + row.map { " \($0)=\(Data.fromDatabaseValue($1)?.base64EncodedString() ?? "\($1)")" }.joined()
                }
            }
        }

        /// What the spool itself has now.
        func kept() async throws -> [String] { try await shop.spool.pool.read(Self.dump) }

        func tasks() async throws -> Int { try await shop.spool.tasks(openOnly: true).count }
    }

    @Test func `the medium has every commit as soon as it was carried`() async throws {
        let world = try await World()
        try await world.shop.sell("before")
        await world.mirror.look()
        #expect(world.mirror.view.state == .current)
        for number in 0..<10 {
            try await world.shop.sell("\(number)")
            #expect(world.mirror.view.behind == 1)
            await world.mirror.carry()
            #expect(world.mirror.view.behind == 0)
            let (entries, dump) = try world.restored()
            #expect(entries == Int64(number) + 2)
            #expect(try await world.kept() == dump)
        }
    }

    @Test func `the spool's log may begin anew under the mirror`() async throws {
        let world = try await World()
        await world.mirror.look()
        for number in 0..<30 {
            try await world.shop.sell("\(number)")
            if number % 4 == 1 {
                _ = try await world.shop.spool.pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
            }
            if number % 3 == 0 { await world.mirror.carry() }
            if number % 7 == 6 {
                _ = try await world.shop.spool.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            }
        }
        await world.mirror.carry()
        let kept = try await world.kept()
        #expect(try world.restored().dump == kept)
        #expect(try await world.tasks() == 0)
    }

    @Test func `what was rolled back never reaches the medium`() async throws {
        let world = try await World()
        await world.mirror.look()
        try await world.shop.sell("a")
        _ = try? await world.shop.spool.pool.write { database in
            // More than SQLite's cache holds, so that pages are spilled into the log before the transaction fails.
            try database.execute(
                sql: "INSERT INTO fact VALUES ('large', ?, 0)", arguments: [String(repeating: "x", count: 12 << 20)])
            throw Unexpected("no")
        }
        try await world.shop.sell("b")
        await world.mirror.carry()
        let kept = try await world.kept()
        #expect(try world.restored().dump == kept)
    }

    @Test func `finishing leaves one file`() async throws {
        let world = try await World()
        await world.mirror.look()
        try await world.shop.sell("a")
        await world.mirror.finish()
        let names = try FileManager.default.contentsOfDirectory(atPath: world.medium.path).sorted()
        #expect(names == ["risiti-mirror.marker", "risiti-mirror.sqlite"])
        #expect(try world.restored().entries == 1)
    }

    @Test func `a log that is torn anywhere still gives a whole spool`() async throws {
        let world = try await World()
        await world.mirror.look()
        for number in 0..<3 {
            try await world.shop.sell("\(number)")
            await world.mirror.carry()
        }
        let log = world.medium.appending(path: "risiti-mirror.sqlite-wal")
        let whole = try Data(contentsOf: log)
        var seen: Set<Int64> = []
        for cut in stride(from: 0, through: whole.count, by: 1_537) {
            try whole.prefix(cut).write(to: log)
            seen.insert(try world.restored().entries)
        }
        #expect(seen == [0, 1, 2])
        var flipped = whole
        flipped[whole.count / 2] ^= 1
        try flipped.write(to: log)
        #expect(try world.restored().entries < 3)
    }

    @Test func `pulling the medium costs a task, and putting it back resolves it`() async throws {
        let world = try await World()
        await world.mirror.look()
        try await world.shop.sell("a")
        await world.mirror.carry()
        try FileManager.default.moveItem(at: world.medium, to: world.away)
        try await world.shop.sell("b")
        await world.mirror.carry()
        await world.mirror.look()
        #expect(world.mirror.view.state == .lost)
        #expect(world.mirror.view.reason?.contains(world.medium.path) == true)
        #expect(try await world.tasks() == 1)
        try await world.shop.sell("c")
        #expect(world.mirror.view.behind >= 2)
        // The directory under which a medium is mounted stays when the medium goes: it is not taken for it.
        try FileManager.default.createDirectory(at: world.medium, withIntermediateDirectories: true)
        await world.mirror.look()
        #expect(world.mirror.view.state == .lost)
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.medium.path).isEmpty)
        try FileManager.default.removeItem(at: world.medium)
        try FileManager.default.moveItem(at: world.away, to: world.medium)
        await world.mirror.look()
        #expect(world.mirror.view.state == .current)
        #expect(try await world.tasks() == 0)
        await world.mirror.carry()
        #expect(world.mirror.view.behind == 0)
        let kept = try await world.kept()
        #expect(try world.restored().dump == kept)
    }

    @Test func `another shop's medium is not written over`() async throws {
        let world = try await World()
        await world.mirror.look()
        await world.mirror.finish()
        let other = try Shop()
        let foreign = SpoolMirror(
            of: other.spool, in: world.medium, key: [UInt8](repeating: 7, count: 32), clock: other.clock.wall)
        await foreign.look()
        #expect(foreign.view.state == .lost)
        #expect(foreign.view.reason?.contains("another shop") == true)
        #expect(try await other.spool.tasks(openOnly: true).map(\.trouble.code) == ["spool.mirror_lost"])
    }

    @Test func `what grows beyond the limit is let go and copied anew`() async throws {
        let world = try await World(limit: 100_000)
        await world.mirror.look()
        for number in 0..<40 { try await world.shop.sell("\(number)") }
        #expect(world.mirror.view.state == .behind)
        await world.mirror.carry()
        #expect(world.mirror.view.state == .current)
        let kept = try await world.kept()
        #expect(try world.restored().dump == kept)
    }

    @Test func `a small medium is named`() async throws {
        guard await Disk.canMount() else { return }
        let world = try await World()
        for number in 0..<20 { try await world.shop.sell("\(number)") }
        try await Disk.with(mebibytes: 4) { disk in
            let mirror = SpoolMirror(
                of: world.shop.spool, in: disk, key: try Shop.sealer().key, clock: world.shop.clock.wall)
            await mirror.look()
            #expect(mirror.view.state == .lost)
            #expect(mirror.view.reason?.contains("too small") == true)
        }
    }

    @Test func `the mirror goes on after the spool was opened again`() async throws {
        let world = try await World()
        await world.mirror.look()
        try await world.shop.sell("a")
        world.shop.spool.watch.shut(.failing, "as after a failed fsync")
        #expect(await world.shop.spool.recover(at: world.shop.clock.now) == .healthy)
        try await world.shop.sell("b")
        await world.mirror.look()
        #expect(world.mirror.view.state == .current)
        try await world.shop.sell("c")
        await world.mirror.carry()
        #expect(try world.restored().entries == 3)
    }
}
