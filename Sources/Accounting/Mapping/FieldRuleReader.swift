import JSON

/// Reads rules from JSON and notes every mistake of form.
struct FieldRuleReader {
    private(set) var faults: [FieldRuleFault] = []
    /// The rule that is read, from 1.
    var rule = 0

    /// Conditions inside each other.
    static let depthLimit = 8

    mutating func note(
        _ key: String, _ code: FieldRuleFault.Code, _ found: String, _ expected: String, _ remedy: String
    ) {
        faults.append(
            FieldRuleFault(
                rule: rule, key: key, code: code, found: String(found.prefix(200)), expected: expected,
                remedy: remedy))
    }

    /// The rules of a list that could be read.
    mutating func rules(_ tree: JSONTree) -> [FieldRule] {
        guard case .array(let items) = tree else {
            note("", .notJSON, tree.inWords, "a list of rules", "Write [ … ]")
            return []
        }
        var rules: [FieldRule] = []
        for (place, item) in items.enumerated() {
            rule = place + 1
            if let read = self.rule(item) { rules.append(read) }
        }
        rule = 0
        return rules
    }

    /// One rule; nil where it cannot be read.
    mutating func rule(_ tree: JSONTree) -> FieldRule? {
        guard object(tree, "", knows: ["target", "value", "when", "required"]) else { return nil }
        let count = faults.count
        let target = text(tree["target"], "target").flatMap { name -> FieldRule.Target? in
            if let target = FieldRule.Target(name: name) { return target }
            note(
                "target", .unknownTarget, "\"\(name)\"",
                FieldRule.Target.plain.map(\.name).joined(separator: ", ") + " or tracking:CATEGORY",
                "Name one of these")
            return nil
        }
        let value = tree["value"].flatMap { self.value($0, "value") }
        if tree["value"] == nil { missing("value", "an object with direct, lookup, calculated or custom") }
        let condition = tree["when"].flatMap { self.condition($0, "when", depth: 1) }
        var isRequired = false
        switch tree["required"] {
        case .bool(let flag)?: isRequired = flag
        case let other?: note("required", .wrongType, other.inWords, "true or false", "Write it without quotes")
        case nil: break
        }
        guard faults.count == count, let target, let value else { return nil }
        return FieldRule(target, value, when: condition, isRequired: isRequired)
    }

    // MARK: - Values

    private mutating func value(_ tree: JSONTree, _ key: String) -> FieldRule.Value? {
        let names = ["direct", "lookup", "calculated", "custom"]
        guard object(tree, key, knows: names) else { return nil }
        guard let members = tree.members, members.count == 1, let (name, inner) = members.first else {
            note(
                key, .wrongCount, tree.inWords, "one of " + names.joined(separator: ", "),
                "Keep one; write a rule for each other")
            return nil
        }
        let inside = "\(key).\(name)"
        switch name {
        case "direct": return field(inner, inside).map { .direct($0) }
        case "lookup": return lookup(inner, inside).map { .lookup($0) }
        case "calculated": return calculation(inner, inside).map { .calculated($0) }
        default: return text(inner, inside).map { .custom($0) }
        }
    }

    private mutating func lookup(_ tree: JSONTree, _ key: String) -> FieldRule.Lookup? {
        guard object(tree, key, knows: ["field", "table", "default"]) else { return nil }
        let field = field(tree["field"], "\(key).field")
        let fallback = tree["default"].flatMap { text($0, "\(key).default") }
        guard let members = tree["table"]?.members else {
            if let table = tree["table"] {
                note("\(key).table", .wrongType, table.inWords, "an object", "Write {\"value\": \"what it becomes\"}")
            } else {
                missing("\(key).table", "an object of values and what they become")
            }
            return nil
        }
        var table: [String: String] = [:]
        for (name, inner) in members { table[name] = text(inner, "\(key).table.\(name.prefix(40))") }
        return field.map { FieldRule.Lookup(field: $0, table: table, fallback: fallback) }
    }

    private mutating func calculation(_ tree: JSONTree, _ key: String) -> FieldRule.Calculation? {
        guard object(tree, key, knows: ["operation", "of", "scale", "length", "format"]) else { return nil }
        let operation = choice(
            tree["operation"], "\(key).operation", as: FieldRule.Operation.self, unknown: .unknownOperation)
        var operands: [FieldRule.Operand] = []
        if let items = tree["of"]?.items {
            for (place, item) in items.enumerated() {
                let inside = "\(key).of.\(place + 1)"
                if item.members != nil {
                    guard object(item, inside, knows: ["value"]) else { continue }
                    if let constant = text(item["value"], "\(inside).value") { operands.append(.constant(constant)) }
                } else if let field = field(item, inside) {
                    operands.append(.field(field))
                }
            }
        } else if let other = tree["of"] {
            note("\(key).of", .wrongType, other.inWords, "a list", "Write [\"total\", {\"value\": \"0.50\"}]")
        } else {
            missing("\(key).of", "a list of fields and constants")
        }
        let scale = tree["scale"].flatMap { whole($0, "\(key).scale") }
        let length = tree["length"].flatMap { whole($0, "\(key).length") }
        let format = tree["format"].flatMap { choice($0, "\(key).format", as: DayForm.self, unknown: .badValue) }
        return operation.map {
            FieldRule.Calculation($0, of: operands, scale: scale, length: length, format: format)
        }
    }

