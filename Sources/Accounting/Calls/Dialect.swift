public import Fiscal

/// How a provider is spoken to: calls out of records, meaning out of answers; no I/O, no clock and no memory.
///
/// Every provider passes the same examination. Whoever uses it does the sending, keeps what is under way and obeys the
/// limits.
public protocol Dialect: Sendable {
    /// The company that is spoken of.
    var company: Company { get }

    /// What the provider allows.
    var limits: CallLimits { get }

    /// How long after its first sending a write may be sent again under the same key and still be taken as the same.
    var replayWindow: Duration { get }

    /// How many records of a kind one call can make; 1 where each goes alone.
    func batchLimit(of kind: BooksRecord.Kind) -> Int

    /// How many of these records, from the first, go in one call: of one kind, not too many and not too large.
    ///
    /// At least 1 where there are any; whoever batches cuts its records by this.
    func count(fittingOneCall records: [KeyedRecord]) -> Int

    /// The call that makes records; there are as many as ``count(fittingOneCall:)`` says of them.
    ///
    /// Its key is that of the records together: only the same records in the same order are the same call again.
    func call(making records: [KeyedRecord]) -> BooksCall

    /// What became of each record, in their order.
    func outcomes(of answer: BooksAnswer, making records: [KeyedRecord]) -> [WriteOutcome]

    /// The next step of looking for a record that may be there; `answers` are those of the steps before.
    func lookUp(_ record: KeyedRecord, after answers: [BooksAnswer]) -> LookUpStep

    /// The call that reads the object which a record changes, after it was found stale; nil where nothing is changed.
    func call(refreshing record: BooksRecord) -> BooksCall?

    /// The record on top of what the object has become.
    func refreshed(_ record: BooksRecord, by answer: BooksAnswer) throws(BooksFault) -> BooksRecord

    /// The call that asks a question; `page` is 1 for the first.
    func call(asking question: BooksQuestion, page: Int) -> BooksCall

    /// What the answer says; `hasMore` where there is another page.
    func reply(
        to question: BooksQuestion, _ answer: BooksAnswer
    ) throws(BooksFault) -> (reply: BooksReply, hasMore: Bool)

    /// How far before the provider's time of a reading the next one begins: indexes lag (accounting-apis §1.8, §2.6).
    var changeOverlap: Duration { get }

    /// The provider's time in an answer; nil where it does not tell.
    func time(in answer: BooksAnswer) -> Timestamp?

    /// The call for a page of a reading.
    func call(reading: BooksReading) -> BooksCall

    /// What stands on the page.
    func page(of reading: BooksReading, _ answer: BooksAnswer) throws(BooksFault) -> BooksReadingPage

    /// The call that reads one thing as it stands; a document, or a payment.
    func call(reading kind: BooksChange.Kind, _ id: String) -> BooksCall

    /// The thing as it stands; one that is not there any more is told as deleted.
    func standing(_ kind: BooksChange.Kind, _ id: String, _ answer: BooksAnswer) throws(BooksFault) -> BooksChange

    /// The call that puts a document back as it was posted, over what stands there; it never makes another.
    ///
    /// Its outcome is read as that of the document's making. Nil where the provider takes no change of it any more.
    func call(restoring document: BooksDocument, over standing: BooksChange, key: String) -> BooksCall?
}

/// What became of a write.
public enum WriteOutcome: Hashable, Sendable {
    /// It is there.
    case kept(KeptRecord)
    /// It is not, or nobody knows: the fault's class says which.
    case fault(BooksFault)
}

/// A step of a search for something that may be there.
public enum LookUpStep: Hashable, Sendable {
    /// Make this call, and come again with its answer too.
    case ask(BooksCall)
    /// It is there and it is ours.
    case found(KeptRecord)
    /// Something is there under its number or name that is ours by its amounts, but does not bear our marker.
    case foundUnmarked(KeptRecord)
    /// It is ours, and somebody made it inactive or archived it; the sentence says what.
    case putAway(String)
    /// Something else has its number or name; the sentence says what.
    case taken(by: String)
    /// Several are there that are ours: the oldest, and the ids of all.
    case several(KeptRecord, ids: [String])
    /// It is not there.
    case notThere
    /// The search itself failed.
    case fault(BooksFault)
}

