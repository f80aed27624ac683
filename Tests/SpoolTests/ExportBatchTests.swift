import Fiscal
import Foundation
import GRDB
import Spool
import SpoolTestSupport
import Testing

@Suite struct ExportBatchTests {
    private static let ledger = ExportLedger(profile: "xero", target: "default")
    private static let (start, end) = (Shop.opening, Shop.opening.advanced(by: .seconds(86_400)))

    private static func batch(
        _ number: Int64, ledger: ExportLedger = ledger, documents: Int = 1, again: Bool = false
    ) -> ExportBatch {
        ExportBatch(
            number: number, id: "01JPA5S0V3KX7T1QH2M4N6P8R\(number)", ledger: ledger, profileText: "export: 1",
            format: "csv", fromDay: "2026-03-12", toDay: "2026-03-12", isRepeat: again, createdAt: Shop.opening,
            documents: documents, net: Money(minor: 38_793), vat: [.B: Money(minor: 6_207), .A: .zero],
            gross: Money(minor: 45_000),
            files: [.init(name: "a.csv", rows: 3, bytes: 99, digest: Array(repeating: 7, count: 32))])
    }

    private static func scope(
        _ shop: Shop, ledger: ExportLedger = ledger, again: Bool = false, unfiscalised: Bool = true
    ) async throws -> ExportScope {
        try await shop.spool.exportable(from: start, to: end, for: ledger, again: again, unfiscalised: unfiscalised)
    }

    @Test func `a sale leaves once for the same books, and again only where a person asks`() async throws {
        let shop = try Shop()
        for key in ["a", "b"] { try await shop.sell(key) }
        let first = try await Self.scope(shop)
        #expect(first.sales.map(\.sequence) == [1, 2])
        try await shop.spool.keep(Self.batch(1, documents: 2), of: first.sales)
        try await shop.sell("c")
        let second = try await Self.scope(shop)
        #expect(second.sales.map(\.sequence) == [3] && second.exportedBefore == 2)
        // Another export took them meanwhile: nothing of this one stays.
        await #expect(throws: SpoolError.self) { try await shop.spool.keep(Self.batch(2), of: first.sales) }
        await #expect(throws: SpoolError.self) { try await shop.spool.keep(Self.batch(7), of: second.sales) }
        #expect(try await shop.spool.exports().map(\.number) == [1])
        #expect(try await shop.spool.nextExport() == 2)
        let again = try await Self.scope(shop, again: true)
        try await shop.spool.keep(Self.batch(2, documents: 3, again: true), of: again.sales)
        #expect(try await Self.scope(shop).sales.isEmpty)
        // Other books know nothing of it.
        let other = ExportLedger(profile: "xero", target: "branch 2")
        #expect(try await Self.scope(shop, ledger: other).sales.count == 3)
        try await shop.spool.keep(Self.batch(3, ledger: other, documents: 3), of: again.sales)
        #expect(try await shop.spool.exportedSales(3).map(\.sequence) == [1, 2, 3])
        #expect(try await shop.spool.verify().isWhole)
        try shop.spool.close()
    }

    @Test func `what was kept is read as it was, and is marked once`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let batch = Self.batch(1)
        try await shop.spool.keep(batch, of: [ExportedSale(sequence: 1, isFiscal: false)])
        #expect(try await shop.spool.export(1) == batch)
        #expect(try await shop.spool.exportedSales(1) == [ExportedSale(sequence: 1, isFiscal: false)])
        let later = Shop.opening.advanced(by: .seconds(60))
        #expect(try await shop.spool.markImported(1, at: later).importedAt == later)
        #expect(try await shop.spool.markImported(1, at: Self.end).importedAt == later)
        await #expect(throws: SpoolError.self) { try await shop.spool.markImported(9, at: later) }
        await #expect(throws: SpoolError.self) { try await shop.spool.export(9) }
        try shop.spool.close()
    }

    @Test func `sales that KRA has not answered stay, unless they are asked for`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        let scope = try await Self.scope(shop, unfiscalised: false)
        #expect(scope.sales.isEmpty && scope.unfiscalised == 1)
        #expect(try await Self.scope(shop).sales == [ExportedSale(sequence: 1, isFiscal: false)])
        try shop.spool.close()
    }

    @Test(arguments: [
        ("2026-03-11T23:59:59+03:00", "2026-03-11", 1), ("2026-03-11T23:59:59+03:00", "2026-03-12", 0),
        // No sale was made after it was accepted, whatever the till's clock said.
        ("2027-01-01T00:00:00+03:00", "2027-01-01", 0), ("2027-01-01T00:00:00+03:00", "2026-03-12", 1),
    ])
    func `a sale belongs to the day that its till says`(_ sold: String, _ day: String, _ count: Int) async throws {
        let shop = try Shop()
        var draft = try Shop.draft()
        draft.soldAt = sold
        let sale = try draft.checked(in: SaleRules(rates: .integrator, convention: .inclusive))
        _ = try await shop.spool.append(Shop.request("late", .sale(sale)))
        let start = try #require(Timestamp(rfc3339: "\(day)T00:00:00+03:00"))
        let scope = try await shop.spool.exportable(
            from: start, to: start.advanced(by: .seconds(86_400)), for: Self.ledger, again: false, unfiscalised: true)
        #expect(scope.sales.count == count)
        try shop.spool.close()
    }

    @Test(arguments: [
        "DELETE FROM export_batch", "DELETE FROM export_file", "DELETE FROM export_sale",
        "UPDATE export_batch SET gross_minor = 1", "UPDATE export_batch SET profile_text = 'x'",
        "UPDATE export_file SET name = 'b.csv'", "UPDATE export_sale SET is_repeat = 1",
        "INSERT INTO export_sale VALUES (1, 2, 1, 0, 1)", "INSERT INTO export_sale VALUES (2, 1, 1, 0, 1)",
    ])
    func `the schema refuses to change what left`(_ sql: String) async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.spool.keep(Self.batch(1), of: [ExportedSale(sequence: 1, isFiscal: false)])
        try shop.spool.close()
        let queue = try DatabaseQueue(path: shop.file.path)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        try queue.close()
    }
}
