public import Fiscal

/// One document for a signer (reference §1.5): what its JSON wants, and nothing that it has to be guessed from.
public struct SignerDocument: Sendable, Equatable {
    /// A calendar day.
    public struct Day: Sendable, Equatable {
        /// The year, 2000 to 2099.
        public let year: Int
        /// The month, 1 to 12.
        public let month: Int
        /// The day, 1 to 31.
        public let day: Int

        /// Makes a day; nil where a number is out of its range.
        public init?(year: Int, month: Int, day: Int) {
            guard (2_000...2_099).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
            self.year = year
            self.month = month
            self.day = day
        }
    }

    /// One line.
    public struct Line: Sendable, Equatable {
        /// What it is called; letters and digits of it are sent.
        public var name: String
        /// `XXXX.XX.XX`; required where the rate is zero or the item exempt (reference §1.3).
        public var hsCode: String?
        /// How much.
        public var quantity: Quantity
        /// The price of one.
        public var price: Money
        /// What the customer pays for the line.
        public var total: Money

        /// Makes a line.
        public init(name: String, hsCode: String? = nil, quantity: Quantity, price: Money, total: Money) {
            self.name = name
            self.hsCode = hsCode
            self.quantity = quantity
            self.price = price
            self.total = total
        }
    }

    /// What it is.
    public var kind: SignerDriver.Kind
    /// The day that it is of.
    public var day: Day
    /// The trader's own number; whether the signer knows one again is not known (§1.5).
    public var number: String
    /// The trader's PIN.
    public var traderPIN: String
    /// The buyer's PIN; empty for none.
    public var buyerPIN = ""
    /// The buyer's exemption number; empty for none.
    public var exemptionNumber = ""
    /// What the customer pays.
    public var total: Money
    /// The total without tax.
    public var net: Money
    /// The tax.
    public var tax: Money
    /// What was taken off the whole.
    public var discount = Money.zero
    /// For a note, the document that it refers to; empty for an invoice.
    public var original = ""
    /// The lines.
    public var lines: [Line]

    /// Makes a document; amounts of a note are above zero too.
    public init(
        kind: SignerDriver.Kind = .invoice, day: Day, number: String, traderPIN: String, total: Money, net: Money,
        tax: Money, lines: [Line]
    ) {
        self.kind = kind
        self.day = day
        self.number = number
        self.traderPIN = traderPIN
        self.total = total
        self.net = net
        self.tax = tax
        self.lines = lines
    }
}