/// What can be asked of a company.
public enum BooksQuestion: String, Sendable, Codable, CaseIterable {
    /// Who the company is; the test of a connection.
    case company
    /// Its accounts.
    case accounts
    /// Its tax codes with their rates.
    case taxCodes = "tax_codes"
    /// Its customers.
    case customers
    /// Its items.
    case items
    /// Its payment methods; Xero has none.
    case paymentMethods = "payment_methods"
    /// Its classes, locations or tracking categories.
    case tracking
}

/// What a company answered.
public enum BooksReply: Hashable, Sendable, Codable {
    /// Who it is.
    case company(CompanyFacts)
    /// Accounts.
    case accounts([BooksAccount])
    /// Tax codes.
    case taxCodes([BooksTaxCode])
    /// Customers, items, payment methods, tracking options: what has an id and a name.
    case named([BooksNamed])
}

/// Who a company is.
public struct CompanyFacts: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Its country, two letters.
    public var country: String?
    /// The currency of its books, where the answer has it.
    public var currency: String?
    /// Whether it keeps several currencies.
    public var hasManyCurrencies: Bool
    /// Whether it keeps taxes at all.
    public var usesTax: Bool
    /// Nothing may be posted on or before this day.
    public var lockedThrough: CalendarDay?

    /// Makes facts.
    public init(
        name: String, country: String?, currency: String?, hasManyCurrencies: Bool = false, usesTax: Bool = true,
        lockedThrough: CalendarDay? = nil
    ) {
        (self.name, self.country, self.currency) = (name, country, currency)
        (self.hasManyCurrencies, self.usesTax, self.lockedThrough) = (hasManyCurrencies, usesTax, lockedThrough)
    }
}

/// An account of the books.
public struct BooksAccount: Hashable, Sendable, Codable {
    /// What accounts are for.
    public enum Use: String, Sendable, Codable {
        /// Sales go there.
        case income
        /// Money lies there: banks, tills, what is not yet deposited.
        case money
        /// What customers owe.
        case receivable
        /// Anything else.
        case other
    }

    /// How documents name it: an id at QuickBooks, a code at Xero where it has one, else its id.
    public var id: String
    /// The code that people know, where it has one.
    public var code: String?
    /// Its name.
    public var name: String
    /// What it is for.
    public var use: Use
    /// Whether it can be posted to.
    public var isActive: Bool

    /// Makes an account.
    public init(id: String, code: String?, name: String, use: Use, isActive: Bool) {
        (self.id, self.code, self.name, self.use, self.isActive) = (id, code, name, use, isActive)
    }
}

/// A tax code of the books.
public struct BooksTaxCode: Hashable, Sendable, Codable {
    /// How lines name it: an id at QuickBooks, the tax type at Xero.
    public var id: String
    /// Its name.
    public var name: String
    /// The sales rate in hundredths of a percent; nil where it has none, or several on top of each other.
    public var rateHundredths: Int64?
    /// The rate's id at QuickBooks.
    public var rateID: String?
    /// Whether it can be used for sales.
    public var isActive: Bool

    /// Makes a tax code.
    public init(id: String, name: String, rateHundredths: Int64?, rateID: String?, isActive: Bool) {
        (self.id, self.name, self.rateHundredths) = (id, name, rateHundredths)
        (self.rateID, self.isActive) = (rateID, isActive)
    }
}

/// Something of the books that has an id and a name.
public struct BooksNamed: Hashable, Sendable, Codable {
    /// How documents name it.
    public var id: String
    /// Its name.
    public var name: String
    /// Our own number of it, where it bears one: a customer's, an item's code.
    public var number: String?
    /// Whether it can be used.
    public var isActive: Bool

    /// Makes one.
    public init(id: String, name: String, number: String? = nil, isActive: Bool = true) {
        (self.id, self.name, self.number, self.isActive) = (id, name, number, isActive)
    }
}
