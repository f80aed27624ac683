import Fiscal

extension FieldRule {
    /// What the rule gives; nil where a field is not there, or a calculation has no result.
    func text(_ fields: BooksFields) -> String? {
        let text: String? =
            switch value {
            case .direct(let field): fields[field]?.text
            case .lookup(let lookup): lookup.text(fields)
            case .calculated(let calculation): calculation.text(fields)
            case .custom(let template): (try? FieldTemplate(template))?.text(fields)
            }
        return text.flatMap { target.fitted($0) }
    }
}

extension FieldRule.Target {
    /// A text without what breaks a field, no longer than there is room; nil where nothing is left.
    fileprivate func fitted(_ text: String) -> String? {
        let mayBreak = self == .memo || self == .note || self == .lineText
        var characters = text.map { character -> Character in
            if character.isNewline { return mayBreak ? "\n" : " " }
            return character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : character
        }[...]
        characters = characters.drop(while: \.isWhitespace)
        switch self {
        // Half a class or number of days is another one; these are whole or refused.
        case .tracking, .dueDays: break
        default: characters = characters.prefix(longest)
        }
        while characters.last?.isWhitespace == true { characters.removeLast() }
        return characters.isEmpty ? nil : String(characters)
    }
}

extension FieldRule.Lookup {
    fileprivate func text(_ fields: BooksFields) -> String? {
        guard let value = fields[field] else { return fallback }
        return table[value.text] ?? fallback
    }
}

extension FieldRule.Condition {
    /// Whether it holds.
    func holds(_ fields: BooksFields) -> Bool {
        switch self {
        case .equals(let field, let text): fields[field]?.equals(text) ?? false
        case .isIn(let field, let texts): fields[field].map { value in texts.contains { value.equals($0) } } ?? false
        case .present(let field, let flag): (fields[field] != nil) == flag
        case .greaterThan(let field, let bound): fields[field]?.decimal.map { bound.isLess(than: $0) } ?? false
        case .all(let parts): parts.allSatisfy { $0.holds(fields) }
        case .any(let parts): parts.contains { $0.holds(fields) }
        }
    }
}

extension FieldValue {
    fileprivate func equals(_ text: String) -> Bool {
        guard case .decimal(let decimal) = self, let other = FieldDecimal(text) else { return self.text == text }
        return decimal.equals(other)
    }
}

extension FieldRule.Calculation {
    /// The result; nil where an operand is not there or is of another kind, or the result is too long.
    func text(_ fields: BooksFields) -> String? {
        switch operation {
        case .add, .subtract, .multiply, .divide, .round, .min, .max:
            return decimal(fields)?.description
        case .concat:
            let texts = operands.map { Self.text($0, fields) }
            // Constants alone say nothing of a sale whose fields are not there.
            let isGiven = operands.contains { if case .field(let field) = $0 { fields[field] != nil } else { false } }
            let isConstant = operands.allSatisfy { if case .constant = $0 { true } else { false } }
            return isGiven || isConstant ? texts.compactMap { $0 }.joined() : nil
        case .upper: return operands.first.flatMap { Self.text($0, fields) }?.uppercased()
        case .lower: return operands.first.flatMap { Self.text($0, fields) }?.lowercased()
        case .prefix:
            guard let length, length > 0 else { return nil }
            return operands.first.flatMap { Self.text($0, fields) }.map { String($0.prefix(length)) }
        case .date:
            guard let text = operands.first.flatMap({ Self.text($0, fields) }), let day = CalendarDay(text), let format
            else { return nil }
            return format.text(day)
        }
    }

    private func decimal(_ fields: BooksFields) -> FieldDecimal? {
        let values = operands.compactMap { Self.decimal($0, fields) }
        guard values.count == operands.count, let first = values.first else { return nil }
        let rest = values.dropFirst()
        func folded(_ step: (FieldDecimal, FieldDecimal) -> FieldDecimal?) -> FieldDecimal? {
            rest.reduce(Optional(first)) { sum, next in sum.flatMap { step($0, next) } }
        }
        let result: FieldDecimal?
        switch operation {
        case .add: result = folded { $0.plus($1) }
        case .subtract: result = folded { $0.minus($1) }
        case .multiply: result = folded { $0.times($1) }
        case .divide:
            guard let scale, values.count == 2 else { return nil }
            return first.over(values[1], scale: scale)
        case .min: result = folded { $1.isLess(than: $0) ? $1 : $0 }
        case .max: result = folded { $0.isLess(than: $1) ? $1 : $0 }
        case .round: result = scale == nil ? nil : first
        default: result = nil
        }
        return scale.map { scale in result.flatMap { $0.rounded(to: scale) } } ?? result
    }

    private static func decimal(_ operand: FieldRule.Operand, _ fields: BooksFields) -> FieldDecimal? {
        switch operand {
        case .field(let field): fields[field]?.decimal
        case .constant(let text): FieldDecimal(text)
        }
    }

    private static func text(_ operand: FieldRule.Operand, _ fields: BooksFields) -> String? {
        switch operand {
        case .field(let field): fields[field]?.text
        case .constant(let text): text
        }
    }
}
