import Fiscal
public import JSON

/// Says every mistake in rules, before they are kept.
public struct FieldRuleCheck: Sendable {
    /// The rules that could be read.
    public let rules: [FieldRule]
    /// Every mistake, by rule.
    public let faults: [FieldRuleFault]

    /// Reads and checks rules as JSON: a list.
    public init(json: [UInt8]) {
        do throws(JSONFault) {
            self.init(tree: try JSONTree(parsing: json))
        } catch {
            let fault = FieldRuleFault(
                rule: 0, key: "", code: .notJSON, found: error.description, expected: "JSON, a list of rules",
                remedy: "Correct it there")
            self.init(rules: [], faults: [fault])
        }
    }

    /// Reads and checks a list of rules.
    public init(tree: JSONTree) {
        var reader = FieldRuleReader()
        let rules = reader.rules(tree)
        // What cannot be read has no place among the rules, so that each is checked under the number that it was given.
        for (place, item) in (tree.items ?? []).enumerated() {
            var single = FieldRuleReader()
            guard let rule = single.rule(item) else { continue }
            reader.rule = place + 1
            reader.check(rule)
        }
        reader.checkCount((tree.items ?? []).count)
        (self.rules, faults) = (rules, reader.faults.sorted { $0.rule < $1.rule })
    }

    private init(rules: [FieldRule], faults: [FieldRuleFault]) { (self.rules, self.faults) = (rules, faults) }

    /// Checks rules.
    public init(_ rules: [FieldRule]) {
        var reader = FieldRuleReader()
        for (place, rule) in rules.enumerated() {
            reader.rule = place + 1
            reader.check(rule)
        }
        reader.checkCount(rules.count)
        (self.rules, faults) = (rules, reader.faults)
    }
}

/// What rules that can be read can still get wrong.
extension FieldRuleReader {
    /// The longest constant, table value or name of a category, in characters.
    private static let longestText = 1_000
    /// Values that one table or list may have.
    private static let tableLimit = 1_000

    fileprivate mutating func checkCount(_ count: Int) {
        guard count > FieldRule.limit else { return }
        rule = 0
        note("", .tooLong, "\(count) rules", "at most \(FieldRule.limit)", "Use tables instead of rules for each value")
    }

    fileprivate mutating func check(_ rule: FieldRule) {
        if case .tracking(let category) = rule.target, category.count > 100 {
            note("target", .tooLong, "\(category.count) characters", "at most 100", "Name it as the books do")
        }
        switch rule.value {
        case .direct(let field): checkDirect(field, rule)
        case .lookup(let lookup): check(lookup, rule)
        case .calculated(let calculation): check(calculation, rule)
        case .custom(let template): checkTemplate(template, rule)
        }
        if let condition = rule.condition { check(condition, "when", rule, depth: 1) }
    }

    // MARK: - Values

    private mutating func checkDirect(_ field: BooksField, _ rule: FieldRule) {
        place(field, "value.direct", rule)
        guard rule.target == .dueDays else { return }
        note(
            "value.direct", .wrongType, "the field \(field.rawValue)", "a whole number of days",
            "Use a lookup whose values are days, or a calculation")
    }

    private mutating func check(_ lookup: FieldRule.Lookup, _ rule: FieldRule) {
        place(lookup.field, "value.lookup.field", rule)
        if lookup.table.isEmpty {
            note("value.lookup.table", .wrongCount, "an empty table", "at least one value", "Add one, or use direct")
        }
        if lookup.table.count > Self.tableLimit {
            note(
                "value.lookup.table", .tooLong, "\(lookup.table.count) values", "at most \(Self.tableLimit)",
                "Use a calculation or several rules")
        }
        for (name, text) in lookup.table.sorted(by: { $0.key < $1.key }) {
            let key = "value.lookup.table.\(name.prefix(40))"
            if name.count > Self.longestText {
                note(key, .tooLong, "\(name.count) characters", "at most \(Self.longestText)", "Shorten it")
            }
            value(text, key, rule)
        }
        if let fallback = lookup.fallback {
            value(fallback, "value.lookup.default", rule)
        } else if rule.isRequired {
            note(
                "value.lookup.default", .missingDefault, "a required rule without one",
                "what other values become", "Add `default`, or take `required` away")
        }
    }

