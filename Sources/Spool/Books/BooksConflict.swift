public import Fiscal

/// A document of ours that stands otherwise in a company's books than it was posted.
public struct BooksConflict: Sendable, Hashable {
    /// What is otherwise.
    public enum Kind: String, Sendable, CaseIterable {
        /// Its total or its tax.
        case amounts
        /// It is not there any more.
        case deleted
        /// It is there and counts nothing.
        case voided
        /// A payment or an allocation of it is gone.
        case payment
        /// Its number is borne by something that is not ours.
        case number
    }

    /// How far it is.
    public enum State: String, Sendable {
        /// Just seen.
        case seen
        /// A person is asked.
        case asked
        /// Ours is to be put back.
        case ours
        /// Over.
        case settled
    }

    /// What came of it.
    public enum Outcome: String, Sendable {
        /// What stands there counts.
        case theirs
        /// What the fiscal receipt says was put back.
        case ours
        /// It stood rightly again before anything was done.
        case mended
        /// What was gone is posted once more.
        case postedAgain = "posted_again"
    }

    /// Who said what is to be done.
    public enum Answerer: String, Sendable {
        /// The connection's rule.
        case rule
        /// Somebody who was asked.
        case person
    }

    /// Its number.
    public let id: Int64
    /// The company's lane.
    public let lane: String
    /// Our number of the document's row.
    public let document: Int64
    /// The document's number in the books.
    public let number: String
    /// The first entry that it is made of.
    public let sequence: Int64
    /// What is otherwise.
    public let kind: Kind
    /// The kind of our record that it is about.
    public let recordKind: String
    /// Our key of that record.
    public let localKey: String
    /// The provider's id of what stands there.
    public let externalID: String
    /// What was posted: `total`, `tax` and so on.
    public let ours: [String: String]
    /// What stands there.
    public let theirs: [String: String]
    /// When it was seen.
    public let seenAt: Timestamp
    /// How far it is.
    public let state: State
    /// Who said what is to be done; nil until somebody did.
    public let answeredBy: Answerer?
    /// Tries to put ours back.
    public let attempts: Int
    /// What came of it; nil until it is over.
    public let outcome: Outcome?
    /// When it was over.
    public let settledAt: Timestamp?
}

/// A conflict that was seen.
public struct SeenConflict: Sendable, Hashable {
    /// Our number of the document's row.
    public var document: Int64
    /// What is otherwise.
    public var kind: BooksConflict.Kind
    /// The kind of our record.
    public var recordKind: String
    /// Our key of that record.
    public var localKey: String
    /// The provider's id of what stands there.
    public var externalID: String
    /// What was posted.
    public var ours: [String: String]
    /// What stands there.
    public var theirs: [String: String]

    /// Says what was seen.
    public init(
        document: Int64, kind: BooksConflict.Kind, recordKind: String, localKey: String, externalID: String,
        ours: [String: String], theirs: [String: String]
    ) {
        (self.document, self.kind, self.recordKind, self.localKey) = (document, kind, recordKind, localKey)
        (self.externalID, self.ours, self.theirs) = (externalID, ours, theirs)
    }
}

/// A payment or an allocation that a person wants on its document again.
public struct BooksSentAgain: Sendable, Hashable {
    /// Our record of it.
    public var record: BooksRecordRow
    /// The provider's id of what was there.
    public var externalID: String
    /// The record over what stands there still; nil where it is gone, and another is made.
    public var body: String?

    /// Says what is sent again, and how.
    public init(_ record: BooksRecordRow, _ externalID: String, body: String?) {
        (self.record, self.externalID, self.body) = (record, externalID, body)
    }
}

/// How far a company's changes were read.
public struct BooksWatchRow: Sendable, Hashable {
    /// The provider's time from which the next reading begins; nil before the first.
    public let cursor: Timestamp?
    /// When it was last read, by our clock.
    public let readAt: Timestamp?
    /// The day to which the next comparison goes back, where deletions may have been missed.
    public let gapFrom: CalendarDay?
    /// The day of the last night's comparison.
    public let comparedOn: CalendarDay?
}

extension Trouble {
    /// The code of the task that asks which side of a conflict counts.
    public static let booksConflict = "books.conflict"

    /// The code of the task that names a credit note which is set off against nothing.
    public static let booksNotSetOff = "books.not_set_off"
}
