import Crypto
import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct CheckpointTests {
    private static let time = "2026-03-12T10:45:12+03:00"

    private func checkpoint(_ shop: Shop, seed: [UInt8] = Shop.keySeed) async throws -> Checkpoint {
        let end = try await shop.spool.chainEnd()
        let sealer = try Shop.sealer(seed: seed)
        let text = Checkpoint.text(sequence: end.sequence, hash: end.hash, time: Self.time)
        return Checkpoint(
            sequence: end.sequence, hash: end.hash, time: Self.time, key: sealer.key, signature: try sealer.sign(text))
    }

    private func shop(_ sales: Int, prefix: String = "s") async throws -> Shop {
        let shop = try Shop()
        for number in 0..<sales { try await shop.sell("\(prefix)\(number)") }
        return shop
    }

    private func verdict(_ shop: Shop, _ point: Checkpoint) async throws -> CheckpointFinding.Verdict? {
        let live = try await shop.spool.verify(since: point)
        try shop.spool.close()
        let cold = try Spool.verify(file: shop.file, since: point)
        #expect(live.since == cold.since)
        return live.since?.verdict
    }

    @Test(arguments: [0, 1, 4])
    func `a spool that went on extends its checkpoint`(_ sales: Int) async throws {
        let shop = try await shop(sales)
        let point = try await checkpoint(shop)
        for number in 0..<3 { try await shop.sell("more\(number)") }
        #expect(try await verdict(shop, point) == .extends)
    }

    @Test func `an older copy was rolled back`() async throws {
        let shop = try await shop(3)
        try shop.spool.close()
        let copy = shop.directory.appending(path: "copy.sqlite")
        try FileManager.default.copyItem(at: shop.file, to: copy)
        let again = try Shop(after: shop)
        try await again.sell("x")
        let point = try await checkpoint(again)
        try again.spool.close()
        let found = try Spool.verify(file: copy, since: point)
        #expect(found.isWhole)
        #expect(found.since?.verdict == .rolledBack)
        #expect(found.since?.sentence.contains("entry 3") == true)
        #expect(found.since?.sentence.contains("entry 4") == true)
    }

    @Test func `an end cut off is told from a rollback`() async throws {
        let shop = try await shop(5)
        let point = try await checkpoint(shop)
        try shop.tamper(droppingTriggers: true) { database in
            for table in ["job", "sale", "journal_entry"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE sequence > 3")
            }
        }
        #expect(try await verdict(shop, point) == .cut)
    }

    @Test func `another past under the same key is a fork`() async throws {
        let point = try await checkpoint(try await shop(3))
        #expect(try await verdict(try await shop(4, prefix: "other"), point) == .forked)
    }

    @Test func `a fork that a restore made is told as such`() async throws {
        let first = try await shop(2)
        try first.spool.close()
        let backup = first.directory.appending(path: "backup.sqlite")
        try FileManager.default.copyItem(at: first.file, to: backup)
        let second = try Shop(after: first)
        for number in 0..<3 { try await second.sell("later\(number)") }
        let point = try await checkpoint(second)
        try second.spool.close()
        let restoration = try Spool.restore(from: backup, into: first.directory, clock: first.clock.wall)
        let third = try Shop(after: first)
        _ = try await third.spool.takeOver()
        for number in 0..<4 { try await third.sell("new\(number)") }
        let found = try await third.spool.verify(since: point)
        #expect(found.since?.verdict == .forked)
        #expect(found.since?.sentence.contains("restored") == true)
        #expect(found.since?.sentence.contains(restoration.series) == true)
        try third.spool.close()
    }

    @Test func `a checkpoint that was doctored or is a stranger's proves nothing`() async throws {
        let shop = try await shop(3)
        let point = try await checkpoint(shop)
        let doctored = Checkpoint(
            sequence: 2, hash: point.hash, time: point.time, key: point.key, signature: point.signature)
        #expect(try await shop.spool.verify(since: doctored).since?.verdict == .foreign)
        let other = try await self.shop(5, prefix: "o")
        let foreign = try await checkpoint(other, seed: [UInt8](repeating: 3, count: 32))
        let found = try await shop.spool.verify(since: foreign).since
        #expect(found?.verdict != .extends)
        #expect(found?.sentence.contains("none of this journal's") == true)
    }

    @Test func `a chain that breaks before the checkpoint says so`() async throws {
        let shop = try await shop(4)
        let point = try await checkpoint(shop)
        try shop.flip("bytes", of: 2, byte: 40, bit: 1)
        #expect(try await verdict(shop, point) == .broken)
    }

    @Test func `a checkpoint is read from its lines, its JSON and a whole status`() async throws {
        let point = try await checkpoint(try await shop(1))
        let key = Hex.text(point.key ?? [])
        let lines = String(decoding: point.text, as: UTF8.self) + "\(key)\n\(Hex.text(point.signature))\n"
        #expect(Checkpoint(reading: lines.utf8) == point)
        let json = """
            {"sequence": 1, "hash": "\(Hex.text(point.hash))", "time": "\(point.time)",
             "signature": "\(Hex.text(point.signature))", "key": "\(key)"}
            """
        #expect(Checkpoint(reading: json.utf8) == point)
        #expect(Checkpoint(reading: "{\"version\": \"1\", \"checkpoint\": \(json)}".utf8) == point)
        for bad in ["", "{}", "nonsense", json.replacingOccurrences(of: key, with: "ab")] {
            #expect(Checkpoint(reading: bad.utf8) == nil)
        }
    }
}
