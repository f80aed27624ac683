import Accounting
import Fiscal
import Foundation
import Testing

@Suite struct ExportTests {
    @Test(arguments: ShippedExports.names)
    func `each template is what its golden files show`(_ name: String) throws {
        let (files, summary) = try Books.files(try Books.shipped(name), try Books.day())
        #expect(summary.files.map(\.name).sorted() == files.keys.sorted())
        for (name, bytes) in files { try Golden.check(bytes, name) }
        #expect(summary.documents == 5)
        #expect("\(summary.gross)" == "5861.98")
        #expect("\(summary.net + summary.vat.values.reduce(.zero, +))" == "\(summary.gross)")
        let day = try Books.day()
        let vat = day.reduce(Money.zero) {
            $1.document.sale.isCreditNote ? $0 - $1.document.sale.totals.tax : $0 + $1.document.sale.totals.tax
        }
        #expect(summary.vat.values.reduce(.zero, +) == vat)
    }

    @Test(arguments: ShippedExports.names, AmountConvention.allCases)
    func `the basket's tax is 73.38 in every template and under every convention`(
        _ name: String, _ convention: AmountConvention
    ) throws {
        let sale = try Books.sale(
            [
                Books.line("Soap bar", "2", "116.00", "B"), Books.line("Lamp", "3", "99.99", "B"),
                Books.line("School book", "1", "250.00", "A"),
            ], convention: convention)
        let profile = try Books.shipped(name)
        let (files, summary) = try Books.files(profile, [Books.export(sale, number: 1, original: nil)])
        #expect("\(summary.vat[.B] ?? .zero)" == "73.38" && "\(summary.net)" == "708.59")
        // The column that names the tax adds up to the receipt's, where the template has one.
        let column = ["TaxAmount", "ItemTaxAmount", "Tax Amount", "vat"]
        let table = try #require(profile.tables.first { $0.rows != .document })
        guard let place = table.columns.firstIndex(where: { column.contains($0.heading) }) else { return }
        let text = String(decoding: try #require(files["\(name)-\(table.name).csv"]), as: UTF8.self)
        let cells = text.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)[place]
        }
        let tax = cells.reduce(Money.zero) { $0 + (Money($1) ?? .zero) }
        #expect("\(tax)" == "73.38")
    }

    @Test(arguments: ["xero", "quickbooks", "zoho"])
    func `what a program multiplies is what the customer paid, to the cent`(_ name: String) throws {
        let profile = try Books.shipped(name)
        let table = profile.tables[0]
        let quantity = try #require(table.columns.firstIndex { $0.sources == [.billedQuantity] })
        let price = try #require(table.columns.firstIndex { $0.sources == [.billedPrice] })
        let sales = try Books.day().filter { !$0.document.sale.isCreditNote }
        for sale in sales {
            let (files, _) = try Books.files(profile, [sale])
            let rows = Self.rows(try #require(files["\(name)-\(table.name).csv"]))
            let total = try rows.dropFirst().reduce(Money.zero) { sum, row in
                sum + (try #require(Quantity(row[quantity]))).cost(at: try #require(Money(row[price])))
            }
            #expect(total == sale.document.sale.totals.total)
        }
    }

    @Test func `a file is full where the program that reads it says so, and no document is cut in two`() throws {
        let profile = try ExportProfile.read(
            """
            export: 1
            id: short
            tables:
              - name: lines
                rows: line
                file_limit: {documents: 2, rows: 4}
                columns: [{heading: number, from: document.number}]
            """, file: "short.yaml")
        let (files, summary) = try Books.files(profile, try Books.day())
        #expect(
            summary.files.map(\.name) == [
                "short-lines.csv", "short-lines-2.csv", "short-lines-3.csv", "short-lines-4.csv",
            ])
        #expect(summary.files.map(\.rows) == [3, 3, 5, 1])
        #expect(files.values.allSatisfy { Self.rows($0).first == ["number"] })
    }

    @Test func `an empty cell that must not be, and a value without words, stop the export by name`() throws {
        func refusal(_ column: String) throws -> ExportError? {
            let profile = try ExportProfile.read(
                """
                export: 1
                id: strict
                maps: {tax: {B: standard}}
                tables:
                  - name: lines
                    rows: line
                    columns: [\(column)]
                """, file: "strict.yaml")
            do {
                _ = try Books.files(profile, try Books.day())
                return nil
            } catch { return error as? ExportError }
        }
        let missing = try refusal("{heading: Customer, from: customer.name, required: true}")
        #expect(missing?.code == .missing)
        #expect(missing?.sentence.hasPrefix("T1-000001 line 1: Customer may not be empty") == true)
        let unmapped = try refusal("{heading: Tax, from: line.tax, lookup: tax}")
        #expect(unmapped?.code == .unmapped)
        #expect(unmapped?.sentence.contains("T1-000001 line 3: Tax: the map tax has no words for \"A\"") == true)
        #expect(try refusal("{heading: Customer, from: customer.name, text: Walk-in}") == nil)
    }

    @Test func `change is no payment, and what is on account is not paid`() throws {
        let (files, _) = try Books.files(try Books.shipped("canonical"), try Books.day())
        let payments = Self.rows(try #require(files["canonical-payments.csv"]))
        #expect(payments.filter { $0[1] == "T1-000002" }.map { $0.last ?? "" } == ["2000.00", "800.00"])
        #expect(payments.filter { $0[1] == "T1-000004" }.map { $0.last ?? "" } == ["200.00"])
        let documents = Self.rows(try #require(files["canonical-documents.csv"]))
        let account = try #require(documents.first { $0[1] == "T1-000004" })
        #expect(account[19] == "200.00" && account[20] == "2000.00" && account[9] == "2026-04-11")
    }

    /// Rows of a CSV file without line feeds in cells.
    static func rows(_ bytes: [UInt8]) -> [[String]] {
        let text = String(decoding: bytes.drop { $0 > 0x7F }, as: UTF8.self)
        return text.split(separator: "\r\n").map { line in
            var (cells, isQuoted): ([String], Bool) = ([""], false)
            for character in line {
                if character == "\"" {
                    isQuoted.toggle()
                } else if character == ",", !isQuoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
    }
}

/// Files that show what an export makes; `RISITI_RECORD_GOLDEN=1` writes them anew, to be read before they are kept.
enum Golden {
    static func check(_ actual: [UInt8], _ name: String) throws {
        if ProcessInfo.processInfo.environment["RISITI_RECORD_GOLDEN"] == "1" {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
            try Data(actual).write(to: folder.appending(path: name))
            return
        }
        let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
        let expected = try [UInt8](Data(contentsOf: folder.appending(path: name)))
        #expect(String(decoding: actual, as: UTF8.self) == String(decoding: expected, as: UTF8.self), "\(name)")
    }
}
