/// The format as a JSON Schema (draft 2020-12), for editors; made from the same table as the linter.
public enum ProfileSchema {
    /// The schema, two spaces a level, ended by a line feed.
    public static var text: String {
        var text = ""
        let root: [(String, Part)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Risiti firmware profile")),
        ]
        write(.members(root + members(of: .profile)), to: &text, depth: 0)
        return text + "\n"
    }

    private indirect enum Part {
        case text(String)
        case whole(Int)
        case flag(Bool)
        case list([Part])
        case members([(String, Part)])
    }

    private static func members(of shape: ProfileShape) -> [(String, Part)] {
        switch shape {
        case .text(let form):
            [("type", .text("string"))] + (form.map { [("pattern", .text("^(\($0.pattern))$"))] } ?? [])
        case .choice(let words): [("enum", .list(words.map(Part.text)))]
        case .whole(let range):
            [
                ("type", .text("integer")), ("minimum", .whole(range.lowerBound)),
                ("maximum", .whole(range.upperBound)),
            ]
        case .flag: [("type", .text("boolean"))]
        case .template, .firmware: [("type", .text("string"))]
        case .bit: [("type", .text("string")), ("pattern", .text("^[0-9]+\\.[0-7]$"))]
        case .list(let inner):
            [
                ("type", .text("array")), ("uniqueItems", .flag(true)),
                ("items", .members(members(of: inner))),
            ]
        case .map(let form, let inner):
            [
                ("type", .text("object")), ("propertyNames", .members([("pattern", .text("^(\(form.pattern))$"))])),
                (
                    "additionalProperties",
                    .members([
                        (
                            "anyOf",
                            .list([.members([("const", .text("unknown"))]), .members(members(of: inner))])
                        )
                    ])
                ),
            ]
        case .record(let fields): record(fields)
        }
    }

    private static func record(_ fields: [ProfileShape.Field]) -> [(String, Part)] {
        guard !fields.isEmpty else {
            // What a condition sets is said at the root already.
            let properties = ProfileShape.settable.fields.map { field in
                (field.name, Part.members([("$ref", .text("#/properties/\(field.name)"))]))
            }
            return [
                ("type", .text("object")), ("additionalProperties", .flag(false)),
                ("properties", .members(properties)),
            ]
        }
        let isRoot = fields.first?.name == "profile"
        let properties = fields.map { field in
            let own = members(of: field.shape)
            let meaning: [(String, Part)] = [("description", .text(field.meaning))]
            guard field.mayBeUnknown else { return (field.name, Part.members(meaning + own)) }
            return (
                field.name,
                .members(meaning + [("anyOf", .list([.members([("const", .text("unknown"))]), .members(own)]))])
            )
        }
        // At the root an ancestor may say what is required.
        let required = isRoot ? ["profile", "id"] : fields.filter(\.isRequired).map(\.name)
        return [("type", .text("object")), ("additionalProperties", .flag(false))]
            + (required.isEmpty ? [] : [("required", .list(required.map(Part.text)))])
            + [("properties", .members(properties))]
    }

    private static func write(_ part: Part, to text: inout String, depth: Int) {
        let (outer, inner) = (String(repeating: "  ", count: depth), String(repeating: "  ", count: depth + 1))
        switch part {
        case .text(let words):
            text += "\"" + words.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .whole(let number): text += "\(number)"
        case .flag(let flag): text += flag ? "true" : "false"
        case .list(let parts):
            text += "["
            for (index, part) in parts.enumerated() {
                text += index == 0 ? "\n\(inner)" : ",\n\(inner)"
                write(part, to: &text, depth: depth + 1)
            }
            text += parts.isEmpty ? "]" : "\n\(outer)]"
        case .members(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + "\(inner)\"\(member.0)\": "
                write(member.1, to: &text, depth: depth + 1)
            }
            text += members.isEmpty ? "}" : "\n\(outer)}"
        }
    }
}
