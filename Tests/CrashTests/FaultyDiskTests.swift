import Foundation
import GRDB
import SpoolTestSupport
import Testing

/// The disk itself: it forgets what it should, and nothing else.
@Suite struct FaultyDiskTests {
    /// A database of two rows, of which the second was not synced.
    private static func disk(of rowBytes: Int = 10) throws -> (FaultyDisk, DatabaseQueue) {
        let disk = try FaultyDisk()
        let queue = try DatabaseQueue(path: disk.directory.appending(path: "rows.sqlite").path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            try database.execute(sql: "CREATE TABLE row (bytes BLOB)")
            try database.execute(sql: "INSERT INTO row VALUES (zeroblob(10)); PRAGMA synchronous = NORMAL")
            try database.execute(sql: "INSERT INTO row VALUES (randomblob(?))", arguments: [rowBytes])
        }
        return (disk, queue)
    }

    private static func rows(on disk: FaultyDisk) throws -> Int {
        let queue = try DatabaseQueue(path: disk.directory.appending(path: "rows.sqlite").path)
        #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row") } ?? -1
    }

    @Test func `what was synced stays and what was not is gone`() throws {
        let (disk, queue) = try Self.disk()
        disk.crash()
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM row") } }
        let image = try disk.image()
        try disk.powerOn(image, surviving: .drop)
        #expect(try Self.rows(on: disk) == 1)
        try disk.powerOn(image, surviving: .keep)
        #expect(try Self.rows(on: disk) == 2)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM row") } }
    }

    @Test func `a torn write keeps some sectors and the same seed keeps the same`() throws {
        let (disk, queue) = try Self.disk(of: 20_000)
        disk.crash()
        let image = try disk.image()
        try disk.powerOn(image, surviving: .drop)
        var digests = [disk.digest]
        try disk.powerOn(image, surviving: .keep)
        digests.append(disk.digest)
        for seed in 1...20 as ClosedRange<UInt64> {
            try disk.powerOn(image, surviving: .torn(seed: seed))
            let digest = disk.digest
            digests.append(digest)
            #expect(try Self.rows(on: disk) == 1, "one of 40 sectors is missing, or the seed is very lucky")
            try disk.powerOn(image, surviving: .torn(seed: seed))
            #expect(disk.digest == digest)
        }
        #expect(Set(digests).count == digests.count)
        try queue.close()
    }

    @Test func `a lying disk loses what it said was synced`() throws {
        let (disk, queue) = try Self.disk()
        disk.lie()
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; INSERT INTO row VALUES (zeroblob(10))")
        }
        try disk.powerOn(surviving: .drop)
        #expect(try Self.rows(on: disk) == 1)
        try queue.close()
    }

    @Test(arguments: FaultyDisk.Fault.allCases.filter { $0 != .crash })
    func `a fault is told and passes`(_ fault: FaultyDisk.Fault) throws {
        let (disk, queue) = try Self.disk()
        let insert = "INSERT INTO row VALUES (zeroblob(10))"
        disk.count(failing: 1, with: fault)
        let error = #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: insert) } }
        let isFull = [.full, .fullOnward, .shortWrite].contains(fault)
        #expect(error?.resultCode == (isFull ? .SQLITE_FULL : .SQLITE_IOERR))
        if fault == .ioErrorOnward || fault == .fullOnward {
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: insert) } }
        }
        disk.fail(at: 0, with: nil)
        try queue.write { try $0.execute(sql: insert) }
        #expect(try Self.rows(on: disk) == 3)
        try queue.close()
    }

    @Test func `its files are seen from outside, with their size`() throws {
        let (disk, queue) = try Self.disk()
        for file in ["rows.sqlite", "rows.sqlite-wal"] {
            let values = try FileManager.default.attributesOfItem(atPath: disk.directory.appending(path: file).path)
            #expect((values[.size] as? NSNumber)?.int64Value == disk.size(of: file))
        }
        try queue.close()
        #expect(!FileManager.default.fileExists(atPath: disk.directory.appending(path: "rows.sqlite-wal").path))
    }
}