    /// A constant that goes to the target as it is.
    private mutating func value(_ text: String, _ key: String, _ rule: FieldRule) {
        if text.count > rule.target.longest {
            note(
                key, .tooLong, "\(text.count) characters", "at most \(rule.target.longest) for \(rule.target.name)",
                "Shorten it")
        } else if !rule.target.takes(text) {
            note(key, .badValue, "\"\(text.prefix(40))\"", rule.target.expected, "Correct it")
        }
    }

    private mutating func check(_ calculation: FieldRule.Calculation, _ rule: FieldRule) {
        let (key, operation) = ("value.calculated", calculation.operation)
        if !operation.count.contains(calculation.operands.count) {
            let (least, most) = (operation.count.lowerBound, operation.count.upperBound)
            note(
                "\(key).of", .wrongCount, "\(calculation.operands.count) operands",
                least == most ? "\(least) for \(operation.rawValue)" : "\(least) to \(most) for \(operation.rawValue)",
                "Add or remove some")
        }
        for (index, operand) in calculation.operands.enumerated() {
            check(operand, of: operation, "\(key).of.\(index + 1)", rule)
        }
        checkOptions(calculation, key)
        if operation == .divide, calculation.operands.count == 2 {
            checkDivisor(calculation.operands[1], "\(key).of.2", rule)
        }
        if rule.target == .dueDays, operation.kind != .decimal {
            note(
                "\(key).operation", .wrongType, "\(operation.rawValue), which gives a text", "a whole number of days",
                "Calculate with decimals, or use a lookup")
        }
    }

    private mutating func check(
        _ operand: FieldRule.Operand, of operation: FieldRule.Operation, _ key: String, _ rule: FieldRule
    ) {
        switch operand {
        case .field(let field):
            place(field, key, rule)
            if let kind = operation.kind, field.valueKind != kind {
                note(
                    key, .wrongType, "the \(field.valueKind.rawValue) \(field.rawValue)",
                    "a \(kind.rawValue) for \(operation.rawValue)", "Name a field of that kind")
            }
        case .constant(let text):
            if text.count > Self.longestText {
                note(key, .tooLong, "\(text.count) characters", "at most \(Self.longestText)", "Shorten it")
            } else if operation.kind == .decimal, FieldDecimal(text) == nil {
                note(key, .wrongType, "\"\(text.prefix(40))\"", "a decimal: \"0.50\"", "Write digits and a point")
            } else if operation.kind == .day, CalendarDay(text) == nil {
                note(key, .wrongType, "\"\(text.prefix(40))\"", "a day such as \"2026-11-20\"", "Name the field `day`")
            }
        }
    }

    private mutating func checkOptions(_ calculation: FieldRule.Calculation, _ key: String) {
        let operation = calculation.operation
        if let scale = calculation.scale, !(0...FieldDecimal.largestScale).contains(scale) {
            note("\(key).scale", .badValue, "\(scale)", "0 to \(FieldDecimal.largestScale)", "Correct it")
        }
        let needsScale = operation == .divide || operation == .round
        if needsScale, calculation.scale == nil {
            note("\(key).scale", .missingKey, "nothing", "the decimals of the result", "Add `scale`")
        }
        if calculation.scale != nil, operation.kind != .decimal {
            note("\(key).scale", .unknownKey, "`scale`", "none for \(operation.rawValue)", "Remove it")
        }
        if operation == .prefix {
            if !(1...Self.longestText).contains(calculation.length ?? 0) {
                let found = calculation.length.map(String.init) ?? "nothing"
                note(
                    "\(key).length", calculation.length == nil ? .missingKey : .badValue, found,
                    "1 to \(Self.longestText) characters", "Correct `length`")
            }
        } else if calculation.length != nil {
            note("\(key).length", .unknownKey, "`length`", "none for \(operation.rawValue)", "Remove it")
        }
        if operation == .date, calculation.format == nil {
            let forms = DayForm.allCases.map(\.rawValue).joined(separator: ", ")
            note("\(key).format", .missingKey, "nothing", forms, "Add `format`")
        } else if operation != .date, calculation.format != nil {
            note("\(key).format", .unknownKey, "`format`", "none for \(operation.rawValue)", "Remove it")
        }
    }

    private mutating func checkDivisor(_ operand: FieldRule.Operand, _ key: String, _ rule: FieldRule) {
        switch operand {
        case .constant(let text):
            guard FieldDecimal(text)?.isZero == true else { return }
            note(key, .divisionByZero, "\"\(text.prefix(40))\"", "a divisor that is not zero", "Correct it")
        case .field(let field):
            guard field.valueKind == .decimal, !field.isAboveZero, rule.condition?.keepsAboveZero(field) != true else {
                return
            }
            note(
                key, .divisionByZero, "\(field.rawValue), which can be zero", "a divisor that is not zero",
                "Add a condition: {\"field\": \"\(field.rawValue)\", \"greater_than\": \"0\"}")
        }
    }

