public import Fiscal

/// Finds what a map names among a company's own accounts, codes and options.
///
/// People write an id, a code or an exact name; a checked map has what documents name.
public struct MapCheck: Sendable {
    /// The company's accounts.
    public var accounts: [BooksAccount]
    /// Its tax codes.
    public var taxCodes: [BooksTaxCode]
    /// Its payment methods; empty where the provider has none.
    public var paymentMethods: [BooksNamed]
    /// Its classes, locations or tracking options.
    public var tracking: [BooksNamed]

    /// Makes a check.
    public init(
        accounts: [BooksAccount], taxCodes: [BooksTaxCode], paymentMethods: [BooksNamed], tracking: [BooksNamed]
    ) {
        (self.accounts, self.taxCodes) = (accounts, taxCodes)
        (self.paymentMethods, self.tracking) = (paymentMethods, tracking)
    }

    /// The longest name of a customer that both providers take.
    public static let longestName = 100
    /// The most days until what is sold on account is owed.
    public static let mostDueDays = 365

    /// The map with every reference found, and what could not be.
    public func checked(_ map: BooksMap) -> (map: BooksMap, faults: [Fault]) {
        var (checked, faults) = (map, [Fault]())
        for letter in map.taxes.keys.sorted() {
            guard let wanted = map.taxes[letter] else { continue }
            checked.taxes[letter] = target(wanted, "taxes.\(letter.rawValue)", &faults) ?? wanted
        }
        if !map.income.isEmpty {
            checked.income = account(map.income, for: [.income], "income", &faults) ?? map.income
        }
        for letter in map.incomeByLetter.keys.sorted() {
            guard let wanted = map.incomeByLetter[letter] else { continue }
            let place = "income_by_letter.\(letter.rawValue)"
            checked.incomeByLetter[letter] = account(wanted, for: [.income], place, &faults) ?? wanted
        }
        for method in PaymentMethod.allCases {
            guard let wanted = map.money[method] else { continue }
            checked.money[method] = target(wanted, of: method, &faults)
        }
        checked.tracking = options(map.tracking, &faults)
        for (place, rule) in map.rules.enumerated() {
            checked.rules[place].target = target(of: rule, "rules[\(place)].target", &faults)
        }
        checkWords(map, &faults)
        return (checked, faults)
    }

    private func target(_ wanted: BooksMap.TaxTarget, _ place: String, _ faults: inout [Fault]) -> BooksMap.TaxTarget? {
        let found = Self.find(wanted.code, among: taxCodes) { [[$0.id], [$0.name]] }
        guard let code = single(found, wanted.code, "\(place).code", "tax codes", "books taxes", &faults) else {
            return nil
        }
        guard code.isActive else {
            faults.append(
                Fault(
                    field: "\(place).code", rule: "map.inactive", found: code.name, expected: "a code for sales in use")
            )
            return nil
        }
        guard let rate = code.rateHundredths else {
            faults.append(
                Fault(
                    field: "\(place).code", rule: "map.rate", found: "\(code.name), which has no single rate",
                    expected: "a code with one rate"))
            return nil
        }
        return BooksMap.TaxTarget(code: code.id, rateID: code.rateID, name: code.name, rateHundredths: rate)
    }

    private func target(
        _ wanted: BooksMap.MoneyTarget, of method: PaymentMethod, _ faults: inout [Fault]
    ) -> BooksMap.MoneyTarget {
        let place = "payments.\(method.rawValue)"
        guard method != .credit else {
            faults.append(
                Fault(
                    field: place, rule: "map.credit", found: wanted.account,
                    expected: "nothing: what is sold on account is what customers owe, and goes nowhere yet"))
            return wanted
        }
        var target = wanted
        target.account = account(wanted.account, for: [.money], "\(place).account", &faults) ?? wanted.account
        if let name = wanted.method {
            let found = Self.find(name, among: paymentMethods) { [[$0.id], [$0.name]] }
            target.method =
                single(
                    found.filter(\.isActive), name, "\(place).method", "payment methods", nil, &faults)?.id
        }
        return target
    }

