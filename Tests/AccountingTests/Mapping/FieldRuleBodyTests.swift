import Fiscal
import JSON
import Testing

@testable import Accounting

/// What goes over the wire where every target has a rule.
@Suite struct FieldRuleBodyTests {
    private func bodies(_ source: BooksSource, _ dialect: any Dialect, _ company: Company) throws -> [JSONTree] {
        try Ruled.records(source, Ruled.rules(FieldRuleTests.every), at: company).map {
            try Sample.body(dialect.call(making: [Sample.keyed($0)]))
        }
    }

    @Test func `QuickBooks gets a sale on account by rules`() throws {
        let bodies = try bodies(Ruled.source(3), Sample.quickBooks, Sample.realm)
        let customer = bodies[0]
        #expect(customer["DisplayName"] == .string("Mwangaza Stores / P051234567C"))
        let invoice = try #require(bodies.first { $0["DocNumber"] != nil })
        var shown = (invoice.members ?? []).filter { $0.0 != "Line" && $0.0 != "TxnTaxDetail" }
        shown.append(("Line", .array((invoice["Line"]?.items ?? []).compactMap { $0["Description"] })))
        let golden = try Sample.normal(
            #"""
            {"DocNumber":"00-T1-000004","TxnDate":"2026-03-12","DueDate":"2026-05-11",
             "CustomerRef":{"value":"1"},"DepartmentRef":{"value":"4"},
             "GlobalTaxCalculation":"TaxExcluded",
             "CustomerMemo":{"value":"Till T1, A12: KRACU0400009999/4"},
             "PrivateNote":"risiti:document-00-T1-000004",
             "Line":["Milk [004MIL]","Export bag [0010EXP]","Stamp [005STA]","Gas [003GAS]"]}
            """#)
        #expect(Sample.normal(JSONTree.object(shown)) == golden)
        let first = invoice["Line"]?.items?.first?["SalesItemLineDetail"]
        #expect(first?["ClassRef"]?["value"] == .string("00"))
        #expect(invoice["TxnTaxDetail"]?["TotalTax"] == .number("80"))
    }

    @Test func `Xero gets a sale to a named buyer by rules`() throws {
        let bodies = try bodies(Ruled.source(1), Sample.xero, Sample.tenant)
        let contact = try #require(bodies.first?["Contacts"]?.items?.first)
        #expect(contact["Name"] == .string("=Wanjikũ \"Traders\", Ltd / A001234567B"))
        let invoices = bodies.compactMap { $0["Invoices"]?.items?.first }
        let invoice = try #require(invoices.first)
        #expect(invoice["InvoiceNumber"] == .string("00-T1-000002"))
        #expect(invoice["DueDate"] == .string("2026-03-26"))
        #expect(
            invoice["Reference"] == .string("risiti:document-00-T1-000002 Till T1, A12: KRACU0400009999/2"))
        let lines = try #require(invoice["LineItems"]?.items)
        #expect(lines.first?["Description"] == .string("Exercise book A4 [0016EXE]"))
        let tracking = lines.first?["Tracking"]?.items ?? []
        #expect(Set(tracking.compactMap { $0["Option"]?.text }) == ["4", "00"])
        let references = bodies.flatMap { $0["Payments"]?.items ?? [] }.compactMap { $0["Reference"]?.text }
        #expect(!references.isEmpty)
        #expect(references.allSatisfy { $0.hasPrefix("SCX000 risiti:payment-") })
    }

    @Test func `the fiscal number is written back where a rule's memo came without it`() throws {
        let early = try Ruled.source(0, isFiscal: false)
        let rules = [FieldRule(.memo, .custom("Till {{till}}")), FieldRule(.note, .custom("KRA: {{fiscal_number}}"))]
        let posted = try Ruled.document(early, rules)
        #expect(posted.memo == "Till T1")
        let plan = Ruled.plan(try Ruled.source(0), Ruled.map(rules), at: Sample.realm)
        let need = try #require(try plan.note(on: KeptRecord(id: "1", version: "0"), posted: posted))
        guard case .note(let note) = need.record else { throw Ruled.Missing() }
        #expect(note.text == "risiti:document-00-T1-000001 KRA: KRACU0400009999/1")
        var numbered = posted
        numbered.memo = "Till T1 KRACU0400009999/1"
        #expect(try plan.note(on: KeptRecord(id: "1", version: "0"), posted: numbered) == nil)
    }
}
