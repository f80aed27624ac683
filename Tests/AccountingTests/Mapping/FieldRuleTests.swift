import Fiscal
import Foundation
import JSON
import Testing

@testable import Accounting

@Suite struct FieldRuleTests {
    /// What a calculation gives on the second line of the basket: three lamps at 99.99.
    struct Case: Sendable, CustomTestStringConvertible {
        let json: String
        let result: String?
        var testDescription: String { json }
        init(_ json: String, _ result: String?) { (self.json, self.result) = (json, result) }
    }

    @Test(arguments: [
        Case(#"{"operation":"add","of":["line_net","line_tax"]}"#, "299.97"),
        Case(#"{"operation":"add","of":["line_quantity",{"value":"0.005"},{"value":"1"}]}"#, "4.005"),
        Case(#"{"operation":"subtract","of":["line_gross",{"value":"300"}]}"#, "-0.03"),
        Case(#"{"operation":"multiply","of":["line_gross",{"value":"0.015"}]}"#, "4.49955"),
        Case(#"{"operation":"multiply","of":["line_gross",{"value":"0.015"}],"scale":2}"#, "4.50"),
        Case(#"{"operation":"divide","of":["line_net","line_quantity"],"scale":4}"#, "86.1967"),
        Case(#"{"operation":"divide","of":["line_net",{"value":"0"}],"scale":4}"#, nil),
        Case(#"{"operation":"round","of":["line_gross"],"scale":1}"#, "300.0"),
        Case(#"{"operation":"round","of":["line_gross"],"scale":0}"#, "300"),
        Case(#"{"operation":"min","of":["line_gross","total",{"value":"299.970"}]}"#, "299.97"),
        Case(#"{"operation":"max","of":["line_gross","total"]}"#, "781.97"),
        Case(#"{"operation":"max","of":["tax_c",{"value":"-1"}]}"#, "0.00"),
        Case(#"{"operation":"concat","of":["line_name",{"value":" × "},"line_quantity"]}"#, "Lamp × 3"),
        Case(#"{"operation":"concat","of":[{"value":"To "},"buyer_name"]}"#, nil),
        Case(#"{"operation":"concat","of":["buyer_name","till"]}"#, "T1"),
        Case(#"{"operation":"upper","of":["line_name"]}"#, "LAMP"),
        Case(#"{"operation":"lower","of":["line_name"]}"#, "lamp"),
        Case(#"{"operation":"prefix","of":["line_name"],"length":2}"#, "La"),
        Case(#"{"operation":"prefix","of":["line_name"],"length":1000}"#, "Lamp"),
        Case(#"{"operation":"date","of":["day"],"format":"dd/mm/yyyy"}"#, "12/03/2026"),
        Case(#"{"operation":"date","of":["day"],"format":"yyyymmdd"}"#, "20260312"),
        Case(#"{"operation":"add","of":["buyer_name",{"value":"1"}]}"#, nil),
    ])
    func `an operation gives exactly that`(_ operation: Case) throws {
        let source = try Ruled.source(0)
        let json = #"[{"target":"line_text","value":{"calculated":\#(operation.json)}}]"#
        var reader = FieldRuleReader()
        let rules = reader.rules(try JSONTree(parsing: Array(json.utf8)))
        try #require(rules.count == 1)
        let lines = try Ruled.document(source, rules).lines
        #expect(lines[1].text == operation.result ?? "Lamp")
    }

    @Test(arguments: [
        Case(#"{"field":"till","equals":"T1"}"#, "yes"), Case(#"{"field":"till","equals":"t1"}"#, nil),
        Case(#"{"field":"total","equals":"781.970"}"#, "yes"), Case(#"{"field":"day","equals":"2026-03-12"}"#, "yes"),
        Case(#"{"field":"till","in":["T0","T1"]}"#, "yes"), Case(#"{"field":"cashier","in":["T0","T1"]}"#, nil),
        Case(#"{"field":"buyer_name","present":false}"#, "yes"), Case(#"{"field":"buyer_name","present":true}"#, nil),
        Case(#"{"field":"total","greater_than":"781.96"}"#, "yes"),
        Case(#"{"field":"total","greater_than":"781.97"}"#, nil),
        Case(#"{"all":[{"field":"till","equals":"T1"},{"field":"kind","equals":"sale"}]}"#, "yes"),
        Case(#"{"all":[{"field":"till","equals":"T1"},{"field":"kind","equals":"summary"}]}"#, nil),
        Case(#"{"any":[{"field":"till","equals":"T9"},{"field":"kind","equals":"sale"}]}"#, "yes"),
        Case(#"{"any":[{"field":"till","equals":"T9"},{"field":"buyer_pin","equals":""}]}"#, nil),
    ])
    func `a condition says whether a rule counts`(_ condition: Case) throws {
        let rules = try Ruled.rules(#"[{"target":"memo","value":{"custom":"yes"},"when":\#(condition.json)}]"#)
        let memo = try Ruled.document(Ruled.source(0), rules).memo
        #expect(memo == condition.result ?? "Fiscal receipt KRACU0400009999/1")
    }

    @Test(arguments: [
        Case("{{till}} & {{{branch_name}}} {{&day}}", "T1 & DUKA MOJA 2026-03-12"),
        Case("{{#buyer_name}}for {{buyer_name}}{{/buyer_name}}{{^buyer_name}}nobody{{/buyer_name}}", "nobody"),
        Case("{{! a word }}{{lowercased(branch_name)}}", "duka moja"), Case("{{ total }}", "781.97"),
        Case("a\n{{#till}}\nb\n{{/till}}\nc", "a\nb\nc"), Case("{{buyer_name}}  ", nil),
        Case("{ {till} }", "{ {till} }"),
    ])
    func `a template is filled`(_ template: Case) throws {
        let rule = FieldRule(.memo, .custom(template.json))
        let memo = try Ruled.document(Ruled.source(0), [rule]).memo
        #expect(memo == template.result ?? "Fiscal receipt KRACU0400009999/1")
    }

    @Test func `a name with marks of HTML stays as it is, and is no template itself`() throws {
        let rule = FieldRule(.memo, .custom("<b>{{buyer_name}}</b> {{#buyer_name}}'{{buyer_name}}'{{/buyer_name}}"))
        let memo = try Ruled.document(Ruled.source(1), [rule]).memo
        let name = "=Wanjikũ \"Traders\", Ltd"
        #expect(memo == "<b>\(name)</b> '\(name)'")
    }

    @Test func `the first rule that gives something is taken`() throws {
        let rules = try Ruled.rules(
            #"""
            [{"target":"memo","value":{"lookup":{"field":"till","table":{"T9":"nine"}}}},
             {"target":"memo","value":{"direct":"buyer_name"}},
             {"target":"memo","value":{"lookup":{"field":"till","table":{"T9":"nine"},"default":"other"}}},
             {"target":"memo","value":{"custom":"last"}}]
            """#)
        #expect(try Ruled.document(Ruled.source(0), rules).memo == "other")
    }

    @Test func `a required rule that gives nothing stops the document`() throws {
        let rule = FieldRule(.memo, .direct(.buyerName), isRequired: true)
        #expect {
            _ = try Ruled.document(Ruled.source(0), [rule])
        } throws: { error in
            (error as? PostingPlan.Unfit)?.code == "books.field_required"
        }
        #expect(try Ruled.document(Ruled.source(1), [rule]).memo == "=Wanjikũ \"Traders\", Ltd")
        let elsewhere = FieldRule(
            .memo, .direct(.buyerName), when: .equals(.till, "T9"), isRequired: true)
        #expect(try Ruled.document(Ruled.source(0), [elsewhere]).memo == "Fiscal receipt KRACU0400009999/1")
    }

    @Test(arguments: [
        FieldRule(.dueDays, .calculated(.init(.add, of: [.constant("365"), .constant("1")]))),
        FieldRule(.dueDays, .calculated(.init(.round, of: [.field(.total)], scale: 2))),
        FieldRule(.tracking("Class"), .custom(String(repeating: "x", count: 101))),
    ])
    func `a value that the target does not take stops the document`(_ rule: FieldRule) throws {
        var source = try Ruled.source(3)
        source = BooksSource(
            number: "00-DUKAKUBW-000041", day: source.day, isSummary: false, members: source.members)
        #expect {
            _ = try Ruled.document(source, [rule], at: Sample.tenant)
        } throws: { error in
            (error as? PostingPlan.Unfit)?.code == "books.field_value"
        }
    }

    @Test(arguments: [Sample.realm, Sample.tenant])
    func `without rules nothing is other than before`(_ company: Company) throws {
        for index in 0..<5 {
            let source = try Ruled.source(index)
            let never = FieldRule(.memo, .custom("never"), when: .equals(.till, "T9"))
            #expect(try Ruled.records(source, [], at: company) == Ruled.records(source, [never], at: company))
        }
    }

    @Test func `a map that was kept before there were rules reads as one without`() throws {
        let map = Ruled.map([])
        let tree = try JSONTree(parsing: Array(try JSONEncoder().encode(map)))
        let old = JSONTree.object((tree.members ?? []).filter { $0.0 != "rules" })
        #expect(tree["rules"] != nil)
        #expect(try JSONDecoder().decode(BooksMap.self, from: Data(old.json.utf8)) == map)
    }

    @Test func `rules are read back as they were written`() throws {
        let map = Ruled.map(try Ruled.rules(Self.every))
        #expect(map.rules.count == 9)
        let bytes = try CanonicalJSON.bytes(of: map)
        #expect(try JSONDecoder().decode(BooksMap.self, from: Data(bytes)) == map)
    }

    @Test func `a day's sum has its own fields and no buyer`() throws {
        let rules = try Ruled.rules(
            #"""
            [{"target":"memo","value":{"custom":"{{kind}} {{till}} {{fiscal_number}} {{total}}{{buyer_name}}"}},
             {"target":"line_text","value":{"custom":"{{line_tax_letter}}: {{line_gross}} {{line_sku}}"}}]
            """#)
        let document = try Ruled.document(Ruled.summary(), rules, at: Sample.tenant)
        #expect(document.memo == "summary T1 KRACU0400009999/1 to KRACU0400009999/3 961.97")
        #expect(document.lines.map(\.text) == ["A: 250.00", "B: 711.97"])
    }

    /// Every target and every kind of value, as one list.
    static let every = #"""
        [{"target":"memo","value":{"custom":"Till {{till}}, {{cashier}}: {{fiscal_number}}"},"required":true},
         {"target":"customer_name","value":{"calculated":{"operation":"concat",
          "of":["buyer_name",{"value":" / "},"buyer_pin"]}}},
         {"target":"line_text","value":{"custom":"{{line_name}} [{{line_sku}}]"},
          "when":{"all":[{"field":"line_gross","greater_than":"0"},
           {"any":[{"field":"kind","in":["sale"]},{"field":"till","present":true}]}]}},
         {"target":"note","value":{"custom":"Signed {{fiscal_number}}"}},
         {"target":"payment_reference","value":{"calculated":{"operation":"prefix","of":["payment_references"],
          "length":6}}},
         {"target":"due_days","value":{"lookup":{"field":"buyer_pin","table":{"P051234567C":"60"},"default":"14"}}},
         {"target":"tracking:Location","value":{"lookup":{"field":"till","table":{"T1":"4"}}},
          "when":{"field":"till","equals":"T1"}},
         {"target":"tracking:Class","value":{"direct":"branch_id"}},
         {"target":"memo","value":{"calculated":{"operation":"date","of":["day"],"format":"dd/mm/yyyy"}}}]
        """#
}
