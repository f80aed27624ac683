import Fiscal

/// The rules of a map with the fields of one document.
struct FieldRules {
    private let rules: [FieldRule]
    private let fields: BooksFields?
    private let company: Company

    /// Puts rules and fields together; without rules no field is made.
    init(_ rules: [FieldRule], of source: BooksSource, at company: Company) {
        (self.rules, self.company) = (rules, company)
        fields = rules.isEmpty ? nil : BooksFields(source)
    }

    /// Whether there are rules for a target.
    func has(_ target: FieldRule.Target) -> Bool { rules.contains { $0.target == target } }

    /// What the rules give for a target; nil leaves it as it is.
    ///
    /// - Throws: `PostingPlan.Unfit` `books.field_required` where a required rule counts and gives nothing,
    ///   `books.field_value` where one gives what the target does not take.
    func text(_ target: FieldRule.Target) throws(PostingPlan.Unfit) -> String? {
        guard let fields, has(target) else { return nil }
        return try text(target, fields)
    }

    /// What a line says.
    func lineText(
        _ name: String, sku: String?, part: FiscalLine?, quantity: Quantity, letter: TaxLetter, total: Money,
        tax: Money
    ) throws(PostingPlan.Unfit) -> String {
        guard let fields, has(.lineText) else { return name }
        let line = fields.with(
            line: name, sku: sku, part: part, quantity: quantity, letter: letter, total: total, tax: tax)
        return try text(.lineText, line) ?? name
    }

    /// Classes, locations and tracking options: those of every document, and what rules say of them.
    func tracking(over constant: [String: String]) throws(PostingPlan.Unfit) -> [String: String] {
        guard !rules.isEmpty else { return constant }
        var tracking = constant
        var seen: Set<String> = []
        for rule in rules {
            guard case .tracking(let category) = rule.target, seen.insert(category).inserted else { continue }
            if let text = try text(rule.target) { tracking[category] = text }
        }
        return tracking
    }

    /// Days until an invoice is owed.
    func dueDays(or constant: Int) throws(PostingPlan.Unfit) -> Int {
        guard let text = try text(.dueDays) else { return constant }
        return Int(text) ?? constant
    }

    private func text(_ target: FieldRule.Target, _ fields: BooksFields) throws(PostingPlan.Unfit) -> String? {
        for (place, rule) in rules.enumerated() where rule.target == target {
            guard rule.condition?.holds(fields) ?? true else { continue }
            guard var text = rule.text(fields) else {
                guard rule.isRequired else { continue }
                let number = fields[.booksNumber]?.text ?? "a document"
                throw PostingPlan.Unfit(
                    code: "books.field_required",
                    sentence: "rule \(place + 1) gives no \(target.name) for \(number), which requires one",
                    remedy: "give the sale's field a value or the rule a default, then retry")
            }
            if target == .dueDays, let whole = FieldDecimal(text)?.whole { text = String(whole) }
            guard target.takes(text), text.count <= target.longest else {
                throw unfit(target, "rule \(place + 1) gives \"\(text.prefix(60))\" for \(target.name)")
            }
            return text
        }
        return nil
    }

    private func unfit(_ target: FieldRule.Target, _ sentence: String) -> PostingPlan.Unfit {
        PostingPlan.Unfit(
            code: "books.field_value", sentence: "\(sentence); expected \(target.expected)",
            remedy: "correct the rule in the map of \(company.lane), then retry")
    }
}
