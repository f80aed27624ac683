/// A document of the books and what became of it.
public struct BooksDocumentReply: Codable, Sendable, Hashable {
    /// A task that holds it up.
    public struct Task: Codable, Sendable, Hashable {
        /// Its number.
        public var id: Int64
        /// What kind of trouble.
        public var code: String
        /// What is wrong, in plain words.
        public var reason: String

        /// Makes a task.
        public init(id: Int64, code: String, reason: String) {
            (self.id, self.code, self.reason) = (id, code, reason)
        }
    }

    /// Our number of it.
    public var id: Int64
    /// Its number in the books.
    public var number: String
    /// Its day, `yyyy-mm-dd`.
    public var day: String
    /// `sale` for one sale, `summary` for a day's.
    public var kind: String
    /// Whether it takes back.
    public var isCredit: Bool
    /// `open`, `ready`, `done`, `parked` or `abandoned`.
    public var state: String
    /// The sales that are in it.
    public var sales: Int
    /// Their total, above zero for credit notes too.
    public var total: String
    /// The VAT in it, above zero for credit notes too; nil where one of its sales was pruned.
    @OrNull public var tax: String?
    /// The buyer's name, where it is one sale's and a buyer is named.
    @OrNull public var buyerName: String?
    /// The buyer's PIN.
    @OrNull public var buyerPIN: String?
    /// Its CU invoice number, of a day's sum `first to last`; nil before KRA answered.
    @OrNull public var fiscalNumber: String?
    /// How often it was tried: each time that the company answered with "again", and the time that ended it.
    public var attempts: Int
    /// The provider's id of it, once it is there.
    @OrNull public var externalID: String?
    /// When all of it was there, RFC 3339.
    @OrNull public var finishedAt: String?
    /// The task that holds it up.
    @OrNull public var task: Task?
    /// Why it rests, in plain words; nil where it does not.
    @OrNull public var why: String?
    /// When it is looked at next, RFC 3339.
    @OrNull public var nextTryAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, number, day, kind, state, sales, total, tax, attempts, task, why
        case buyerName = "buyer_name"
        case buyerPIN = "buyer_pin"
        case fiscalNumber = "fiscal_number"
        case isCredit = "credit"
        case externalID = "external_id"
        case finishedAt = "finished_at"
        case nextTryAt = "next_try_at"
    }

    /// Makes a reply; times are RFC 3339.
    public init(
        id: Int64, number: String, day: String, kind: String, isCredit: Bool, state: String, sales: Int, total: String,
        attempts: Int, externalID: String?, finishedAt: String?, task: Task?, tax: String? = nil,
        buyerName: String? = nil, buyerPIN: String? = nil, fiscalNumber: String? = nil,
        why: String? = nil, nextTryAt: String? = nil
    ) {
        (self.id, self.number, self.day, self.kind) = (id, number, day, kind)
        (self.isCredit, self.state, self.sales, self.total) = (isCredit, state, sales, total)
        self.attempts = attempts
        self.tax = tax
        self.buyerName = buyerName
        self.buyerPIN = buyerPIN
        self.fiscalNumber = fiscalNumber
        self.externalID = externalID
        self.finishedAt = finishedAt
        self.task = task
        self.why = why
        self.nextTryAt = nextTryAt
    }
}

/// A page of a company's documents, the newest first; the answer to `GET /v1/connections/{lane}/documents`.
public struct BooksDocumentListReply: Codable, Sendable, Hashable {
    /// The documents.
    public var documents: [BooksDocumentReply]
    /// Where the next page begins; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case documents
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(documents: [BooksDocumentReply], nextCursor: String?) {
        self.documents = documents
        self.nextCursor = nextCursor
    }
}

/// What is in a company's books, and how it came there: what `risiti books report` shows.
public struct BooksReportReply: Codable, Sendable, Hashable {
    /// What documents come to, credit notes taken off.
    public struct Sum: Codable, Sendable, Hashable {
        /// Of what: a day, or a state in words.
        public var name: String
        /// Documents.
        public var documents: Int
        /// Sales in them.
        public var sales: Int
        /// Their total.
        public var total: String
        /// The VAT in it, as far as no sale was pruned.
        public var tax: String
        /// What of the total is posted.
        public var posted: String

        /// Makes a sum.
        public init(name: String, documents: Int, sales: Int, total: String, tax: String, posted: String) {
            (self.name, self.documents, self.sales) = (name, documents, sales)
            (self.total, self.tax, self.posted) = (total, tax, posted)
        }
    }

    /// The counts of these days.
    public var tally: BooksTallyReply
    /// The documents, the newest first.
    public var documents: [BooksDocumentReply]
    /// The first day that is reported of; nil for all.
    @OrNull public var from: String?
    /// The last day.
    @OrNull public var to: String?
    /// What each day comes to, the earliest first.
    public var days: [Sum]
    /// What each state comes to.
    public var states: [Sum]
    /// What all comes to.
    public var all: Sum

    /// Makes a report.
    public init(
        tally: BooksTallyReply, documents: [BooksDocumentReply], from: String?, to: String?, days: [Sum],
        states: [Sum], all: Sum
    ) {
        (self.tally, self.documents) = (tally, documents)
        (self.days, self.states, self.all) = (days, states, all)
        self.from = from
        self.to = to
    }
}
