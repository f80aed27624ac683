import ChanceSupport
import Fiscal
import Foundation
import JSON
import Testing

@testable import Accounting

@Suite struct FieldRuleCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let json: String
        let code: FieldRuleFault.Code
        let key: String
        var testDescription: String { "\(code.rawValue) \(key)" }
        init(_ json: String, _ code: FieldRuleFault.Code, _ key: String) {
            (self.json, self.code, self.key) = (json, code, key)
        }
    }

    private static func calculated(_ inner: String) -> String { #"{"target":"memo","value":{"calculated":\#(inner)}}"# }
    private static func when(_ inner: String) -> String {
        #"{"target":"memo","value":{"direct":"till"},"when":\#(inner)}"#
    }
    private static func custom(_ inner: String) -> String { #"{"target":"memo","value":{"custom":"\#(inner)"}}"# }

    @Test(arguments: [
        Case("5", .wrongType, ""), Case(#"{"value":{"direct":"till"}}"#, .missingKey, "target"),
        Case(#"{"target":"nonsense","value":{"direct":"till"}}"#, .unknownTarget, "target"),
        Case(#"{"target":"tracking:","value":{"direct":"till"}}"#, .unknownTarget, "target"),
        Case(#"{"target":"memo"}"#, .missingKey, "value"), Case(#"{"target":"memo","value":{}}"#, .wrongCount, "value"),
        Case(#"{"target":"memo","value":{"direct":"till"},"requierd":true}"#, .unknownKey, "requierd"),
        Case(#"{"target":"memo","value":{"direct":"till"},"required":"yes"}"#, .wrongType, "required"),
        Case(#"{"target":"memo","value":{"direct":"tillx"}}"#, .unknownField, "value.direct"),
        Case(#"{"target":"memo","value":{"direct":"line_name"}}"#, .fieldPlace, "value.direct"),
        Case(#"{"target":"customer_name","value":{"direct":"till"}}"#, .fieldPlace, "value.direct"),
        // Documents are looked for by their number, so that nothing may change it.
        Case(#"{"target":"number_prefix","value":{"direct":"till"}}"#, .unknownTarget, "target"),
        Case(#"{"target":"due_days","value":{"direct":"till"}}"#, .wrongType, "value.direct"),
        Case(
            #"{"target":"due_days","value":{"lookup":{"field":"till","table":{"T1":"366"}}}}"#, .badValue,
            "value.lookup.table.T1"),
        Case(#"{"target":"memo","value":{"lookup":{"field":"till","table":{}}}}"#, .wrongCount, "value.lookup.table"),
        Case(#"{"target":"memo","value":{"lookup":{"field":"till","table":[]}}}"#, .wrongType, "value.lookup.table"),
        Case(
            #"{"target":"memo","value":{"lookup":{"field":"till","table":{"T1":"a"}}},"required":true}"#,
            .missingDefault, "value.lookup.default"),
        Case(calculated(#"{"operation":"modulo","of":["total"]}"#), .unknownOperation, "value.calculated.operation"),
        Case(calculated(#"{"operation":"add","of":["total"]}"#), .wrongCount, "value.calculated.of"),
        Case(calculated(#"{"operation":"add","of":["total","till"]}"#), .wrongType, "value.calculated.of.2"),
        Case(calculated(#"{"operation":"add","of":["total",{"value":"x"}]}"#), .wrongType, "value.calculated.of.2"),
        Case(
            calculated(#"{"operation":"date","of":["till"],"format":"dd/mm/yyyy"}"#), .wrongType,
            "value.calculated.of.1"),
        Case(calculated(#"{"operation":"date","of":["day"]}"#), .missingKey, "value.calculated.format"),
        Case(calculated(#"{"operation":"date","of":["day"],"format":"y"}"#), .badValue, "value.calculated.format"),
        Case(calculated(#"{"operation":"prefix","of":["till"]}"#), .missingKey, "value.calculated.length"),
        Case(calculated(#"{"operation":"prefix","of":["till"],"length":0}"#), .badValue, "value.calculated.length"),
        Case(calculated(#"{"operation":"round","of":["total"]}"#), .missingKey, "value.calculated.scale"),
        Case(calculated(#"{"operation":"round","of":["total"],"scale":13}"#), .badValue, "value.calculated.scale"),
        Case(calculated(#"{"operation":"round","of":["total"],"scale":"2"}"#), .wrongType, "value.calculated.scale"),
        Case(
            calculated(#"{"operation":"divide","of":["total","tax"],"scale":2}"#), .divisionByZero,
            "value.calculated.of.2"),
        Case(
            calculated(#"{"operation":"divide","of":["total",{"value":"0.00"}],"scale":2}"#), .divisionByZero,
            "value.calculated.of.2"),
        Case(when(#"{"field":"till"}"#), .wrongCount, "when"),
        Case(when(#"{"field":"till","greater_than":"1"}"#), .wrongType, "when.greater_than"),
        Case(when(#"{"field":"total","greater_than":"x"}"#), .wrongType, "when.greater_than"),
        Case(when(#"{"field":"total","equals":"x"}"#), .wrongType, "when.equals"),
        Case(when(#"{"field":"till","in":[]}"#), .wrongCount, "when.in"),
        Case(when(#"{"all":[]}"#), .wrongType, "when.all"),
        Case(when(#"{"field":"till","present":"yes"}"#), .wrongType, "when.present"),
        Case(custom("{{till"), .badTemplate, "value.custom"), Case(custom("{{#till}}"), .badTemplate, "value.custom"),
        Case(custom("{{/till}}"), .badTemplate, "value.custom"),
        Case(custom("{{> other}}"), .badTemplate, "value.custom"),
        Case(custom("{{=<% %>=}}"), .badTemplate, "value.custom"), Case(custom("{{.}}"), .badTemplate, "value.custom"),
        Case(custom("{{%CONTENT_TYPE:HTML}}"), .badTemplate, "value.custom"),
        Case(custom("{{$block}}{{/block}}"), .badTemplate, "value.custom"),
        Case(custom("{{nosuch}}"), .unknownField, "value.custom"),
        Case(custom("{{line_name}}"), .fieldPlace, "value.custom"),
        Case(custom(String(repeating: "x", count: 2_001)), .tooLong, "value.custom"),
        Case(custom(String(repeating: "{{#till}}", count: 9)), .tooLong, "value.custom"),
    ])
    func `a mistake is named with its place`(_ mistake: Case) throws {
        let good = #"{"target":"memo","value":{"direct":"till"}}"#
        let check = FieldRuleCheck(json: Array("[\(good),\(mistake.json)]".utf8))
        let fault = try #require(
            check.faults.first { $0.code == mistake.code && $0.key == mistake.key }, "\(check.faults)")
        #expect(check.faults.allSatisfy { $0.rule == 2 })
        #expect(!fault.found.isEmpty && !fault.expected.isEmpty && !fault.remedy.isEmpty)
    }

    @Test func `every mistake is named, not only the first`() {
        let json = #"""
            [{"target":"x","value":{"direct":"y"},"z":1},
             {"target":"memo","value":{"calculated":{"operation":"divide","of":["till","tax"]}}}]
            """#
        let faults = FieldRuleCheck(json: Array(json.utf8)).faults
        #expect(faults.filter { $0.rule == 1 }.map(\.code) == [.unknownKey, .unknownTarget, .unknownField])
        #expect(Set(faults.filter { $0.rule == 2 }.map(\.code)) == [.wrongType, .missingKey, .divisionByZero])
    }

    @Test(arguments: ["", "{}", "null", "[", "\u{0}"])
    func `what is no list of rules is said to be none`(_ json: String) {
        #expect(FieldRuleCheck(json: Array(json.utf8)).faults.first?.code == .notJSON)
    }

    @Test func `a divisor that a condition keeps above zero is none to fear`() throws {
        let rules = try Ruled.rules(
            #"""
            [{"target":"memo","value":{"calculated":{"operation":"divide","of":["total","tax"],"scale":2}},
              "when":{"all":[{"field":"till","present":true},{"field":"tax","greater_than":"0"}]}},
             {"target":"line_text","value":{"calculated":{"operation":"divide","of":["line_net","line_quantity"],
              "scale":4}}}]
            """#)
        #expect(rules.count == 2)
    }

    @Test func `a list of more than a hundred rules is too long`() {
        let rules = Array(repeating: FieldRule(.memo, .direct(.till)), count: 101)
        #expect(FieldRuleCheck(rules).faults.map(\.code) == [.tooLong])
    }

    @Test(arguments: 1...20)
    func `no template crashes, and what passes is filled`(_ seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed))
        let pieces = [
            "{{", "}}", "{", "}", "#", "^", "/", "&", "!", ">", "<", "$", "=", "%", ".", " ", "\n", "\r\n", "till",
            "line_name", "buyer_name", "(", ")", "uppercased", "\u{301}", "😀", "{{{till}}}", "{{#till}}", "{{/till}}",
        ]
        let fields = BooksFields(try Ruled.source(1))
        var filled = 0
        for _ in 0..<500 {
            let count = Int.random(in: 0...12, using: &chance)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &chance)] }.joined()
            guard let template = try? FieldTemplate(text) else { continue }
            filled += 1
            #expect(template.text(fields).count <= FieldTemplate.longestOutput)
        }
        #expect(filled > 0)
    }

    @Test(arguments: 1...20)
    func `no rules crash the checker or the plan`(_ seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed) &* 977)
        let source = try Ruled.source(1)
        let good = Array(FieldRuleTests.every.utf8)
        let words = [
            "\"total\"", "\"till\"", "{}", "[]", "null", "-1", "99999999999999999999", "true", "\"divide\"", "\"\"",
        ]
        for _ in 0..<100 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                let length = min(Int.random(in: 0...8, using: &chance), bytes.count - place)
                let word = words[Int.random(in: 0..<words.count, using: &chance)]
                let isByte = Bool.random(using: &chance)
                bytes.replaceSubrange(
                    place..<(place + length),
                    with: isByte ? [UInt8.random(in: 0...255, using: &chance)] : Array(word.utf8))
            }
            let check = FieldRuleCheck(json: bytes)
            let again = FieldRuleCheck(json: bytes)
            #expect(check.faults == again.faults)
            do { _ = try Ruled.records(source, check.rules) } catch { #expect(error is PostingPlan.Unfit) }
        }
    }

    /// Members are exchanged for other good words, so that most lists can be read and many are wrong.
    @Test(arguments: 1...10)
    func `rules of exchanged words never crash the plan`(_ seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed) &* 31)
        let sources = try [Ruled.source(0), Ruled.source(3), Ruled.source(4), Ruled.summary()]
        let fields = BooksField.allCases
        for _ in 0..<200 {
            let operands = (0..<Int.random(in: 0...4, using: &chance)).map { _ -> FieldRule.Operand in
                Bool.random(using: &chance)
                    ? .field(fields[Int.random(in: 0..<fields.count, using: &chance)])
                    : .constant(
                        ["0", "1.5", "-3", "x", "", "999999999999999999999999999999"].randomElement(using: &chance)
                            ?? "")
            }
            let calculation = FieldRule.Calculation(
                FieldRule.Operation.allCases.randomElement(using: &chance) ?? .add, of: operands,
                scale: Bool.random(using: &chance) ? Int.random(in: -2...40, using: &chance) : nil,
                length: Bool.random(using: &chance) ? Int.random(in: -2...40, using: &chance) : nil,
                format: Bool.random(using: &chance) ? .dayFirst : nil)
            let target = (FieldRule.Target.plain + [.tracking("Class")]).randomElement(using: &chance) ?? .memo
            let rule = FieldRule(target, .calculated(calculation), isRequired: Bool.random(using: &chance))
            _ = FieldRuleCheck([rule])
            for source in sources {
                do { _ = try Ruled.records(source, [rule]) } catch { #expect(error is PostingPlan.Unfit) }
            }
        }
    }
}
