import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Testing

@testable import Spool

@Suite struct ChainTests {
    private static let entries: Int64 = 5

    private func shop() async throws -> Shop {
        let shop = try Shop()
        for number in 1...Self.entries { try await shop.sell("\(number)") }
        return shop
    }

    @Test func `a whole chain holds, running and at rest`() async throws {
        let shop = try await shop()
        let live = try await shop.spool.verify()
        #expect(live.isWhole)
        #expect(live.entries == Self.entries)
        #expect(live.hash == Hex.text(try await shop.spool.chainEnd().hash))
        try shop.spool.close()
        let before = try Data(contentsOf: shop.file)
        let cold = try Spool.verify(file: shop.file)
        #expect(cold.isWhole)
        #expect(cold.hash == live.hash)
        #expect(try Data(contentsOf: shop.file) == before)
    }

    @Test func `an empty journal holds and ends in the genesis hash`() async throws {
        let verification = try await Shop().spool.verify()
        #expect(verification.isWhole)
        #expect(verification.entries == 0)
        #expect(verification.hash == String(repeating: "0", count: 64))
    }

    @Test(arguments: ["bytes", "hash", "signature", "previous_hash", "key"], [1, 3, 5] as [Int64])
    func `a flipped bit is found where it is`(_ column: String, _ sequence: Int64) async throws {
        let shop = try await shop()
        let seed = sequence * 7_919 + Int64(column.utf8.count)
        try shop.flip(column, of: sequence, byte: Int(seed), bit: UInt8(seed & 7))
        let live = try await shop.spool.verify()
        #expect(live.firstBreak?.sequence == sequence)
        #expect(live.entries == sequence - 1)
        try shop.spool.close()
        #expect(try Spool.verify(file: shop.file).firstBreak?.sequence == sequence)
    }

    @Test(
        arguments: [
            ("DELETE FROM sale WHERE sequence = 5", 5),
            ("UPDATE sale SET temporary_number = 'T1-000099' WHERE sequence = 2", 2),
            ("UPDATE sale SET total_minor = total_minor + 1 WHERE sequence = 4", 4),
            ("UPDATE sale SET document_id = '01JPA5S0V3KX7T1QH2M4N6P8RS' WHERE sequence = 3", 3),
            ("UPDATE journal_entry SET document_id = '01JPA5S0V3KX7T1QH2M4N6P8RS' WHERE sequence = 3", 3),
            ("DELETE FROM journal_entry WHERE sequence = 2", 3),
            ("DELETE FROM journal_entry WHERE sequence = 5", 5),
        ] as [(String, Int64)])
    func `a doctored row is found where it is`(_ statement: String, _ sequence: Int64) async throws {
        let shop = try await shop()
        try shop.tamper(droppingTriggers: true) { try $0.execute(sql: statement) }
        #expect(try await shop.spool.verify().firstBreak?.sequence == sequence)
        try shop.spool.close()
        #expect(try Spool.verify(file: shop.file).firstBreak?.sequence == sequence)
    }

    @Test func `an end cut off cleanly shows in the numbers`() async throws {
        let shop = try await shop()
        let checkpoint = try await shop.spool.chainEnd()
        try shop.tamper(droppingTriggers: true) { database in
            for table in ["job", "sale", "journal_entry"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE sequence = 5")
            }
        }
        let verification = try await shop.spool.verify()
        #expect(verification.isWhole)
        #expect(verification.temporaryNumbersMissing == 1)
        #expect(verification.hash != Hex.text(checkpoint.hash))
    }

    @Test(arguments: [
        "UPDATE journal_entry SET bytes = x'00' WHERE sequence = 1", "DELETE FROM journal_entry",
        "UPDATE sale SET total_minor = 1 WHERE sequence = 1", "DELETE FROM sale",
        "UPDATE fiscal_receipt SET qr = '' WHERE sequence = 1", "DELETE FROM fiscal_receipt",
        "UPDATE till_counter SET last = 3", "UPDATE job SET state = 'waiting' WHERE sequence = 1",
        """
        INSERT INTO journal_entry SELECT sequence + 9, document_id || '', bytes, hash, previous_hash, signature, key
        FROM journal_entry LIMIT 1
        """,
    ])
    func `the schema refuses it`(_ statement: String) async throws {
        let shop = try await shop()
        try await shop.fiscalise(invoice: 1)
        #expect(throws: DatabaseError.self) {
            try shop.tamper(droppingTriggers: false) { try $0.execute(sql: statement) }
        }
        #expect(try await shop.spool.verify().isWhole)
    }

    @Test(arguments: [("sale", 2), ("fiscal_receipt", 1)])
    func `what is final cannot be replaced either`(_ table: String, _ sequence: Int) async throws {
        let shop = try await shop()
        try await shop.fiscalise(invoice: 1)
        await #expect(throws: SpoolError.self) {
            try await shop.spool.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table) WHERE sequence = \(sequence)")
            }
        }
    }
}
