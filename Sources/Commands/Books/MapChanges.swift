import ArgumentParser
import JSON
import LocalAPI

/// What a person wants otherwise in a map.
struct MapChanges: ParsableArguments {
    /// What is posted one by one.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case document, hybrid, summary
    }

    /// What lines name.
    enum Items: String, ExpressibleByArgument, CaseIterable {
        case generic, each
    }

    /// Yes or no.
    enum Switch: String, ExpressibleByArgument, CaseIterable {
        case on, off
    }

    @Option(
        help: ArgumentHelp(
            "Where a tax letter goes: an id or exact name; nothing takes it away.", valueName: "B=code"))
    var tax: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where money of a payment method goes: id, code or exact name; and the books' own method.",
            valueName: "cash=account[:method]"))
    var payment: [String] = []

    @Option(help: ArgumentHelp("The income account: id, code or exact name.", valueName: "account"))
    var income: String?

    @Option(
        help:
            "Post each sale (document), named buyers one by one and the rest by day (hybrid), or all by day (summary)."
    )
    var mode: Mode?

    @Option(help: "Lines name one item for each tax letter (generic), or each thing that is sold (each).")
    var items: Items?

    @Option(help: ArgumentHelp("The customer of anonymous sales.", valueName: "name"))
    var walkIn: String?

    @Option(help: ArgumentHelp("Days until what is sold on account is owed.", valueName: "days"))
    var dueDays: Int?

    @Option(help: "Put the receipt's PDF beside its document: on or off.")
    var attach: Switch?

    @Option(
        help: ArgumentHelp(
            "A class, location or tracking option; nothing takes it away.", valueName: "category=value"))
    var track: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fills a field by a Mustache template; or a whole rule as JSON, which may have a condition.",
            valueName: "field=template"))
    var rule: [String] = []

    @Option(help: ArgumentHelp("Takes the rules of a field away.", valueName: "field"))
    var withoutRule: [String] = []

    /// Whether anything is to be changed.
    var isEmpty: Bool {
        rule.isEmpty && withoutRule.isEmpty && tax.isEmpty && payment.isEmpty && track.isEmpty && income == nil
            && mode == nil && items == nil && walkIn == nil && dueDays == nil && attach == nil
    }

    func validate() throws {
        for text in tax {
            guard let letter = Self.pair(text)?.name, ["A", "B", "C", "D", "E"].contains(letter.uppercased()) else {
                throw ValidationError("--tax \(text): expected LETTER=CODE with a letter of A to E, such as B=5.")
            }
        }
        for text in payment {
            guard let method = Self.pair(text)?.name, Self.methods.contains(method) else {
                throw ValidationError(
                    "--payment \(text): expected METHOD=ACCOUNT with one of \(Self.methods.joined(separator: ", ")).")
            }
        }
        for text in track where (Self.pair(text)?.name ?? "").isEmpty {
            throw ValidationError("--track \(text): expected CATEGORY=VALUE, such as Location=Nairobi.")
        }
        for text in rule where Self.rule(text) == nil {
            throw ValidationError(
                "--rule \(text): expected FIELD=TEMPLATE, such as 'memo=Till {{till}}', or a rule as JSON with target.")
        }
        if let dueDays, !(0...365).contains(dueDays) { throw ValidationError("--due-days is 0 to 365.") }
    }

    private static let methods = ["cash", "mobile_money", "card", "cheque", "other"]

    /// The changes in a map.
    ///
    /// - Parameter accounts: ids, codes and names of accounts: where one has a colon in it, the colon parts nothing.
    func applied(to body: BooksMapBody, accounts: Set<String>) -> BooksMapBody {
        var body = body
        for case let (name, code)? in tax.map(Self.pair) {
            body.taxes[name.uppercased()] = code.isEmpty ? nil : BooksMapBody.Tax(code: code)
        }
        for case let (name, target)? in payment.map(Self.pair) {
            body.payments[name] = target.isEmpty ? nil : Self.payment(target, accounts)
        }
        for case let (name, option)? in track.map(Self.pair) {
            body.tracking[name] = option.isEmpty ? nil : option
        }
        if !rule.isEmpty || !withoutRule.isEmpty { body.rules = rules(over: body.rules ?? []) }
        if let income { (body.income, body.incomeName) = (income, nil) }
        if let mode { body.mode = mode.rawValue }
        if let items { body.items = items.rawValue }
        if let walkIn { body.walkIn = walkIn }
        if let dueDays { body.dueDays = dueDays }
        if let attach { body.attachesReceipt = attach == .on }
        return body
    }

    /// Of several rules for a field the first that counts is taken: one with a condition goes before the one without,
    /// whose place only another without takes.
    private func rules(over known: [JSONTree]) -> [JSONTree] {
        var rules = known.filter { rule in !withoutRule.contains { $0 == rule["target"]?.text } }
        for rule in rule.compactMap(Self.rule) {
            let isGeneral = { (other: JSONTree) in other["target"] == rule["target"] && other["when"] == nil }
            if rule["when"] == nil {
                rules.removeAll(where: isGeneral)
                rules.append(rule)
            } else {
                rules.insert(rule, at: rules.firstIndex(where: isGeneral) ?? rules.endIndex)
            }
        }
        return rules
    }

    /// A rule as it was typed; nil where it is none.
    private static func rule(_ text: String) -> JSONTree? {
        guard text.hasPrefix("{") else {
            guard let (field, template) = pair(text), !field.isEmpty, !template.isEmpty else { return nil }
            return .object([("target", .string(field)), ("value", .object([("custom", .string(template))]))])
        }
        guard let tree = try? JSONTree(parsing: Array(text.utf8)), tree["target"]?.text != nil else { return nil }
        return tree
    }

    /// Whether an account is named that may have a colon in it.
    var namesColon: Bool { payment.contains { $0.contains(":") } }

    private static func payment(_ text: String, _ accounts: Set<String>) -> BooksMapBody.Payment {
        guard !accounts.contains(text), let colon = text.lastIndex(of: ":") else {
            return BooksMapBody.Payment(account: text)
        }
        return BooksMapBody.Payment(
            account: String(text[..<colon]), method: String(text[text.index(after: colon)...]))
    }

    private static func pair(_ text: String) -> (name: String, value: String)? {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}
