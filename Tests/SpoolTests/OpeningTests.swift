import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct OpeningTests {
    @Test func `the writer waits for the disk`() async throws {
        let shop = try Shop()
        let pragmas = try await shop.spool.pool.writeWithoutTransaction { database in
            try ["synchronous", "foreign_keys", "wal_autocheckpoint"].map {
                try Int.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(pragmas == [2, 1, 0])
        let mode = try await shop.spool.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test func `a newer spool is refused with a sentence and left alone`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try shop.spool.close()
        try shop.tamper(droppingTriggers: false) {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('v0999-later')")
        }
        let error = #expect(throws: SpoolError.self) {
            try Spool(directory: shop.directory, sealer: try Shop.sealer(), clock: shop.clock.wall)
        }
        #expect(error?.code == .newer)
        #expect(error?.sentence.contains("v0999-later") == true)
        #expect(error?.sentence.contains("install") == true)
        #expect(#expect(throws: SpoolError.self) { try Spool.verify(file: shop.file) }?.code == .newer)
        try shop.tamper(droppingTriggers: false) {
            try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'v0999-later'")
        }
        #expect(try Spool.verify(file: shop.file).entries == 1)
    }

    @Test(arguments: ["not a database at all", "SQLite format 3\0 and then nothing"])
    func `a file that is no spool is refused`(_ content: String) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let bytes = Data((content + String(repeating: "x", count: 4_096)).utf8)
        try bytes.write(to: directory.appending(path: Spool.fileName))
        let error = #expect(throws: SpoolError.self) { try Spool(directory: directory, sealer: try Shop.sealer()) }
        #expect(error?.code == .corrupt)
        #expect(try Data(contentsOf: directory.appending(path: Spool.fileName)) == bytes)
    }

    @Test func `a spool that is not there is not verified`() {
        let error = #expect(throws: SpoolError.self) {
            try Spool.verify(file: URL(filePath: "/nonexistent/risiti.sqlite"))
        }
        #expect(error?.code == .notFound)
    }
}