    private mutating func checkTemplate(_ text: String, _ rule: FieldRule) {
        let key = "value.custom"
        if rule.target == .dueDays {
            note(key, .wrongType, "a template", "a whole number of days", "Use a lookup or a calculation")
        }
        do throws(FieldTemplate.Fault) {
            for field in try FieldTemplate(text).fields { place(field, key, rule) }
        } catch {
            note(key, error.code, error.found, error.expected, "Correct the template")
        }
    }

    // MARK: - Conditions and places

    private mutating func check(_ condition: FieldRule.Condition, _ key: String, _ rule: FieldRule, depth: Int) {
        guard depth <= Self.depthLimit else {
            note(key, .tooLong, "more levels", "at most \(Self.depthLimit) levels", "Split the rule")
            return
        }
        switch condition {
        case .equals(let field, let text):
            place(field, "\(key).field", rule)
            comparable(text, field, "\(key).equals")
        case .isIn(let field, let texts):
            place(field, "\(key).field", rule)
            if texts.isEmpty || texts.count > Self.tableLimit {
                note(
                    "\(key).in", texts.isEmpty ? .wrongCount : .tooLong, "\(texts.count) values",
                    "1 to \(Self.tableLimit)", "Correct the list")
            }
            for (index, text) in texts.enumerated() { comparable(text, field, "\(key).in.\(index + 1)") }
        case .present(let field, _): place(field, "\(key).field", rule)
        case .greaterThan(let field, _):
            place(field, "\(key).field", rule)
            if field.valueKind != .decimal {
                note(
                    "\(key).greater_than", .wrongType, "the \(field.valueKind.rawValue) \(field.rawValue)",
                    "a decimal field", "Name one such as total")
            }
        case .all(let parts), .any(let parts):
            if parts.isEmpty || parts.count > 100 {
                note(key, parts.isEmpty ? .wrongCount : .tooLong, "\(parts.count) conditions", "1 to 100", "Correct it")
            }
            for (index, part) in parts.enumerated() { check(part, "\(key).\(index + 1)", rule, depth: depth + 1) }
        }
    }

    private mutating func comparable(_ text: String, _ field: BooksField, _ key: String) {
        if text.count > Self.longestText {
            note(key, .tooLong, "\(text.count) characters", "at most \(Self.longestText)", "Shorten it")
        } else if field.valueKind == .decimal, FieldDecimal(text) == nil {
            note(key, .wrongType, "\"\(text.prefix(40))\"", "a decimal", "Write digits and a point")
        } else if field.valueKind == .day, CalendarDay(text) == nil {
            note(key, .wrongType, "\"\(text.prefix(40))\"", "a day such as \"2026-11-20\"", "Correct it")
        }
    }

    /// Whether a field can be named for a target.
    private mutating func place(_ field: BooksField, _ key: String, _ rule: FieldRule) {
        if field.isOfLine, rule.target != .lineText {
            note(
                key, .fieldPlace, "\(field.rawValue), a line's", "a document's field for \(rule.target.name)",
                "Use line fields in rules for line_text")
        } else if rule.target == .customerName, !field.isOfBuyer {
            note(
                key, .fieldPlace, field.rawValue, "a field of buyer or branch: a buyer has one name in the books",
                "Use buyer_… and branch_… fields")
        }
    }
}

extension FieldRule.Condition {
    /// Whether it holds only where a field is above zero.
    fileprivate func keepsAboveZero(_ field: BooksField) -> Bool {
        switch self {
        case .greaterThan(let own, let bound): own == field && !bound.isBelowZero
        case .all(let parts): parts.contains { $0.keepsAboveZero(field) }
        case .any(let parts): !parts.isEmpty && parts.allSatisfy { $0.keepsAboveZero(field) }
        case .equals, .isIn, .present: false
        }
    }
}

extension FieldRule.Target {
    /// Whether a text of the right length can go there.
    func takes(_ text: String) -> Bool {
        switch self {
        case .dueDays: Int(text).map { (0...365).contains($0) && text.allSatisfy(\.isNumber) } ?? false
        default: true
        }
    }

    /// What it takes, in words.
    var expected: String {
        switch self {
        case .dueDays: "0 to 365 days"
        default: "at most \(longest) characters"
        }
    }
}
