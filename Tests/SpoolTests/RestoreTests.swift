import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct RestoreTests {
    /// A shop that was backed up after three sales, and sold two more before its disk died.
    private func lost() async throws -> (shop: Shop, backup: URL) {
        let first = try Shop()
        for key in ["a", "b", "c"] { try await first.sell(key) }
        try first.spool.close()
        let backup = first.directory.appending(path: "backup.sqlite")
        try FileManager.default.copyItem(at: first.file, to: backup)
        let second = try Shop(after: first)
        for key in ["d", "e"] { try await second.sell(key, till: "T2") }
        try second.spool.close()
        return (second, backup)
    }

    private func restore(_ shop: Shop, _ backup: URL) throws -> Restoration {
        try Spool.restore(from: backup, into: shop.directory, clock: shop.clock.wall)
    }

    @Test func `a restored journal begins a series, bars the lane and sets the old spool aside`() async throws {
        let (former, backup) = try await lost()
        let restoration = try restore(former, backup)
        #expect(restoration.entries == 3)
        #expect(Series.isValid(restoration.series))
        let aside = try #require(restoration.movedAside)
        #expect(try Spool.verify(file: aside).entries == 5)
        let shop = try Shop(after: former)
        #expect(try await shop.spool.restoredUnreconciled() == Shop.opening)
        let notice = try #require(try await shop.spool.takeOver())
        #expect(notice.sequence == 4)
        guard case .handover(let handover) = notice.matter else { throw Unexpected("no handover") }
        #expect(handover.reason == .restore)
        #expect(handover.series == restoration.series)
        #expect(try await shop.sell("f").document.temporaryNumber == "T1-\(restoration.series)000001")
        #expect(try await shop.sell("g", till: "T2").document.temporaryNumber == "T2-\(restoration.series)000001")
        #expect(try await shop.sell("h").document.temporaryNumber == "T1-\(restoration.series)000002")
        #expect(try await shop.spool.takeOver() == nil)
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.temporaryNumbersMissing == 0)
        #expect(found.entries == 7)
        try shop.spool.close()
    }

    @Test func `every restore begins another series`() async throws {
        let (former, backup) = try await lost()
        var series: Set<String> = []
        for _ in 0..<4 { series.insert(try restore(former, backup).series) }
        #expect(series.count == 4)
        let shop = try Shop(after: former)
        _ = try await shop.spool.takeOver()
        #expect(try await shop.spool.verify().isWhole)
        try shop.spool.close()
    }

    @Test func `a series that a machine with another key begins is handed over with the key`() async throws {
        let (former, backup) = try await lost()
        _ = try restore(former, backup)
        let shop = try Shop(after: former, seed: [UInt8](repeating: 9, count: 32))
        _ = try await shop.spool.takeOver()
        try await shop.sell("f")
        let found = try await shop.spool.verify()
        #expect(found.isWhole)
        #expect(found.keys.map(\.from) == [1, 4])
        try shop.spool.close()
    }

    @Test(arguments: ["bytes", "hash", "signature"])
    func `a backup that does not hold is refused, and nothing changes`(_ column: String) async throws {
        let (former, backup) = try await lost()
        let before = try Data(contentsOf: former.file)
        try FileManager.default.copyItem(at: former.file, to: former.directory.appending(path: "whole.sqlite"))
        try FileManager.default.removeItem(at: former.file)
        try FileManager.default.moveItem(at: backup, to: former.file)
        try former.flip(column, of: 2, byte: 5, bit: 1)
        try FileManager.default.moveItem(at: former.file, to: backup)
        try FileManager.default.moveItem(at: former.directory.appending(path: "whole.sqlite"), to: former.file)
        let error = #expect(throws: SpoolError.self) { try restore(former, backup) }
        #expect(error?.code == .refused)
        #expect(error?.sentence.contains("entry 2") == true)
        #expect(try Data(contentsOf: former.file) == before)
        let shop = try Shop(after: former)
        #expect(try await shop.spool.chainEnd().sequence == 5)
        #expect(try await shop.spool.restoredUnreconciled() == nil)
        try shop.spool.close()
    }

    @Test func `what is no backup is refused`() async throws {
        let (former, backup) = try await lost()
        let missing = former.directory.appending(path: "nowhere.sqlite")
        #expect(throws: SpoolError.self) { try restore(former, missing) }
        try Data("no database, but long enough to be looked at as one".utf8).write(to: missing)
        #expect(throws: SpoolError.self) { try restore(former, missing) }
        try Data("log".utf8).write(to: URL(filePath: backup.path + "-wal"))
        let error = #expect(throws: SpoolError.self) { try restore(former, backup) }
        #expect(error?.sentence.contains("not closed") == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: former.directory.path)
        #expect(!names.contains { $0.contains("restor") })
    }

    @Test func `a restore that was cut off early leaves the old spool, and can be run again`() async throws {
        let (former, backup) = try await lost()
        let draft = former.directory.appending(path: "risiti.restoring.sqlite")
        try Data("half a file".utf8).write(to: draft)
        let shop = try Shop(after: former)
        #expect(try await shop.spool.chainEnd().sequence == 5)
        try shop.spool.close()
        #expect(try restore(former, backup).entries == 3)
        #expect(!FileManager.default.fileExists(atPath: draft.path))
    }

    @Test(arguments: 0...2)
    func `a restore that was cut off late is finished by the next opening`(_ renamed: Int) async throws {
        let (former, backup) = try await lost()
        let directory = former.directory
        let elsewhere = directory.appending(path: "elsewhere")
        let restoration = try Spool.restore(from: backup, into: elsewhere, clock: former.clock.wall)
        let series = restoration.series
        // The old spool with a log of its own, which must never meet the new file.
        try Data("a log of the old file".utf8).write(to: URL(filePath: former.file.path + "-wal"))
        try FileManager.default.moveItem(
            at: elsewhere.appending(path: Spool.fileName),
            to: directory.appending(path: "risiti.restored-\(series).sqlite"))
        for companion in ["-wal", ""].prefix(renamed) {
            try FileManager.default.moveItem(
                atPath: former.file.path + companion,
                toPath: directory.appending(path: "risiti.before-\(series).sqlite\(companion)").path)
        }
        let shop = try Shop(after: former)
        #expect(try await shop.spool.chainEnd().sequence == 3)
        _ = try await shop.spool.takeOver()
        #expect(try await shop.sell("f").document.temporaryNumber == "T1-\(series)000001")
        #expect(try await shop.spool.verify().isWhole)
        for companion in ["-wal", ""] {
            let aside = directory.appending(path: "risiti.before-\(series).sqlite\(companion)").path
            #expect(FileManager.default.fileExists(atPath: aside))
        }
        try shop.spool.close()
    }

    @Test func `a backup from before there were notices is verified, restored and brought up to date`() async throws {
        let first = try Shop()
        for key in ["a", "b"] { try await first.sell(key) }
        try first.spool.close()
        try first.tamper(droppingTriggers: false) { database in
            try database.execute(
                sql: """
                    DROP TRIGGER till_counter_begins; DROP TRIGGER sale_is_no_notice; DROP TABLE restoration;
                    DROP TABLE notice; DROP TABLE lost_invoice; DROP TABLE open_counter;
                    DELETE FROM grdb_migrations WHERE identifier IN ('v0004-notices', 'v0005-lean')
                    """)
        }
        let backup = first.directory.appending(path: "backup.sqlite")
        try FileManager.default.copyItem(at: first.file, to: backup)
        #expect(try Spool.verify(file: backup).isWhole)
        #expect(try restore(first, backup).entries == 2)
        let shop = try Shop(after: first)
        #expect(try await shop.spool.takeOver()?.sequence == 3)
        #expect(try await shop.spool.verify().isWhole)
        try shop.spool.close()
    }

    @Test func `a reconciliation lifts the mark`() async throws {
        let (former, backup) = try await lost()
        _ = try restore(former, backup)
        let shop = try Shop(after: former)
        _ = try await shop.spool.takeOver()
        try await shop.spool.adopt(
            [Adoption(sequence: 1, receipt: .example(1), itemCodes: [1: "KE2NTNO0000004"], moves: [])], on: Shop.lane,
            at: Shop.opening)
        let lost = LostInvoice(number: 2, remark: nil, total: Money(minor: 100), signedAt: nil)
        try await shop.spool.conclude(
            Reconciliation(
                lastInvoice: 2, lastItem: 4, isItemCertain: true, itemCodes: [:], lost: [lost], moved: [],
                trouble: nil, clears: []),
            on: Shop.lane, at: Shop.opening)
        #expect(try await shop.spool.restoredUnreconciled() == nil)
        #expect(try await shop.spool.next(.invoice) == 3)
        #expect(try await shop.spool.next(.item) == 5)
        #expect(try await shop.spool.isOpen(.stockMovement))
        #expect(try await shop.spool.allItems().map(\.code) == ["KE2NTNO0000004"])
        #expect(try await shop.head()?.sequence == 2)
        try await shop.fiscalise(invoice: 3)
        let found = try await shop.spool.verify()
        #expect(found.invoicesLost == 1)
        #expect(found.invoiceNumbersMissing == 0)
        try shop.spool.close()
    }
}
