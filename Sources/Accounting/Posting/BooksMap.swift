public import Fiscal

/// How a shop's sales are put into one company's books.
public struct BooksMap: Hashable, Sendable, Codable {
    /// What is posted one by one.
    public enum Mode: String, Sendable, Codable, CaseIterable {
        /// Everything.
        case document
        /// Sales to a buyer with a PIN, sales on account and credit notes; anonymous sales by the day.
        case hybrid
        /// Credit notes; all sales by the day.
        case summary
    }

    /// What lines name.
    public enum Items: String, Sendable, Codable, CaseIterable {
        /// One item for each tax letter: "Sales VAT 16% (B)".
        case generic
        /// An item for each thing that is sold, made where the books have none.
        case each
    }

    /// Where a tax letter goes.
    public struct TaxTarget: Hashable, Sendable, Codable {
        /// The tax code's id at QuickBooks, the tax type at Xero.
        public var code: String
        /// The rate's id at QuickBooks.
        public var rateID: String?
        /// Its name there, for people.
        public var name: String
        /// Its rate there in hundredths of a percent, as it was when it was mapped.
        public var rateHundredths: Int64

        /// Makes a target.
        public init(code: String, rateID: String?, name: String, rateHundredths: Int64) {
            (self.code, self.rateID, self.name, self.rateHundredths) = (code, rateID, name, rateHundredths)
        }
    }

    /// Where money of a payment method goes.
    public struct MoneyTarget: Hashable, Sendable, Codable {
        /// The account's id.
        public var account: String
        /// The payment method's id at QuickBooks; nil where none is named.
        public var method: String?

        /// Makes a target.
        public init(account: String, method: String? = nil) {
            (self.account, self.method) = (account, method)
        }
    }

    /// What is posted one by one.
    public var mode: Mode
    /// What lines name.
    public var items: Items
    /// Where each tax letter goes; a letter that is missing stops the sales that bear it.
    public var taxes: [TaxLetter: TaxTarget]
    /// The income account: an id at QuickBooks, a code at Xero.
    public var income: String
    /// Income accounts of letters that have one of their own.
    public var incomeByLetter: [TaxLetter: String]
    /// Where money of each payment method goes; `credit` is what customers owe and goes nowhere.
    public var money: [PaymentMethod: MoneyTarget]
    /// The customer of anonymous sales.
    public var walkIn: String
    /// Days until what is sold on account is owed.
    public var dueDays: Int
    /// Whether the receipt's PDF is put beside its document.
    public var attachesReceipt: Bool
    /// Whether the fiscal number is written on documents that were posted before KRA answered.
    public var writesBack: Bool
    /// Classes, locations or tracking options for every document, by name of the category.
    public var tracking: [String: String]
    /// Whether documents name their currency, as companies with several ask for.
    public var namesCurrency: Bool
    /// What fills single fields otherwise; none for a plain shop.
    public var rules: [FieldRule]

    /// Makes a map.
    public init(
        mode: Mode = .hybrid, items: Items = .generic, taxes: [TaxLetter: TaxTarget] = [:], income: String = "",
        incomeByLetter: [TaxLetter: String] = [:], money: [PaymentMethod: MoneyTarget] = [:],
        walkIn: String = "Walk-in customer", dueDays: Int = 30, attachesReceipt: Bool = true, writesBack: Bool = true,
        tracking: [String: String] = [:], namesCurrency: Bool = false, rules: [FieldRule] = []
    ) {
        (self.mode, self.items, self.taxes, self.income) = (mode, items, taxes, income)
        (self.incomeByLetter, self.money, self.walkIn) = (incomeByLetter, money, walkIn)
        (self.dueDays, self.attachesReceipt, self.writesBack) = (dueDays, attachesReceipt, writesBack)
        (self.tracking, self.namesCurrency, self.rules) = (tracking, namesCurrency, rules)
    }

    /// Reads a map; one that was kept before there were rules has none.
    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: CodingKeys.self)
        mode = try map.decode(Mode.self, forKey: .mode)
        items = try map.decode(Items.self, forKey: .items)
        taxes = try map.decode([TaxLetter: TaxTarget].self, forKey: .taxes)
        income = try map.decode(String.self, forKey: .income)
        incomeByLetter = try map.decode([TaxLetter: String].self, forKey: .incomeByLetter)
        money = try map.decode([PaymentMethod: MoneyTarget].self, forKey: .money)
        walkIn = try map.decode(String.self, forKey: .walkIn)
        dueDays = try map.decode(Int.self, forKey: .dueDays)
        attachesReceipt = try map.decode(Bool.self, forKey: .attachesReceipt)
        writesBack = try map.decode(Bool.self, forKey: .writesBack)
        tracking = try map.decode([String: String].self, forKey: .tracking)
        namesCurrency = try map.decode(Bool.self, forKey: .namesCurrency)
        rules = try map.decodeIfPresent([FieldRule].self, forKey: .rules) ?? []
    }

    /// The income account of a letter.
    public func income(of letter: TaxLetter) -> String { incomeByLetter[letter] ?? income }

    /// Whether it names a class, location or tracking category.
    public var namesTracking: Bool {
        !tracking.isEmpty || rules.contains { if case .tracking = $0.target { true } else { false } }
    }

    /// What it does not say, for people: a sale that needs one of these waits for a person.
    public var unmapped: [String] {
        (income.isEmpty && TaxLetter.allCases.contains { incomeByLetter[$0] == nil } ? ["income account"] : [])
            + TaxLetter.allCases.filter { taxes[$0] == nil }.map { "tax letter \($0.rawValue)" }
            + PaymentMethod.allCases.filter { $0 != .credit && money[$0] == nil }.map { "payment \($0.rawValue)" }
    }
}