    // MARK: - Conditions

    private mutating func condition(_ tree: JSONTree, _ key: String, depth: Int) -> FieldRule.Condition? {
        guard depth <= Self.depthLimit else {
            note(key, .tooLong, "more levels", "at most \(Self.depthLimit) levels", "Split the rule")
            return nil
        }
        let tests = ["equals", "in", "present", "greater_than"]
        guard object(tree, key, knows: ["all", "any", "field"] + tests) else { return nil }
        let only = tree.members.flatMap { $0.count == 1 ? $0.first : nil }
        if let (name, inner) = only, name == "all" || name == "any" {
            guard let items = inner.items, !items.isEmpty else {
                note("\(key).\(name)", .wrongType, inner.inWords, "a list of conditions", "Write [ {…}, {…} ]")
                return nil
            }
            var parts: [FieldRule.Condition] = []
            for (place, item) in items.enumerated() {
                if let part = condition(item, "\(key).\(name).\(place + 1)", depth: depth + 1) { parts.append(part) }
            }
            return name == "all" ? .all(parts) : .any(parts)
        }
        let given = tests.filter { tree[$0] != nil }
        guard given.count == 1, tree["all"] == nil, tree["any"] == nil, let test = tree[given[0]] else {
            note(
                key, .wrongCount, "\(given.count) tests", "`field` with one of " + tests.joined(separator: ", "),
                "Put several into `all` or `any`")
            return nil
        }
        guard let field = field(tree["field"], "\(key).field") else { return nil }
        return self.test(given[0], test, of: field, "\(key).\(given[0])")
    }

    private mutating func test(
        _ name: String, _ tree: JSONTree, of field: BooksField, _ key: String
    ) -> FieldRule.Condition? {
        switch (name, tree) {
        case ("equals", _): return text(tree, key).map { .equals(field, $0) }
        case ("present", .bool(let flag)): return .present(field, flag)
        case ("present", _):
            note(key, .wrongType, tree.inWords, "true or false", "Write it without quotes")
            return nil
        case ("in", .array(let items)):
            return .isIn(field, items.enumerated().compactMap { text($1, "\(key).\($0 + 1)") })
        case ("in", _):
            note(key, .wrongType, tree.inWords, "a list of texts", "Write [\"T1\", \"T2\"]")
            return nil
        default:
            guard let text = text(tree, key) else { return nil }
            if let decimal = FieldDecimal(text) { return .greaterThan(field, decimal) }
            note(key, .wrongType, "\"\(text)\"", "a decimal such as \"1000.00\"", "Write digits and a point")
            return nil
        }
    }

    // MARK: - Parts

    private mutating func missing(_ key: String, _ expected: String) {
        note(key, .missingKey, "nothing", expected, "Add it")
    }

    private mutating func object(_ tree: JSONTree, _ key: String, knows names: [String]) -> Bool {
        guard let members = tree.members else {
            note(key, .wrongType, tree.inWords, "an object", "Write { … }")
            return false
        }
        for (name, _) in members where !names.contains(name) {
            note(
                key.isEmpty ? name : "\(key).\(name)", .unknownKey, "\"\(name)\"", names.joined(separator: ", "),
                "Remove it or correct its name")
        }
        return true
    }

    private mutating func text(_ tree: JSONTree?, _ key: String) -> String? {
        if let text = tree?.text { return text }
        if let tree {
            note(key, .wrongType, tree.inWords, "a text", "Put it in quotes")
        } else {
            missing(key, "a text")
        }
        return nil
    }

    private mutating func whole(_ tree: JSONTree, _ key: String) -> Int? {
        if case .number(let text) = tree, let whole = Int(text) { return whole }
        note(key, .wrongType, tree.inWords, "a whole number", "Write it without quotes")
        return nil
    }

    private mutating func field(_ tree: JSONTree?, _ key: String) -> BooksField? {
        guard let name = text(tree, key) else { return nil }
        if let field = BooksField(rawValue: name) { return field }
        note(
            key, .unknownField, "\"\(name)\"", BooksField.allCases.map(\.rawValue).joined(separator: ", "),
            "Name one of these")
        return nil
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ tree: JSONTree?, _ key: String, as type: Choice.Type, unknown: FieldRuleFault.Code
    ) -> Choice? where Choice.RawValue == String {
        guard let name = text(tree, key) else { return nil }
        if let choice = Choice(rawValue: name) { return choice }
        note(
            key, unknown, "\"\(name)\"", Choice.allCases.map(\.rawValue).joined(separator: ", "), "Name one of these")
        return nil
    }
}
