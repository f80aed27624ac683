public import Fiscal

extension BooksMap {
    /// Something that a map does not say, or says strangely.
    public struct Remark: Hashable, Sendable {
        /// Where, such as `taxes.D`.
        public let field: String
        /// What follows from it, in plain words.
        public let sentence: String
        /// Whether sales stop for it.
        public let stops: Bool
    }

    /// What is not mapped, and what looks wrong; what stops sales first.
    public func remarks(rates: TaxTable) -> [Remark] {
        let all = taxGaps(rates) + moneyGaps + sharedCodes
        return all.filter(\.stops) + all.filter { !$0.stops }
    }

    /// The fields that differ from another map's; all that say something where there was none.
    public func changes(since before: BooksMap?) -> [String] {
        let old = before ?? BooksMap(mode: mode, items: items)
        var fields: [String] = []
        if mode != old.mode || before == nil { fields.append("mode") }
        if items != old.items { fields.append("items") }
        fields += TaxLetter.allCases.filter { taxes[$0] != old.taxes[$0] }.map { "taxes.\($0.rawValue)" }
        if income != old.income { fields.append("income") }
        fields += TaxLetter.allCases.filter { incomeByLetter[$0] != old.incomeByLetter[$0] }
            .map { "income_by_letter.\($0.rawValue)" }
        fields += PaymentMethod.allCases.filter { money[$0] != old.money[$0] }.map { "payments.\($0.rawValue)" }
        if walkIn != old.walkIn { fields.append("walk_in") }
        if dueDays != old.dueDays { fields.append("due_days") }
        if attachesReceipt != old.attachesReceipt { fields.append("attach_receipt") }
        if writesBack != old.writesBack { fields.append("write_back") }
        fields += Set(tracking.keys).union(old.tracking.keys).sorted().filter { tracking[$0] != old.tracking[$0] }
            .map { "tracking.\($0)" }
        if namesCurrency != old.namesCurrency { fields.append("name_currency") }
        if rules != old.rules { fields.append("rules") }
        return fields
    }

    /// What a letter means, in plain words: `standard rate, 16.00 %`.
    public static func words(of letter: TaxLetter, rate: TaxRate) -> String {
        let kind =
            switch letter {
            case .A: "exempt"
            case .B: "standard rate"
            case .C: "zero rated"
            case .D: "outside VAT"
            case .E: "special rate"
            }
        return rate == .zero ? kind : "\(kind), \(rate.text) %"
    }

    private func taxGaps(_ rates: TaxTable) -> [Remark] {
        TaxLetter.allCases.compactMap { letter in
            let words = "\(letter.rawValue) (\(Self.words(of: letter, rate: rates[letter])))"
            guard let target = taxes[letter] else {
                return Remark(
                    field: "taxes.\(letter.rawValue)",
                    sentence: "tax letter \(words) has no tax code: sales that bear it wait", stops: true)
            }
            guard target.rateHundredths == rates[letter].hundredths else {
                return Remark(
                    field: "taxes.\(letter.rawValue)",
                    sentence: """
                        tax letter \(words) goes to \(target.name), which has another rate there: sales that bear it wait
                        """, stops: true)
            }
            return nil
        }
    }

    private var moneyGaps: [Remark] {
        let missing = PaymentMethod.allCases.filter { $0 != .credit && money[$0] == nil }
        let gaps = missing.map { method in
            Remark(
                field: "payments.\(method.rawValue)",
                sentence: "payment method \(method.rawValue) has no account: sales that were paid so wait", stops: true)
        }
        guard income.isEmpty, TaxLetter.allCases.contains(where: { incomeByLetter[$0] == nil }) else { return gaps }
        let noIncome = Remark(field: "income", sentence: "no income account is named: all sales wait", stops: true)
        return [noIncome] + gaps
    }

    /// A VAT return that is made of the books sees codes, and not letters.
    private var sharedCodes: [Remark] {
        let byCode: [String: [TaxLetter]] = Dictionary(grouping: taxes.keys.sorted()) { taxes[$0]?.code ?? "" }
        let shared = byCode.sorted { $0.key < $1.key }.filter { $0.value.count > 1 }
        return shared.map { code, letters in
            let names = letters.map(\.rawValue).joined(separator: ", ")
            let name = taxes[letters[0]]?.name ?? code
            return Remark(
                field: "taxes.\(letters[0].rawValue)",
                sentence: """
                    tax letters \(names) share the code \(name): a VAT return made of the books cannot tell them apart
                    """, stops: false)
        }
    }
}
