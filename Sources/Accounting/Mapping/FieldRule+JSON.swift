public import JSON

extension FieldRule: Codable {
    /// Reads a rule.
    ///
    /// - Throws: `DecodingError` with the first mistake of form; what a checker says besides does not keep a map from
    ///   being read.
    public init(from decoder: any Decoder) throws {
        let tree = try decoder.singleValueContainer().decode(JSONTree.self)
        var reader = FieldRuleReader()
        reader.rule = (decoder.codingPath.last?.intValue ?? 0) + 1
        guard let rule = reader.rule(tree), reader.faults.isEmpty else {
            let sentence = reader.faults.first?.description ?? "no rule"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: sentence))
        }
        self = rule
    }

    /// Writes a rule.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tree)
    }

    /// The rule as JSON.
    public var tree: JSONTree {
        .members([
            "target": .string(target.name), "value": value.tree, "when": condition?.tree,
            "required": isRequired ? .bool(true) : nil,
        ])
    }
}

extension FieldRule.Value {
    fileprivate var tree: JSONTree {
        switch self {
        case .direct(let field): .object([("direct", .string(field.rawValue))])
        case .custom(let template): .object([("custom", .string(template))])
        case .lookup(let lookup):
            .object([
                (
                    "lookup",
                    .members([
                        "field": .string(lookup.field.rawValue),
                        "table": .object(lookup.table.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
                        "default": lookup.fallback.map { .string($0) },
                    ])
                )
            ])
        case .calculated(let calculation):
            .object([
                (
                    "calculated",
                    .members([
                        "operation": .string(calculation.operation.rawValue),
                        "of": .array(calculation.operands.map(\.tree)),
                        "scale": calculation.scale.map { .number(String($0)) },
                        "length": calculation.length.map { .number(String($0)) },
                        "format": calculation.format.map { .string($0.rawValue) },
                    ])
                )
            ])
        }
    }
}

extension FieldRule.Operand {
    fileprivate var tree: JSONTree {
        switch self {
        case .field(let field): .string(field.rawValue)
        case .constant(let text): .object([("value", .string(text))])
        }
    }
}

extension FieldRule.Condition {
    fileprivate var tree: JSONTree {
        func test(_ field: BooksField, _ name: String, _ value: JSONTree) -> JSONTree {
            .object([("field", .string(field.rawValue)), (name, value)])
        }
        return switch self {
        case .equals(let field, let text): test(field, "equals", .string(text))
        case .isIn(let field, let texts): test(field, "in", .array(texts.map { .string($0) }))
        case .present(let field, let flag): test(field, "present", .bool(flag))
        case .greaterThan(let field, let decimal): test(field, "greater_than", .string(decimal.description))
        case .all(let parts): .object([("all", .array(parts.map(\.tree)))])
        case .any(let parts): .object([("any", .array(parts.map(\.tree)))])
        }
    }
}
