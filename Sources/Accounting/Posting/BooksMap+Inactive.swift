import Fiscal

extension BooksMap {
    /// What a map names that the company has no more, or cannot post to any more; nothing where it said nothing yet.
    public func remarks(accounts: [BooksAccount], taxCodes: [BooksTaxCode]) -> [Remark] {
        let accounts = Dictionary(accounts.map { ($0.id, ($0.name, $0.isActive)) }) { first, _ in first }
        let codes = Dictionary(taxCodes.map { ($0.id, ($0.name, $0.isActive)) }) { first, _ in first }
        var remarks: [Remark] = []
        func look(_ id: String, among known: [String: (name: String, isActive: Bool)], _ field: String, _ what: String)
        {
            guard !id.isEmpty, !known.isEmpty else { return }
            if let (name, isActive) = known[id] {
                guard !isActive else { return }
                remarks.append(
                    Remark(
                        field: field,
                        sentence: "\(what) goes to \(name) (\(id)), which is inactive in the company's books",
                        stops: true))
            } else {
                remarks.append(
                    Remark(
                        field: field, sentence: "\(what) goes to \(id), which is not in the company's books any more",
                        stops: true))
            }
        }
        for letter in TaxLetter.allCases {
            look(taxes[letter]?.code ?? "", among: codes, "taxes.\(letter.rawValue)", "tax letter \(letter.rawValue)")
        }
        look(income, among: accounts, "income", "income")
        for letter in TaxLetter.allCases {
            look(
                incomeByLetter[letter] ?? "", among: accounts, "income_by_letter.\(letter.rawValue)",
                "income under tax letter \(letter.rawValue)")
        }
        for method in PaymentMethod.allCases {
            look(
                money[method]?.account ?? "", among: accounts, "payments.\(method.rawValue)",
                "what is paid by \(method.rawValue)")
        }
        return remarks
    }
}
