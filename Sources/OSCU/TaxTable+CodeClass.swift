public import Fiscal

extension TaxTable {
    /// The rates of a synced class 04; nil where it names no letter, or a rate that is none.
    public init?(synced list: CodeClass) {
        var rates: [TaxLetter: TaxRate] = [:]
        for entry in list.codes {
            guard let letter = TaxLetter(rawValue: entry.code), let text = entry.values.first ?? nil else { continue }
            let plain = text.filter { $0 != "%" && !$0.isWhitespace }
            guard let hundredths = OSCUValue.text(plain).hundredths, (0...10_000).contains(hundredths) else {
                return nil
            }
            rates[letter] = TaxRate(hundredths: hundredths)
        }
        guard rates[.B] != nil else { return nil }
        self.init(rates)
    }
}
