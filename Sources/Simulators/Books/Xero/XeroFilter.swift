/// A `where` of Xero's lists: `Type=="ACCREC" AND Date>=DateTime(2026,11,01)`.
///
/// Strings stand in double quotes, ids as `Guid("…")`; `AND`, `&&`, `OR` and `||` join, the first two bind closer;
/// `.Contains(…)` and `.StartsWith(…)` ask for parts. Source: accounting-apis.md, section 2.6.
struct XeroFilter: Sendable {
    /// One comparison.
    private struct Condition: Sendable {
        let path: [Substring]
        let comparison: String
        let value: ExactJSON
        let day: CivilDate?
    }

    private var alternatives: [[Condition]] = [[]]
    private var rest: Substring

    /// Reads a filter; refuses with QueryParseException what the grammar does not know.
    init(_ text: String) throws(XeroRefusal) {
        rest = text[...]
        while true {
            alternatives[alternatives.count - 1].append(try condition())
            if take("AND") || take("&&") { continue }
            guard take("OR") || take("||") else { break }
            alternatives.append([])
        }
        skipBlanks()
        guard rest.isEmpty else { throw unreadable() }
    }

    /// Whether an object is meant.
    func holds(_ object: ExactJSON) -> Bool {
        alternatives.contains { conditions in conditions.allSatisfy { Self.holds($0, object) } }
    }

    private func unreadable() -> XeroRefusal {
        XeroRefusal(kind: .query, message: "Unexpected text in where: \(rest.prefix(30))")
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == " " }
    }

    private mutating func take(_ word: String) -> Bool {
        skipBlanks()
        guard rest.uppercased().hasPrefix(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private mutating func condition() throws(XeroRefusal) -> Condition {
        skipBlanks()
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
        guard name.first?.isLetter == true else { throw unreadable() }
        rest = rest.dropFirst(name.count)
        var path = name.split(separator: ".")
        if let last = path.last, ["Contains", "StartsWith", "EndsWith"].contains(last), take("(") {
            path.removeLast()
            let value = try self.value()
            guard take(")"), !path.isEmpty, value.json.string != nil else { throw unreadable() }
            return Condition(path: path, comparison: String(last), value: value.json, day: nil)
        }
        skipBlanks()
        guard let comparison = ["==", "!=", ">=", "<=", "=", ">", "<"].first(where: { rest.hasPrefix($0) }) else {
            throw unreadable()
        }
        rest = rest.dropFirst(comparison.count)
        let value = try self.value()
        return Condition(
            path: path, comparison: comparison == "=" ? "==" : comparison, value: value.json, day: value.day)
    }

    private mutating func value() throws(XeroRefusal) -> (json: ExactJSON, day: CivilDate?) {
        skipBlanks()
        if rest.hasPrefix("\"") { return (.string(try literal()), nil) }
        if take("GUID(") {
            let text = try literal()
            guard take(")"), text.count == 36 else { throw unreadable() }
            return (.string(text), nil)
        }
        if take("DATETIME(") {
            let numbers = rest.prefix { $0 != ")" }
            rest = rest.dropFirst(numbers.count)
            let parts = numbers.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
            guard take(")"), parts.count == 3,
                let day = CivilDate(CivilDate.text(year: parts[0], month: parts[1], day: parts[2]))
            else { throw unreadable() }
            return (.null, day)
        }
        if take("TRUE") { return (true, nil) }
        if take("FALSE") { return (false, nil) }
        let digits = rest.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let number = ExactDecimal(digits), number.wholeDigits <= 15, number.scale <= 8 else { throw unreadable() }
        rest = rest.dropFirst(digits.count)
        return (.number(number), nil)
    }

    private mutating func literal() throws(XeroRefusal) -> String {
        guard rest.popFirst() == "\"" else { throw unreadable() }
        var text = ""
        while let character = rest.popFirst() {
            if character == "\"" { return text }
            if character == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(character) }
        }
        throw unreadable()
    }

    private static func holds(_ condition: Condition, _ object: ExactJSON) -> Bool {
        let found = object.values(under: condition.path).first ?? .null
        let text = (found.string ?? "").lowercased()
        let wanted = (condition.value.string ?? "").lowercased()
        switch condition.comparison {
        case "Contains": return text.contains(wanted)
        case "StartsWith": return text.hasPrefix(wanted)
        case "EndsWith": return text.hasSuffix(wanted)
        default: break
        }
        let order: Int
        if let day = condition.day {
            guard let own = found.string.flatMap({ XeroTime.day($0) }) else { return false }
            order = own < day ? -1 : own > day ? 1 : 0
        } else if let number = condition.value.decimal {
            guard let own = found.decimal else { return false }
            order = own < number ? -1 : own > number ? 1 : 0
        } else if condition.value.string != nil {
            order = text < wanted ? -1 : text > wanted ? 1 : 0
        } else {
            order = found == condition.value ? 0 : 1
        }
        switch condition.comparison {
        case "==": return order == 0
        case "!=": return order != 0
        case ">=": return order >= 0
        case "<=": return order <= 0
        case ">": return order > 0
        default: return order < 0
        }
    }
}
