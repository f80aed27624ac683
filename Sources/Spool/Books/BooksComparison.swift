public import Fiscal

/// A comparison of our documents of some days with a company's.
public struct BooksComparison: Sendable, Hashable {
    /// How it stands.
    public enum State: String, Sendable {
        /// Under way, or broken off by the program's end.
        case running
        /// It came to its end.
        case done
        /// It did not; the reason says why.
        case failed
    }

    /// Its number.
    public let id: Int64
    /// The company's lane.
    public let lane: String
    /// The first day.
    public let from: CalendarDay
    /// The last day.
    public let to: CalendarDay
    /// When it was begun.
    public let begunAt: Timestamp
    /// When it ended.
    public let finishedAt: Timestamp?
    /// How it stands.
    public let state: State
    /// Why it failed.
    public let reason: String?
    /// Counts and sums by day and type.
    public let days: [DaySums]
    /// The differences.
    public let findings: [BooksFinding]

    /// What both sides have of a day and a type.
    public struct DaySums: Sendable, Hashable, Codable {
        /// The day.
        public var day: CalendarDay
        /// What the documents are there: `invoice`, `sales_receipt`, `credit_note`, `refund`.
        public var type: String
        /// Ours.
        public var ours = Sums()
        /// Theirs.
        public var theirs = Sums()

        /// Begins with nothing.
        public init(day: CalendarDay, type: String) {
            (self.day, self.type) = (day, type)
        }
    }

    /// What documents come to.
    public struct Sums: Sendable, Hashable, Codable {
        /// How many.
        public var count = 0
        /// Their totals in cents.
        public var totalMinor: Int64 = 0
        /// Their VAT in cents.
        public var taxMinor: Int64 = 0

        /// Nothing yet.
        public init() {}

        /// Adds a document.
        public mutating func add(total: Int64, tax: Int64) {
            count += 1
            totalMinor += total
            taxMinor += tax
        }
    }
}

extension Trouble {
    /// The code of the task that tells what a comparison found and no conflict of a document tells.
    public static let booksCompared = "books.compared"
}

/// One difference that a comparison found.
public struct BooksFinding: Sendable, Hashable {
    /// What differs.
    public enum Kind: String, Sendable, CaseIterable {
        /// Ours, and nothing is known of it there; of a payment, that it is off its document.
        case missing
        /// There, and not ours.
        case stranger
        /// Another total.
        case total
        /// Another tax.
        case tax
        /// Several bear one number.
        case several
        /// Deleted there.
        case deleted
        /// Voided there.
        case voided
        /// Changed there since it was posted, in its day, number or customer.
        case changed
    }

    /// What differs.
    public var kind: Kind
    /// The same finding has the same key whenever it is found.
    public var key: String
    /// The document's number.
    public var number: String?
    /// Its day.
    public var day: CalendarDay?
    /// The provider's id.
    public var externalID: String?
    /// What we have, in words.
    public var ours: String?
    /// What is there, in words.
    public var theirs: String?
    /// Whether no earlier comparison found it.
    public var isNew: Bool

    /// Makes a finding.
    public init(
        _ kind: Kind, number: String?, day: CalendarDay?, externalID: String?, ours: String?, theirs: String?,
        isNew: Bool = false
    ) {
        (self.kind, self.number, self.day, self.externalID) = (kind, number, day, externalID)
        (self.ours, self.theirs, self.isNew) = (ours, theirs, isNew)
        key = "\(kind.rawValue)|\(externalID ?? "")|\(number ?? "")|\(theirs ?? "")"
    }
}
