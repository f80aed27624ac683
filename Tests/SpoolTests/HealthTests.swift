import Fiscal
import Foundation
import GRDB
import ProgramSupport
import SpoolTestSupport
import Testing

@testable import Spool

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.serialized) struct HealthTests {
    @Test func `a failed write stops acknowledging until the spool was opened again and checked`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await FileSizeLimit.with(bytes: 24 << 20) {
            // The kernel refuses the write beyond the limit: an error of the disk that SQLite has not made up.
            await #expect(throws: SpoolError.self) {
                try await shop.spool.keep(
                    fact: "large", String(repeating: "x", count: 28 << 20), at: shop.clock.now)
            }
        }
        #expect(shop.spool.health.state == .failing)
        let error = await #expect(throws: SpoolError.self) { try await shop.sell("b") }
        #expect(error?.code == .failing)
        #expect(try await shop.spool.chainEnd().sequence == 1)
        #expect(await shop.spool.recover(at: shop.clock.now) == .healthy)
        #expect(try await shop.spool.fact("spool.recovered") != nil)
        #expect(try await shop.sell("b").document.sequence == 2)
        #expect(try await shop.spool.verify().isWhole)
    }

    @Test func `a damaged page is noticed, refuses sales, and a restore brings the shop back`() async throws {
        let shop = try Shop()
        for number in 0..<5 { try await shop.sell("\(number)") }
        let backup = shop.directory.appending(path: "backup.sqlite")
        _ = try Spool.copy(shop.file, to: backup)
        let (root, size) = try await shop.spool.pool.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'event'") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            )
        }
        try shop.spool.close()
        let handle = try FileHandle(forUpdating: shop.file)
        try handle.seek(toOffset: UInt64((root - 1) * size))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: size))
        try handle.close()
        let damaged = try Shop(after: shop)
        let error = await #expect(throws: SpoolError.self) { try await damaged.sell("5") }
        #expect(error?.code == .corrupt)
        #expect(damaged.spool.health.state == .corrupt)
        #expect(damaged.spool.health.sentence?.contains("risiti spool restore") == true)
        #expect(await damaged.spool.recover(at: shop.clock.now).state == .corrupt)
        try damaged.spool.close()
        _ = try Spool.restore(from: backup, into: shop.directory, clock: shop.clock.wall)
        let restored = try Shop(after: shop)
        #expect(restored.spool.health == .healthy)
        #expect(try await restored.sell("6").document.sequence >= 6)
        try restored.spool.close()
    }

    @Test func `an entry at the end that was changed is found when the spool opens`() async throws {
        let shop = try Shop()
        for number in 0..<3 { try await shop.sell("\(number)") }
        try shop.spool.close()
        try shop.flip("bytes", of: 3, byte: 30, bit: 1)
        let again = try Shop(after: shop)
        #expect(again.spool.health.state == .corrupt)
        await #expect(throws: SpoolError.self) { try await again.sell("x") }
        try again.spool.close()
    }

    @Test func `an older file in the spool's place takes no sale until it is restored`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let older = shop.directory.appending(path: "older.sqlite")
        _ = try Spool.copy(shop.file, to: older)
        try await shop.sell("b")
        try await shop.sell("c")
        try shop.spool.close()
        try FileManager.default.removeItem(at: shop.file)
        try FileManager.default.copyItem(at: older, to: shop.file)
        let swapped = try Shop(after: shop)
        #expect(swapped.spool.health.state == .rolledBack)
        #expect(swapped.spool.health.sentence?.contains("entry 3") == true)
        let error = await #expect(throws: SpoolError.self) { try await swapped.sell("d") }
        #expect(error?.code == .rolledBack)
        #expect(await swapped.spool.recover(at: shop.clock.now).state == .rolledBack)
        #expect(try await swapped.spool.chainEnd().sequence == 1)
        try swapped.spool.close()
        #expect(HighWater.read(in: shop.directory)?.sequence == 3)
        _ = try Spool.restore(from: older, into: shop.directory, clock: shop.clock.wall)
        HighWater.forget(in: shop.directory)
        let restored = try Shop(after: shop)
        #expect(restored.spool.health == .healthy)
        try await restored.sell("d")
        try restored.spool.close()
    }

    @Test(arguments: ["", "risiti-high-water-1\n", "risiti-high-water-1\n9\nzz\n", "\u{0}\u{0}\u{0}"])
    func `a mark that cannot be read stops nobody`(_ text: String) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try shop.spool.close()
        try Data(text.utf8).write(to: shop.directory.appending(path: HighWater.fileName))
        let again = try Shop(after: shop)
        #expect(again.spool.health == .healthy)
        try await again.sell("b")
        try again.spool.close()
        #expect(HighWater.read(in: shop.directory)?.sequence == 2)
    }

    @Test func `the mark is kept in idle moments and names the end`() async throws {
        let shop = try Shop()
        #expect(HighWater.read(in: shop.directory) == nil)
        try await shop.spool.keepHighWater()
        #expect(HighWater.read(in: shop.directory) == nil)
        let entry = try await shop.sell("a")
        try await shop.spool.keepHighWater()
        #expect(HighWater.read(in: shop.directory) == HighWater(sequence: 1, hash: entry.seal.hash))
    }

    @Test(.enabled("needs the right to mount") { await Disk.canMount() })
    func `a full disk refuses sales, keeps what it has, and lets sales in again`()
        async throws
    {
        try await Disk.with(mebibytes: 200) { directory in
            let spool = try Spool(directory: directory, sealer: try Shop.sealer())
            try spool.prepare(lanes: [Shop.lane])
            _ = try await spool.append(Shop.request("a", .sale(try Shop.sale())))
            #expect(spool.health.state == .healthy)
            let ballast = directory.appending(path: "ballast")
            try Data(repeating: 1, count: 90 << 20).write(to: ballast)
            #expect(spool.health.state == .nearlyFull)
            _ = try await spool.append(Shop.request("b", .sale(try Shop.sale())))
            try Data(repeating: 1, count: 140 << 20).write(to: ballast)
            #expect(spool.health.state == .full)
            #expect(!spool.health.acceptsSales)
            let error = await #expect(throws: SpoolError.self) {
                try await spool.append(Shop.request("c", .sale(try Shop.sale())))
            }
            #expect(error?.code == .full)
            // What is not a sale goes on below the reserve.
            try await spool.keep(fact: "still", "written", at: Shop.opening)
            try FileManager.default.removeItem(at: ballast)
            _ = try await spool.append(Shop.request("c", .sale(try Shop.sale())))
            #expect(spool.health.state == .healthy)
            #expect(try await spool.verify().entries == 3)
            try spool.close()
        }
    }

    @Test(.enabled("needs the right to mount") { await Disk.canMount() })
    func `a read-only disk is named, and the shop sells once it takes writes`()
        async throws
    {
        try await Disk.with(mebibytes: 200) { directory in
            let spool = try Spool(directory: directory, sealer: try Shop.sealer())
            try spool.prepare(lanes: [Shop.lane])
            _ = try await spool.append(Shop.request("a", .sale(try Shop.sale())))
            try spool.close()
            try await Disk.mount("remount,ro", directory)
            let error = #expect(throws: SpoolError.self) {
                try Spool(directory: directory, sealer: try Shop.sealer())
            }
            #expect(error?.code == .readOnly)
            try await Disk.mount("remount,rw", directory)
            let again = try Spool(directory: directory, sealer: try Shop.sealer())
            #expect(again.health.state == .healthy)
            _ = try await again.append(Shop.request("b", .sale(try Shop.sale())))
            try again.close()
        }
    }
}

