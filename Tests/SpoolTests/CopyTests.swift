import Fiscal
import Foundation
import GRDB
import SpoolSchema
import SpoolTestSupport
import Synchronization
import Testing

@testable import Spool

@Suite struct CopyTests {
    @Test func `a copy that is taken while tills sell is whole and one file`() async throws {
        let shop = try Shop()
        for number in 0..<20 { try await shop.sell("before-\(number)") }
        let target = shop.directory.appending(path: "copy.sqlite")
        async let selling: Void = {
            for number in 0..<40 { try await shop.sell("during-\(number)", till: "T2") }
        }()
        let copy = try Spool.copy(shop.file, to: target)
        try await selling
        #expect(copy.verification.isWhole)
        #expect((20...60).contains(copy.verification.entries))
        for ending in ["-wal", "-shm", "-journal"] {
            #expect(!FileManager.default.fileExists(atPath: target.path + ending))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try await shop.spool.verify().entries == 60)
    }

    @Test func `a copy has what is in the log alone`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        #expect(shop.spool.size().logBytes > 0)
        let target = shop.directory.appending(path: "copy.sqlite")
        #expect(try Spool.copy(shop.file, to: target).verification.entries == 1)
    }

    @Test func `a copy that is given up leaves nothing`() async throws {
        let shop = try Shop()
        for number in 0..<300 { try await shop.sell("\(number)") }
        let target = shop.directory.appending(path: "copy.sqlite")
        let error = #expect(throws: SpoolError.self) { try Spool.copy(shop.file, to: target) { _ in false } }
        #expect(error?.code == .cancelled)
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }

    @Test func `a copy of a doctored journal is refused and not kept`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.sell("b")
        try shop.spool.close()
        try shop.flip("bytes", of: 1, byte: 40, bit: 2)
        let target = shop.directory.appending(path: "copy.sqlite")
        let error = #expect(throws: SpoolError.self) { try Spool.copy(shop.file, to: target) }
        #expect(error?.code == .corrupt)
        #expect(error?.sentence.contains("entry 1") == true)
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }

    @Test func `a file is put in place only where there is none`() throws {
        let directory = try Place()
        let (draft, target) = (directory.url.appending(path: "draft"), directory.url.appending(path: "target"))
        try Data("old".utf8).write(to: target)
        try Data("new".utf8).write(to: draft)
        #expect(throws: SpoolError.self) { try StableFile.place(draft, at: target, replacing: false) }
        #expect(try Data(contentsOf: target) == Data("old".utf8))
        try StableFile.place(draft, at: target, replacing: true)
        #expect(try Data(contentsOf: target) == Data("new".utf8))
    }

    @Test(arguments: 1..<SpoolSchema.migrations.count)
    func `an older schema opens, is copied first, and goes on`(_ known: Int) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let entry = try await shop.values(of: "journal_entry")
        let place = try Place()
        let old = place.url.appending(path: Spool.fileName)
        let queue = try DatabaseQueue(path: old.path)
        var migrator = DatabaseMigrator()
        for migration in SpoolSchema.migrations.prefix(known) {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try migrator.migrate(queue)
        try await queue.write { database in
            try database.execute(
                sql: "INSERT INTO journal_entry VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: StatementArguments(entry))
        }
        let values = try await shop.values(of: "sale")
        try await queue.write { database in
            try database.execute(
                sql: "INSERT INTO sale VALUES (\(values.map { _ in "?" }.joined(separator: ",")))",
                arguments: StatementArguments(values))
            try database.execute(sql: "INSERT INTO till_counter (till, last) VALUES ('T1', 1)")
        }
        try queue.close()
        let spool = try Spool(directory: place.url, sealer: try Shop.sealer(), clock: shop.clock.wall)
        try spool.prepare(lanes: [Shop.lane])
        let next = SpoolSchema.migrations[known].name.prefix { $0 != "-" }
        let before = place.url.appending(path: "\(Spool.fileName).before-\(next)")
        #expect(try Spool.check(before).verification.entries == 1)
        let sold = try await spool.append(Shop.request("b", .sale(try Shop.sale()))).entry.document
        #expect(sold.sequence == 2)
        #expect(sold.temporaryNumber == "T1-000002")
        #expect(try await spool.verify().isWhole)
        try spool.close()
    }

    @Test func `a spool of the present schema is not copied when it opens`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try shop.spool.close()
        let again = try Shop(after: shop)
        let names = try FileManager.default.contentsOfDirectory(atPath: again.directory.path)
        #expect(!names.contains { $0.contains("before") })
    }
}

extension Shop {
    /// The columns of a table's only row.
    fileprivate func values(of table: String) async throws -> [DatabaseValue] {
        try await spool.pool.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM \(table)").map { Array($0.databaseValues) } ?? []
        }
    }
}

/// A directory that goes with its test.
final class Place: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "place-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
