import Fiscal
import JSON

extension APIDescription {
    /// The words that schemas are written with; each is heeded here, or says nothing that could be.
    static let words: Set = [
        "$ref", "type", "enum", "pattern", "format", "properties", "required", "additionalProperties", "items", "anyOf",
        "minLength", "maxLength", "minItems", "maxItems", "minimum", "description", "examples",
    ]

    /// What of a value does not fit a schema, each with its place.
    func misfits(_ value: JSONTree, _ schema: JSONTree, _ place: String) -> [String] {
        let schema = resolved(schema)
        if let ways = schema["anyOf"]?.items {
            let all = ways.map { misfits(value, $0, place) }
            return all.contains(where: \.isEmpty) ? [] : all.first ?? []
        }
        let types = schema["type"]?.items?.compactMap(\.text) ?? [schema["type"]?.text].compactMap { $0 }
        guard types.isEmpty || types.contains(where: { Self.isType(value, $0) }) else {
            return ["\(place) is \(value.inWords), not \(types.joined(separator: " or "))"]
        }
        switch value {
        case .object(let members): return self.members(members, schema, place)
        case .array(let items):
            let most = Int(schema["maxItems"]?.number ?? "") ?? .max
            let least = Int(schema["minItems"]?.number ?? "") ?? 0
            guard (least...most).contains(items.count) else { return ["\(place) has \(items.count) items"] }
            return items.enumerated().flatMap {
                misfits($0.element, schema["items"] ?? .null, "\(place)[\($0.offset)]")
            }
        case .string(let text): return Self.text(text, schema, place)
        case .number(let text):
            guard let least = Int64(schema["minimum"]?.number ?? ""), let number = Int64(text) else { return [] }
            return number < least ? ["\(place) is \(number)"] : []
        case .null, .bool: return []
        }
    }

    private func members(_ members: [(String, JSONTree)], _ schema: JSONTree, _ place: String) -> [String] {
        let known = schema["properties"]?.members ?? []
        let missing = (schema["required"]?.items ?? []).compactMap(\.text)
            .filter { name in !members.contains { $0.0 == name } }.map { "\(place).\($0) is missing" }
        // An object of which nothing is said may hold anything.
        guard !known.isEmpty || schema["additionalProperties"] != nil else { return missing }
        return missing
            + members.flatMap { name, value in
                let inner = known.first { $0.0 == name }?.1 ?? schema["additionalProperties"]
                return inner.map { misfits(value, $0, "\(place).\(name)") } ?? ["\(place).\(name) is not described"]
            }
    }

    private static func isType(_ value: JSONTree, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"): true
        case (.number(let text), "integer"): Int64(text) != nil
        default: false
        }
    }

    private static func text(_ text: String, _ schema: JSONTree, _ place: String) -> [String] {
        var faults: [String] = []
        if let known = schema["enum"]?.items, !known.contains(.string(text)) { faults.append("is none of those known") }
        if let pattern = schema["pattern"]?.text, (try? Regex(pattern).firstMatch(in: text)) == nil {
            faults.append("does not fit \(pattern)")
        }
        switch schema["format"]?.text {
        case "date-time" where Timestamp(rfc3339: text) == nil: faults.append("is no time")
        case "date" where CalendarDay(text) == nil: faults.append("is no day")
        default: break
        }
        let most = Int(schema["maxLength"]?.number ?? "") ?? .max
        if text.count > most || text.count < Int(schema["minLength"]?.number ?? "") ?? 0 {
            faults.append("has \(text.count) characters")
        }
        return faults.map { "\(place) is \"\(text)\", which \($0)" }
    }

    /// A value that fits a schema: with all that may be there, or with as little as there may be.
    func sample(of schema: JSONTree, isLean: Bool) -> JSONTree {
        let schema = resolved(schema)
        if let ways = schema["anyOf"]?.items { return isLean ? .null : sample(of: ways[0], isLean: false) }
        let types = schema["type"]?.items?.compactMap(\.text) ?? [schema["type"]?.text].compactMap { $0 }
        if isLean, types.contains("null") { return .null }
        switch types.first {
        case "object":
            let required = (schema["required"]?.items ?? []).compactMap(\.text)
            let known = (schema["properties"]?.members ?? []).filter { !isLean || required.contains($0.0) }
            let others = schema["additionalProperties"].map { isLean ? [] : [("B", sample(of: $0, isLean: false))] }
            return .object(known.map { ($0.0, sample(of: $0.1, isLean: isLean)) } + (others ?? []))
        case "array": return .array(isLean ? [] : [sample(of: schema["items"] ?? .null, isLean: false)])
        case "integer": return .number("7")
        case "boolean": return .bool(true)
        case "string":
            if let first = schema["enum"]?.items?.first { return first }
            switch schema["format"]?.text {
            case "date-time": return .string("2026-03-12T10:45:12+03:00")
            case "date": return .string("2026-03-12")
            default: return .string(schema["pattern"] == nil ? "a text" : "630.00")
            }
        default: return .string("anything")
        }
    }
}

extension JSONTree {
    /// The text of a number.
    fileprivate var number: String? {
        guard case .number(let text) = self else { return nil }
        return text
    }

    /// The same with the members of every object in order.
    var sorted: JSONTree {
        switch self {
        case .object(let members): .object(members.map { ($0.0, $0.1.sorted) }.sorted { $0.0 < $1.0 })
        case .array(let items): .array(items.map(\.sorted))
        default: self
        }
    }
}
