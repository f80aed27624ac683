extension SaleCheck {
    /// The discount on a line; zero where there is none, nil where it is at fault or `gross` is not known.
    mutating func discount(_ draft: DiscountDraft?, on gross: Money?, _ path: String) -> Money? {
        guard let draft else { return .zero }
        switch (draft.percent, draft.amount) {
        case (let percent?, nil):
            guard let hundredths = ScaledDecimal.parse(percent, scale: 2), (0...10_000).contains(hundredths) else {
                fault(path + ".percent", "percent", found: percent, expected: "0 to 100 with at most two decimals")
                return nil
            }
            return gross?.part(hundredths, of: 10_000)
        case (nil, let amount?):
            guard let discount = money(amount, path + ".amount", positive: false) else { return nil }
            guard let gross else { return nil }
            guard discount <= gross else {
                fault(
                    path + ".amount", "discount.limit", found: amount,
                    expected: "at most \(gross), what it is taken from")
                return nil
            }
            return discount
        default:
            if !faults.contains(where: { $0.field.hasPrefix(path) }) {
                let found = draft.percent == nil ? "neither" : "both"
                fault(path, "discount.one", found: found, expected: "either percent or amount")
            }
            return nil
        }
    }

    /// The discount on the basket; zero where there is none, it is at fault, or a line is, so that its sum is not known.
    mutating func basketDiscount(_ draft: DiscountDraft?, on lines: [PricedLine], complete: Bool) -> Money {
        discount(draft, on: complete ? lines.reduce(.zero) { $0 + $1.total } : nil, "discount") ?? .zero
    }

    /// Spreads a basket discount: by tax letter first, then over each letter's lines (reference §5.4).
    ///
    /// Shares follow the amounts; a cent that does not divide goes where the largest remainder is.
    static func spread(_ discount: Money, over lines: [PricedLine]) -> [PricedLine] {
        guard discount > .zero else { return lines }
        var lines = lines
        let letters = TaxLetter.allCases.filter { letter in lines.contains { $0.tax == letter && $0.total > .zero } }
        let sums = letters.map { letter in lines.filter { $0.tax == letter }.reduce(Money.zero) { $0 + $1.total } }
        for (letter, part) in zip(letters, shares(of: discount, by: sums)) {
            let places = lines.indices.filter { lines[$0].tax == letter }
            for (place, share) in zip(places, shares(of: part, by: places.map { lines[$0].total })) {
                lines[place].discount = lines[place].discount + share
            }
        }
        return lines
    }

    /// Splits an amount in the ratio of weights, to the cent, with nothing lost and no share above its weight.
    static func shares(of amount: Money, by weights: [Money]) -> [Money] {
        let whole = weights.reduce(Money.zero, +)
        guard whole > .zero else { return weights.map { _ in .zero } }
        let products = weights.map { $0.minor.multipliedFullWidth(by: amount.minor) }
        let parts = products.map { whole.minor.dividingFullWidth($0) }
        var shares = parts.map { Money(minor: $0.quotient) }
        let missing = Int(amount.minor - shares.reduce(Money.zero, +).minor)
        let order = parts.indices.sorted {
            (parts[$1].remainder, $0) < (parts[$0].remainder, $1)
        }
        for index in order.prefix(missing) {
            shares[index] = Money(minor: shares[index].minor + 1)
        }
        return shares
    }
}