/// The kernel's limit on the size of files, for the time of a test: a write beyond it fails as on a bad disk.
enum FileSizeLimit {
    static func with(bytes: UInt, _ body: () async throws -> Void) async throws {
        signal(SIGXFSZ, SIG_IGN)
        var before = rlimit()
        guard getrlimit(__rlimit_resource_t(1), &before) == 0 else { throw Unexpected("the limit cannot be read") }
        var limit = before
        limit.rlim_cur = bytes
        guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { throw Unexpected("the limit cannot be set") }
        defer { setrlimit(__rlimit_resource_t(1), &before) }
        try await body()
    }
}

/// A small disk in memory, where the machine allows one.
enum Disk {
    /// Whether a disk can be mounted here.
    static func canMount() async -> Bool {
        guard getuid() == 0, let place = try? Place() else { return false }
        guard await run("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place.url.path) else { return false }
        return await run("/bin/umount", place.url.path)
    }

    static func with(mebibytes: Int, _ body: (URL) async throws -> Void) async throws {
        let place = try Place()
        guard await run("/bin/mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", place.url.path) else {
            throw Unexpected("the disk cannot be mounted")
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(place.url))
        } catch {
            outcome = .failure(error)
        }
        _ = await run("/bin/umount", "-l", place.url.path)
        try outcome.get()
    }

    static func mount(_ options: String, _ place: URL) async throws {
        guard await run("/bin/mount", "-o", options, place.path) else { throw Unexpected("mount -o \(options) fails") }
    }

    private static func run(_ program: String, _ arguments: String...) async -> Bool {
        (try? await Program(program).run(arguments))?.isSuccess ?? false
    }
}
