public import Fiscal

/// What is posted to a company: one sale, or a day's anonymous ones together.
public struct BooksDocumentRow: Sendable, Hashable {
    /// What it is made of.
    public enum Kind: String, Sendable {
        /// One sale or credit note.
        case sale
        /// A day's.
        case summary
    }

    /// How it stands.
    public enum State: String, Sendable {
        /// Its day still collects.
        case open
        /// To be posted.
        case ready
        /// Posted, with all that belongs to it.
        case done
        /// Waiting for a person; a task says why.
        case parked
        /// Given up by a person.
        case abandoned
    }

    /// Our number of the row.
    public let id: Int64
    /// The company's lane.
    public let lane: String
    /// What it is made of.
    public let kind: Kind
    /// Its number in the books.
    public let number: String
    /// Its day.
    public let day: CalendarDay
    /// Whether it takes back.
    public let isCredit: Bool
    /// How it stands.
    public let state: State
    /// Not to be touched before.
    public let notBefore: Timestamp
    /// Attempts that the company answered with "again".
    public let attempts: Int
    /// The entries that it is made of, oldest first.
    public let sequences: [Int64]

    /// Makes a row.
    public init(
        id: Int64, lane: String, kind: Kind, number: String, day: CalendarDay, isCredit: Bool, state: State,
        notBefore: Timestamp, attempts: Int, sequences: [Int64]
    ) {
        (self.id, self.lane, self.kind, self.number) = (id, lane, kind, number)
        (self.day, self.isCredit, self.state) = (day, isCredit, state)
        (self.notBefore, self.attempts, self.sequences) = (notBefore, attempts, sequences)
    }
}

/// Where a sale goes in a company's books.
public enum BooksPlace: Sendable, Hashable {
    /// Into a document of its own.
    case own(number: String, day: CalendarDay, isCredit: Bool)
    /// Among its day's; the number is made of the stem and a count that goes on where a day was closed already.
    case summary(stem: String, day: CalendarDay, isCredit: Bool)
    /// Nowhere: it is given up at KRA, lies before the books begin, or left for them in a file.
    case nowhere
}

/// A sale that no document of a company's has yet.
public struct BooksCandidate: Sendable {
    /// The sale.
    public let document: Document
    /// Its fiscal receipt, once there.
    public let receipt: FiscalReceipt?
    /// Whether a person gave it up at KRA.
    public let isGivenUp: Bool
    /// Whether a running sync job takes it in though it lies before the books' first day.
    public let isForced: Bool
    /// The export in which it left for the company's program; nil where it did not, or is taken in all the same.
    public let leftIn: Int64?
}

/// What must be at a company once, as the spool keeps it.
public struct BooksRecordRow: Sendable, Hashable {
    /// How it stands.
    public enum State: String, Sendable {
        /// Written down; it may be on its way.
        case sending
        /// Sent, and nobody knows what became of it.
        case unclear
        /// Refused; not there.
        case refused
        /// There.
        case kept
    }

    /// The document that it belongs to; nil for what many share.
    public let document: Int64?
    /// Its kind.
    public let kind: String
    /// Our own key of it.
    public let localKey: String
    /// How it stands.
    public var state: State
    /// The generation of its key, from 1.
    public var generation: Int
    /// The record, as JSON that only the agent reads.
    public var body: String
    /// When this generation was first sent, by the clock of that time.
    public var firstSentAt: Timestamp
    /// The start of the program in which it was.
    public var run: Int64
    /// Times that it was sent under this key.
    public var sends: Int
    /// Searches in a row that did not find it.
    public var misses: Int
    /// What the company has, as JSON that only the agent reads; nil until it is kept.
    public var kept: String?

    /// Makes a row.
    public init(
        document: Int64?, kind: String, localKey: String, state: State = .sending, generation: Int = 1, body: String,
        firstSentAt: Timestamp, run: Int64, sends: Int = 1, misses: Int = 0, kept: String? = nil
    ) {
        (self.document, self.kind, self.localKey, self.state) = (document, kind, localKey, state)
        (self.generation, self.body, self.firstSentAt, self.run) = (generation, body, firstSentAt, run)
        (self.sends, self.misses, self.kept) = (sends, misses, kept)
    }
}

/// Why a document rests until its time.
public struct BooksRest: Sendable, Hashable {
    /// What kind of reason; that of the lane's task where a person has to see to it.
    public let code: String
    /// The reason, in plain words.
    public let reason: String

    /// Makes a reason.
    public init(code: String, reason: String) { (self.code, self.reason) = (code, reason) }
}

/// What became of a document after a wave of calls.
public enum BooksSettlement: Sendable, Hashable {
    /// There is more to do for it, not before a time.
    case more(notBefore: Timestamp, why: BooksRest? = nil)
    /// As before, and the attempt is counted.
    case again(notBefore: Timestamp, why: BooksRest? = nil)
    /// All of it is there.
    case done
    /// All of it is there but what its fiscal receipts bring, which KRA has not answered yet.
    case posted
    /// All of it is there, and a person has to see to something that it leaves open.
    case told(Trouble)
    /// A person has to see to it.
    case parked(Trouble)
}
