import Fiscal
import Foundation
import GRDB
import SpoolTestSupport
import Synchronization
import Testing

@testable import Spool

@Suite struct ExportTests {
    private struct Head: Decodable {
        let sequence: Int64
    }

    private func export(
        _ shop: Shop, _ format: ExportFormat, from: Timestamp? = nil, to: Timestamp? = nil
    ) throws -> [String] {
        let lines = Mutex<[String]>([])
        let count = try Spool.export(shop.file, as: format, from: from, to: to) { line in
            lines.withLock { $0.append(line) }
            return true
        }
        let all = lines.withLock { $0 }
        #expect(count == (format == .csv ? all.count - 1 : all.count))
        return all
    }

    @Test func `a line holds the document exactly as it was sealed`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.sell("b")
        try await shop.fiscalise(invoice: 1)
        let lines = try export(shop, .ndjson)
        #expect(lines.count == 2)
        for (line, sequence) in zip(lines, [Int64(1), 2]) {
            let entry = try await shop.spool.entry(sequence)
            let bytes = String(decoding: try entry.document.canonicalBytes(), as: UTF8.self)
            #expect(line.contains("\"document\":\(bytes)"))
            #expect(line.contains(Hex.text(entry.seal.hash)))
            #expect(line.hasSuffix("}\n"))
            #expect(try JSONDecoder().decode(Head.self, from: Data(line.utf8)).sequence == sequence)
        }
        #expect(lines[0].contains("\"fiscal\":{\"invoice_number\":"))
        #expect(lines[1].contains("\"fiscal\":null"))
    }

    @Test func `a period takes its first moment and leaves out its last`() async throws {
        let shop = try Shop()
        for number in 0..<4 {
            shop.clock.set(Shop.opening.advanced(by: .seconds(number * 3_600)))
            try await shop.sell("\(number)")
        }
        let (from, to) = (Shop.opening.advanced(by: .seconds(3_600)), Shop.opening.advanced(by: .seconds(3 * 3_600)))
        let lines = try export(shop, .ndjson, from: from, to: to)
        #expect(lines.map { String($0.prefix(14)) } == ["{\"sequence\":2,", "{\"sequence\":3,"])
    }

    @Test(arguments: [
        ("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\""),
        ("+254700000000", "\"'+254700000000\""),
        ("-1+1", "\"'-1+1\""), ("@SUM(A1)", "\"'@SUM(A1)\""), ("Mama Duka, Ltd", "\"Mama Duka, Ltd\""),
        ("Plain", "Plain"), ("＝1+1", "\"'＝1+1\""),
    ])
    func `a name that a spreadsheet would run is made safe`(_ name: String, _ cell: String) async throws {
        let shop = try Shop()
        var sale = try Shop.draft()
        sale.buyer = Buyer(pin: nil, name: name)
        let checked = try sale.checked(in: SaleRules(rates: .integrator, convention: .inclusive))
        _ = try await shop.spool.append(Shop.request("a", .sale(checked)))
        let lines = try export(shop, .csv)
        #expect(lines.count == 2)
        #expect(lines[1].contains(",\(cell),"))
        #expect(lines[1].hasSuffix("\r\n"))
    }

    @Test func `a row tells the sums as money`() async throws {
        let shop = try Shop()
        try await shop.sell("a")
        try await shop.credit(1, "b")
        let rows = try export(shop, .csv).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let head = rows[0].map { $0.trimmingCharacters(in: .newlines) }
        func cell(_ row: Int, _ name: String) throws -> Substring { rows[row][try #require(head.firstIndex(of: name))] }
        #expect(try cell(1, "total") == "450.00")
        #expect(try cell(1, "tax") == "62.07")
        #expect(try cell(1, "kind") == "sale")
        #expect(try cell(2, "kind") == "credit_note")
        #expect(try cell(2, "credits") == "T1-000001")
    }

    @Test func `an export that is given up stops`() async throws {
        let shop = try Shop()
        for number in 0..<5 { try await shop.sell("\(number)") }
        #expect(try Spool.export(shop.file, as: .ndjson, from: nil, to: nil) { _ in false } == 1)
    }

    @Test func `compacting a cold spool gives its unused pages back and changes no entry`() async throws {
        let shop = try Shop()
        for number in 0..<5 { try await shop.sell("\(number)") }
        try await shop.spool.keep(fact: "large", String(repeating: "x", count: 4 << 20), at: shop.clock.now)
        try await shop.spool.keep(fact: "large", "small", at: shop.clock.now)
        let live = try await shop.spool.compact()
        #expect(live.unused >= 4 << 20)
        let hash = try await shop.spool.verify().hash
        try shop.spool.close()
        let cold = try Spool.compact(file: shop.file)
        #expect(cold.before - cold.after >= 4 << 20)
        #expect(cold.unused == 0)
        let again = try Shop(after: shop)
        #expect(try await again.spool.verify().hash == hash)
        #expect(again.spool.health == .healthy)
        try await again.sell("x")
        try again.spool.close()
    }
}
