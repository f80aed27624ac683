public import Fiscal

extension BooksMap {
    /// A map that works for a plain shop: what the company's own accounts and codes say by rate and by name.
    ///
    /// Nothing is taken by a built-in id. What cannot be told stays open, and is named when a sale needs it.
    public static func standard(
        accounts: [BooksAccount], taxCodes: [BooksTaxCode], paymentMethods: [BooksNamed], rates: TaxTable,
        facts: CompanyFacts
    ) -> BooksMap {
        let accounts = accounts.filter(\.isActive)
        var map = BooksMap(namesCurrency: facts.hasManyCurrencies)
        map.income =
            (accounts.first { $0.use == .income && $0.name.lowercased().contains("sales") }
            ?? accounts.first { $0.use == .income })?.id ?? ""
        for letter in TaxLetter.allCases {
            guard let code = taxCode(for: letter, rate: rates[letter], among: taxCodes) else { continue }
            map.taxes[letter] = TaxTarget(
                code: code.id, rateID: code.rateID, name: code.name, rateHundredths: rates[letter].hundredths)
        }
        for method in PaymentMethod.allCases where method != .credit {
            guard let account = account(for: method, among: accounts) else { continue }
            map.money[method] = MoneyTarget(account: account.id, method: name(of: method, among: paymentMethods)?.id)
        }
        return map
    }

    /// The one code of that rate, or among several of them the one whose name says what the letter means.
    private static func taxCode(
        for letter: TaxLetter, rate: TaxRate, among codes: [BooksTaxCode]
    ) -> BooksTaxCode? {
        let fitting = codes.filter { $0.isActive && $0.rateHundredths == rate.hundredths }
        let named = fitting.filter { code in
            code.name.contains("(\(letter.rawValue))")
                || words(of: letter).contains { code.name.lowercased().contains($0) }
        }
        if named.count == 1 { return named[0] }
        if let marked = named.first(where: { $0.name.contains("(\(letter.rawValue))") }) { return marked }
        // Several letters bear no tax, so that a rate of nothing alone says nothing.
        return rate == .zero || fitting.count != 1 ? nil : fitting[0]
    }

    /// What the names of a letter's codes say (accounting-apis §5.1).
    private static func words(of letter: TaxLetter) -> [String] {
        switch letter {
        case .A: ["exempt"]
        case .B: ["standard"]
        case .C: ["zero rated", "zero-rated"]
        case .D: ["non-vat", "non vat", "out of scope", "outside"]
        case .E: ["reduced"]
        }
    }

    private static func account(for method: PaymentMethod, among accounts: [BooksAccount]) -> BooksAccount? {
        let money = accounts.filter { $0.use == .money }
        for word in words(of: method) {
            if let found = money.first(where: { $0.name.lowercased().contains(word) }) { return found }
        }
        return money.first { $0.name.lowercased().contains("clearing") }
            ?? money.first { $0.name.lowercased().contains("undeposited") }
    }

    private static func name(of method: PaymentMethod, among names: [BooksNamed]) -> BooksNamed? {
        for word in words(of: method) {
            if let found = names.first(where: { $0.isActive && $0.name.lowercased().contains(word) }) { return found }
        }
        return nil
    }

    private static func words(of method: PaymentMethod) -> [String] {
        switch method {
        case .cash: ["cash", "till"]
        case .mobileMoney: ["m-pesa", "mpesa", "mobile"]
        case .card: ["card"]
        case .cheque: ["cheque", "check"]
        case .credit: []
        case .other: ["other", "voucher"]
        }
    }
}
