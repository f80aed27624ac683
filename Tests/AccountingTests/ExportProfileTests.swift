import Accounting
import ChanceSupport
import Foundation
import Testing

@Suite struct ExportProfileTests {
    private static let whole = """
        export: 1
        id: mine
        maps:
          tax: {B: standard, otherwise: ""}
        tables:
          - name: lines
            rows: line
            columns:
              - {heading: Number, from: document.number}
              - {heading: Tax, from: line.tax, lookup: tax}
        """

    @Test(arguments: ShippedExports.files.map(\.name))
    func `each profile that comes with the program has no fault`(_ name: String) throws {
        let profile = try Books.shipped(name)
        #expect(profile.id == name && !profile.about.isEmpty && !profile.tables.isEmpty)
    }

    /// A mistake: what is put in the place of what, and where and by which rule it is found.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let place: String
        let text: String
        let line: Int
        let key: String
        let rule: ExportFault.Rule
        var testDescription: String { "\(rule.rawValue) \(text)" }

        init(_ place: String, _ text: String, _ line: Int, _ key: String, _ rule: ExportFault.Rule) {
            (self.place, self.text, self.line, self.key, self.rule) = (place, text, line, key, rule)
        }
    }

    @Test(arguments: [
        Mistake("export: 1", "export: 2", 1, "export", .range),
        Mistake("export: 1\n", "", 1, "export", .missingKey),
        Mistake("id: mine", "id: Mine/Own", 2, "id", .pattern),
        Mistake("id: mine", "id: mine\nid: yours", 3, "id", .duplicateKey),
        Mistake("id: mine", "id: mine\ntitel: x", 3, "titel", .unknownKey),
        Mistake("id: mine", "id: mine\ndate: dd.mm.yy", 3, "date", .choice),
        Mistake("id: mine", "id: mine\ndue_days: soon", 3, "due_days", .kind),
        Mistake("id: mine", "id: mine\ncsv: {separator: pipe}", 3, "csv.separator", .choice),
        Mistake("id: mine", "id: mine\ncsv: {bom: maybe}", 3, "csv.bom", .kind),
        Mistake("id: mine", "id: mine\nbased_on: odoo", 3, "based_on", .base),
        Mistake("rows: line", "rows: lines", 7, "tables[0].rows", .choice),
        Mistake("    rows: line\n", "", 6, "tables[0].rows", .missingKey),
        Mistake("from: document.number", "from: document.numbr", 9, "tables[0].columns[0].from", .choice),
        Mistake("from: document.number", "from: payment.amount", 9, "tables[0].columns[0].from", .scope),
        Mistake(", from: document.number", "", 9, "tables[0].columns[0]", .source),
        Mistake("heading: Number, ", "", 9, "tables[0].columns[0].heading", .missingKey),
        Mistake("heading: Tax", "heading: Number", 10, "tables[0].columns[1].heading", .repeated),
        Mistake("lookup: tax", "lookup: taxes", 10, "tables[0].columns[1].lookup", .map),
        Mistake("lookup: tax", "format: \"0.00\"", 10, "tables[0].columns[1].format", .kind),
        Mistake(
            "from: line.tax, lookup: tax", "from: line.vat, format: \"0,0;x\"", 10, "tables[0].columns[1].format",
            .pattern),
        Mistake("lookup: tax", "required: yes please", 10, "tables[0].columns[1].required", .kind),
        Mistake("{B: standard, otherwise: \"\"}", "[B]", 4, "maps.tax", .kind),
        Mistake("{B: standard, otherwise: \"\"}", "&all {B: standard}", 4, "", .alias),
        Mistake("{B: standard, otherwise: \"\"}", "{B: \"x\", C: *all}", 4, "", .alias),
        Mistake("id: mine", "id: mine\n!own id: yours", 3, "id", .duplicateKey),
        Mistake("maps:", "maps: {", 4, "", .yaml),
        Mistake("tables:", "table:", 5, "table", .unknownKey),
    ])
    func `a mistake is told with file, line, key, rule and remedy`(_ mistake: Mistake) throws {
        #expect(Self.whole.contains(mistake.place))
        let text = Self.whole.replacing(mistake.place, with: mistake.text, maxReplacements: 1)
        let error = #expect(throws: ExportError.self) { try ExportProfile.read(text, file: "mine.yaml") }
        let fault = try #require(error?.faults.first { $0.rule == mistake.rule })
        #expect(fault.file == "mine.yaml" && !fault.remedy.isEmpty)
        #expect(fault.key == mistake.key)
        #expect(fault.rule == .yaml || fault.line == mistake.line)
    }

    @Test func `a whole profile is read, and too large a one is not looked at`() throws {
        #expect(try ExportProfile.read(Self.whole, file: "mine.yaml").tables.first?.columns.count == 2)
        let error = #expect(throws: ExportError.self) {
            try ExportProfile.read(String(repeating: "# x\n", count: 20_000), file: "big.yaml")
        }
        #expect(error?.faults.map(\.rule) == [.size])
    }

    @Test(arguments: ShippedExports.files.map(\.name))
    func `no profile can stop the program, however it was spoilt`(_ name: String) throws {
        var chance = SplitMix64(seed: 11)
        let whole = Array(try #require(ShippedExports.files.first { $0.name == name }).text.utf8)
        let signs = Array("{}[]:,-#&*!|>'\"%@\t\n 0a?".utf8)
        let sales = try Books.day()
        var read = 0
        for round in 0..<60 {
            var text = whole
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let place = Int.random(in: text.indices, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: text[place] = signs[Int.random(in: signs.indices, using: &chance)]
                case 1: text.remove(at: place)
                default: text.insert(signs[Int.random(in: signs.indices, using: &chance)], at: place)
                }
            }
            do throws(ExportError) {
                let profile = try ExportProfile.read(String(decoding: text, as: UTF8.self), file: "spoilt.yaml")
                read += 1
                // What is read can be written, or says why not.
                if round.isMultiple(of: 10) { _ = try? Books.files(profile, sales) }
            } catch {
                #expect(error.code == .profile && !error.faults.isEmpty)
            }
        }
        #expect(read > 0)
    }

    @Test func `a profile that is based on another says only what is its own`() throws {
        let text = """
            export: 1
            id: my-xero
            based_on: xero
            date: yyyy-mm-dd
            csv: {separator: semicolon}
            maps:
              tax: {B: "20% Output"}
              sales_account: {A: "210"}
            """
        let (base, own) = (try Books.shipped("xero"), try ExportProfile.read(text, file: "my.yaml"))
        #expect(own.id == "my-xero" && own.tables.map(\.name) == base.tables.map(\.name))
        #expect(own.maps["tax"]?.values["B"] == "20% Output")
        #expect(own.maps["tax"]?.values["A"] == base.maps["tax"]?.values["A"])
        #expect(own.maps["sales_account"]?.otherwise == "200")
        let frozen = try ExportProfile.frozen(text, file: "my.yaml")
        #expect(frozen != text)
        #expect(try ExportProfile.read(frozen, file: "kept") == own)
        #expect(try ExportProfile.frozen(frozen, file: "kept") == frozen)
        let (files, _) = try Books.files(own, try Books.day())
        let rows = String(decoding: try #require(files["my-xero-sales-invoices.csv"]), as: UTF8.self)
        #expect(
            rows.contains(
                ";T1-000001;KRACU0400009999/1;2026-03-12;2026-03-12;;Soap bar;2;116.00;;200;20% Output;32.00;"))
    }
}
