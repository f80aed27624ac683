public import JSON

/// How a shop's sales are put into one company's books; the answer to `GET /v1/connections/{lane}/map`.
public struct BooksMapReply: Codable, Sendable, Hashable {
    /// A tax letter and what it means in this shop.
    public struct Letter: Codable, Sendable, Hashable {
        /// The letter.
        public var letter: String
        /// What it means, in plain words.
        public var meaning: String

        /// Makes a letter.
        public init(letter: String, meaning: String) {
            (self.letter, self.meaning) = (letter, meaning)
        }
    }

    /// Something that the map does not say, or says strangely.
    public struct Remark: Codable, Sendable, Hashable {
        /// Where, such as `taxes.D`.
        public var field: String
        /// What follows from it, in plain words.
        public var sentence: String
        /// Whether sales stop for it.
        public var stops: Bool

        /// Makes a remark.
        public init(field: String, sentence: String, stops: Bool) {
            (self.field, self.sentence, self.stops) = (field, sentence, stops)
        }
    }

    /// The company's lane.
    public var lane: String
    /// Its name.
    public var title: String
    /// The map's version, from 1; 0 where nobody made one yet.
    public var version: Int
    /// Who made it.
    @OrNull public var madeBy: String?
    /// When, RFC 3339.
    @OrNull public var madeAt: String?
    /// The map.
    public var map: BooksMapBody
    /// The tax letters of this shop.
    public var letters: [Letter]
    /// What stops sales, then what looks wrong.
    public var remarks: [Remark]
    /// Whether a change that was asked for changed nothing, so that no version was made.
    public var unchanged: Bool?

    private enum CodingKeys: String, CodingKey {
        case lane, title, version, map, letters, remarks, unchanged
        case madeBy = "made_by"
        case madeAt = "made_at"
    }

    /// Makes a reply; the time is RFC 3339.
    public init(
        lane: String, title: String, version: Int, madeBy: String?, madeAt: String?, map: BooksMapBody,
        letters: [Letter], remarks: [Remark], unchanged: Bool = false
    ) {
        self.unchanged = unchanged
        (self.lane, self.title, self.version, self.map) = (lane, title, version, map)
        (self.letters, self.remarks) = (letters, remarks)
        self.madeBy = madeBy
        self.madeAt = madeAt
    }
}

/// A map; names and rates are for people, and passed over where one is written.
public struct BooksMapBody: Codable, Sendable, Hashable {
    /// Where a tax letter goes.
    public struct Tax: Codable, Sendable, Hashable {
        /// The code's id; an exact name is taken too.
        public var code: String
        /// Its name there.
        public var name: String?
        /// Its rate there in percent, such as `16.00`.
        public var rate: String?

        /// Makes a target.
        public init(code: String, name: String? = nil, rate: String? = nil) {
            (self.code, self.name, self.rate) = (code, name, rate)
        }
    }

    /// Where money of a payment method goes.
    public struct Payment: Codable, Sendable, Hashable {
        /// The account's id; a code or an exact name is taken too.
        public var account: String
        /// The account's name there.
        public var accountName: String?
        /// The payment method's id at QuickBooks; an exact name is taken too.
        public var method: String?
        /// The payment method's name there.
        public var methodName: String?

        private enum CodingKeys: String, CodingKey {
            case account, method
            case accountName = "account_name"
            case methodName = "method_name"
        }

        /// Makes a target.
        public init(
            account: String, accountName: String? = nil, method: String? = nil, methodName: String? = nil
        ) {
            (self.account, self.accountName) = (account, accountName)
            (self.method, self.methodName) = (method, methodName)
        }
    }

    /// `document`, `hybrid` or `summary`.
    public var mode: String
    /// `generic` or `each`.
    public var items: String
    /// Where each tax letter goes.
    public var taxes: [String: Tax]
    /// The income account.
    public var income: String
    /// The income account's name there.
    public var incomeName: String?
    /// Income accounts of letters that have one of their own.
    public var incomeByLetter: [String: String]
    /// Where money of each payment method goes.
    public var payments: [String: Payment]
    /// The customer of anonymous sales.
    public var walkIn: String
    /// Days until what is sold on account is owed.
    public var dueDays: Int
    /// Whether the receipt's PDF is put beside its document.
    public var attachesReceipt: Bool
    /// Whether the fiscal number is written on documents that were posted before KRA answered.
    public var writesBack: Bool
    /// Classes, locations or tracking options, by category.
    public var tracking: [String: String]
    /// Whether documents name their currency.
    public var namesCurrency: Bool
    /// What fills single fields otherwise, each rule as a map has it; nil in a request leaves them as they are.
    public var rules: [JSONTree]?

    private enum CodingKeys: String, CodingKey {
        case mode, items, taxes, income, payments, tracking, rules
        case incomeName = "income_name"
        case incomeByLetter = "income_by_letter"
        case walkIn = "walk_in"
        case dueDays = "due_days"
        case attachesReceipt = "attach_receipt"
        case writesBack = "write_back"
        case namesCurrency = "name_currency"
    }

    /// Makes a map.
    public init(
        mode: String, items: String, taxes: [String: Tax] = [:], income: String = "", incomeName: String? = nil,
        incomeByLetter: [String: String] = [:], payments: [String: Payment] = [:], walkIn: String, dueDays: Int,
        attachesReceipt: Bool, writesBack: Bool, tracking: [String: String] = [:], namesCurrency: Bool,
        rules: [JSONTree]? = nil
    ) {
        (self.mode, self.items, self.taxes, self.income) = (mode, items, taxes, income)
        (self.incomeName, self.incomeByLetter, self.payments) = (incomeName, incomeByLetter, payments)
        (self.walkIn, self.dueDays, self.attachesReceipt) = (walkIn, dueDays, attachesReceipt)
        (self.writesBack, self.tracking, self.namesCurrency) = (writesBack, tracking, namesCurrency)
        self.rules = rules
    }
}

/// The versions of a map, the newest first; the answer to `GET /v1/connections/{lane}/map/versions`.
public struct BooksMapVersionListReply: Codable, Sendable, Hashable {
    /// One version.
    public struct Version: Codable, Sendable, Hashable {
        /// Its number.
        public var version: Int
        /// Who made it.
        public var madeBy: String
        /// When, RFC 3339.
        public var madeAt: String
        /// What differs from the version before, by field.
        public var changed: [String]
        /// The version that an undoing went back to; nil where it was a change.
        @OrNull public var backTo: Int?

        private enum CodingKeys: String, CodingKey {
            case version, changed
            case backTo = "back_to"
            case madeBy = "made_by"
            case madeAt = "made_at"
        }

        /// Makes a version; the time is RFC 3339.
        public init(version: Int, madeBy: String, madeAt: String, changed: [String], backTo: Int? = nil) {
            (self.version, self.madeBy, self.madeAt, self.changed) = (version, madeBy, madeAt, changed)
            self.backTo = backTo
        }
    }

    /// The versions.
    public var versions: [Version]

    /// Makes a list.
    public init(versions: [Version]) {
        self.versions = versions
    }
}
