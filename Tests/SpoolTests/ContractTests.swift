import Crypto
import Fiscal
import Foundation
import GRDB
import SpoolSchema
import SpoolTestSupport
import Testing

@testable import Spool

/// The worked example of `spool/CONTRACT.md`, recomputed from the document's own text.
@Suite struct ContractTests {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        text = try String(contentsOf: root.appending(path: "spool/CONTRACT.md"), encoding: .utf8)
    }

    @Test func `the example of the contract holds`() throws {
        let previous = try hex("previous_hash")
        let bytes = Array(try field("bytes").utf8)
        let hash = try hex("hash")
        #expect(previous == Seal.genesis)
        #expect(EntryHash.of(bytes, after: previous) == hash)
        let secret = try Curve25519.Signing.PrivateKey(rawRepresentation: try hex("secret key"))
        #expect([UInt8](secret.publicKey.rawRepresentation) == (try hex("key")))
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: try hex("key"))
        #expect(key.isValidSignature(try hex("signature"), for: hash))
        let document = try Document(canonicalBytes: bytes)
        #expect(try document.canonicalBytes() == bytes)
        #expect(document.id == (try field("document_id")))
        #expect(document.sequence == 1)
        #expect("\(document.temporaryNumber)" == "T1-000001")
        #expect(document.sale.totals.total == Money(minor: 45_000))
    }

    @Test func `the example of a notice holds, and follows the first`() throws {
        let block = "example-notice"
        let previous = try hex("previous_hash", in: block)
        #expect(try previous == hex("hash"))
        let bytes = Array(try field("bytes", in: block).utf8)
        let hash = try hex("hash", in: block)
        #expect(EntryHash.of(bytes, after: previous) == hash)
        let key = try hex("key", in: block)
        let secret = try Curve25519.Signing.PrivateKey(rawRepresentation: try hex("secret key", in: block))
        #expect([UInt8](secret.publicKey.rawRepresentation) == key)
        #expect(secret.publicKey.isValidSignature(try hex("signature", in: block), for: hash))
        let notice = try Notice(canonicalBytes: bytes)
        #expect(try notice.canonicalBytes() == bytes)
        #expect(notice.id == (try field("document_id", in: block)))
        guard case .handover(let handover) = notice.matter else { throw Unexpected("it is no handover") }
        #expect(handover.key == Hex.text(key))
        let before = try Curve25519.Signing.PublicKey(rawRepresentation: try hex("key"))
        let text = Handover.endorsementText(sequence: notice.sequence, previousHash: previous, key: key)
        #expect(before.isValidSignature(Hex.bytes(handover.endorsement ?? "") ?? [], for: text))
        #expect(try field("bytes", in: block).utf8.count == 423)
    }

    @Test func `the example is what a shop writes`() async throws {
        let example = try Document(canonicalBytes: Array(try field("bytes").utf8))
        let shop = try Shop()
        let sold = try await shop.sell("a").document
        let named = Document(
            id: example.id, sequence: sold.sequence, temporaryNumber: sold.temporaryNumber, acceptedAt: sold.acceptedAt,
            clock: sold.clock, branch: sold.branch, sale: sold.sale)
        #expect(named == example)
    }

    @Test func `every table and migration is named`() async throws {
        for migration in SpoolSchema.migrations {
            #expect(text.contains("`\(migration.name)`"))
        }
        let tables = try await Shop().spool.read { database in
            try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        #expect(tables.contains("journal_entry"))
        // What SQLite and the migrator keep for themselves is no table of ours.
        for table in tables where !["sqlite_", "grdb_"].contains(where: table.hasPrefix) {
            #expect(text.contains("`\(table)`"))
        }
    }

    /// A field of an example: what follows its name and a colon in the block; lines that continue are indented.
    private func field(_ name: String, in example: String = "example") throws -> String {
        let blocks = text.components(separatedBy: "```")
        guard let block = blocks.first(where: { $0.hasPrefix("\(example)\n") }) else {
            throw Unexpected("the contract has no example")
        }
        var value: String?
        for line in block.split(separator: "\n") {
            if line.hasPrefix(name + ": ") {
                value = String(line.dropFirst(name.count + 2))
            } else if let begun = value {
                guard line.hasPrefix("  ") else { break }
                value = begun + line.dropFirst(2)
            }
        }
        guard let value else { throw Unexpected("the example has no \(name)") }
        return value
    }

    private func hex(_ name: String, in example: String = "example") throws -> [UInt8] {
        guard let bytes = Hex.bytes(try field(name, in: example)) else {
            throw Unexpected("\(name) is not hexadecimal")
        }
        return bytes
    }
}