    private func account(
        _ text: String, for uses: Set<BooksAccount.Use>, _ place: String, _ faults: inout [Fault]
    ) -> String? {
        let found = Self.find(text, among: accounts) { [[$0.id], [$0.code].compactMap { $0 }, [$0.name]] }
        guard let account = single(found, text, place, "accounts", "books accounts", &faults) else { return nil }
        guard account.isActive, uses.contains(account.use) else {
            let words = uses.contains(.income) ? "an income account" : "an account where money lies, such as a bank's"
            faults.append(
                Fault(
                    field: place, rule: account.isActive ? "map.use" : "map.inactive",
                    found: "\(account.name), \(account.isActive ? "of the use \(account.use.rawValue)" : "not in use")",
                    expected: words))
            return nil
        }
        return account.id
    }

    private func options(_ wanted: [String: String], _ faults: inout [Fault]) -> [String: String] {
        var checked: [String: String] = [:]
        for (category, text) in wanted.sorted(by: { $0.key < $1.key }) {
            let own = tracking.filter { $0.isActive && $0.number?.lowercased() == category.lowercased() }
            let found = Self.find(text, among: own) { option in
                [[option.id], [option.name], [option.name.replacing("\(option.number ?? ""): ", with: "")]]
            }
            let option = single(
                found, text, "tracking.\(category)", own.isEmpty ? "categories of that name" : "options", nil, &faults)
            checked[option?.number ?? category] = option?.id ?? text
        }
        return checked
    }

    /// What a rule fills; a category in the company's own spelling.
    private func target(of rule: FieldRule, _ place: String, _ faults: inout [Fault]) -> FieldRule.Target {
        guard case .tracking(let category) = rule.target else { return rule.target }
        let known = Set(tracking.filter(\.isActive).compactMap(\.number)).sorted()
        if let own = known.first(where: { $0.lowercased() == category.lowercased() }) { return .tracking(own) }
        let those =
            known.isEmpty
            ? "another target: the company has no class, location or tracking category in use"
            : "one of \(known.map { "tracking:\($0)" }.joined(separator: ", "))"
        faults.append(
            Fault(
                field: place, rule: "map.unknown", found: rule.target.name,
                expected: "\(those); see: risiti books fields LANE"))
        return rule.target
    }

    private func checkWords(_ map: BooksMap, _ faults: inout [Fault]) {
        if !(1...Self.longestName).contains(map.walkIn.count) || map.walkIn.contains(where: { ":\t\n".contains($0) }) {
            faults.append(
                Fault(
                    field: "walk_in", rule: "map.name", found: map.walkIn.isEmpty ? "nothing" : map.walkIn,
                    expected: "a name of 1 to \(Self.longestName) characters without colon, tab or line end"))
        }
        if !(0...Self.mostDueDays).contains(map.dueDays) {
            faults.append(
                Fault(
                    field: "due_days", rule: "map.days", found: "\(map.dueDays)",
                    expected: "0 to \(Self.mostDueDays) days"))
        }
    }

    /// What bears a text: by the first of its marks, where any does, else by the next.
    private static func find<Row>(_ text: String, among rows: [Row], by marks: (Row) -> [[String]]) -> [Row] {
        for place in 0..<(rows.map { marks($0).count }.max() ?? 0) {
            let found = rows.filter { marks($0)[place].contains(text) }
            if !found.isEmpty { return found }
        }
        return []
    }

    private func single<Row>(
        _ found: [Row], _ text: String, _ place: String, _ what: String, _ verb: String?, _ faults: inout [Fault]
    ) -> Row? {
        if found.count == 1 { return found[0] }
        let whence = verb.map { "; see: risiti \($0) LANE --fresh" } ?? ""
        faults.append(
            found.isEmpty
                ? Fault(
                    field: place, rule: "map.unknown", found: text.isEmpty ? "nothing" : text,
                    expected: "an id, a code or an exact name of the company's \(what)\(whence)")
                : Fault(
                    field: place, rule: "map.several", found: "\(text), which \(found.count) \(what) are called",
                    expected: "the id of one of them\(whence)"))
        return nil
    }
}
