public import Fiscal

/// What a person asked to be put into a company's books, and how far it is.
public struct SyncJobRow: Sendable, Hashable {
    /// How it stands.
    public enum State: String, Sendable, CaseIterable {
        /// Something of it is still to go.
        case running
        /// Nothing of it is to go by itself any more.
        case done
        /// A person ended it, or its company was removed.
        case cancelled
    }

    /// How many of its documents are where: counted from the documents' own rows while it runs, and as it was at its end.
    ///
    /// A sale that no document had when it was asked for counts as one: what they come to together stays the same.
    public struct Progress: Sendable, Hashable {
        /// Posted, with all that belongs to them.
        public var posted = 0
        /// To be posted without a person.
        public var toGo = 0
        /// Waiting for a person, here or at KRA.
        public var waiting = 0
        /// Given up by a person, or not for these books.
        public var givenUp = 0
        /// Sums whose day is not over; they hold up no job.
        public var collecting = 0

        /// Makes a progress of nothing.
        public init() {}
    }

    /// What of it rests for something that passes by itself, such as an answer that was lost.
    public struct Rest: Sendable, Hashable {
        /// How many documents.
        public let documents: Int
        /// Why the first of them does, in plain words.
        public let reason: String
        /// When that one is looked at next.
        public let until: Timestamp
    }

    /// Its number.
    public let id: Int64
    /// The company's lane.
    public let lane: String
    /// Who asked.
    public let askedBy: String
    /// When.
    public let askedAt: Timestamp
    /// What was asked, as JSON that only the agent reads.
    public let selection: String
    /// Whether it closes sums that still collect.
    public let isForced: Bool
    /// Whether it takes in sales from before the books begin.
    public let takesEarlier: Bool
    /// Documents of the selection that the books had already.
    public let already: Int
    /// The job whose rest it takes up.
    public let retries: Int64?
    /// How it stands.
    public let state: State
    /// When it was done or cancelled.
    public let finishedAt: Timestamp?
    /// Why it was cancelled, where no person did it.
    public let reason: String?
    /// How far it is.
    public let progress: Progress
    /// What of it rests; nil where nothing does, or it ended.
    public let rest: Rest?
}

/// A job that is asked for.
public struct SyncWish: Sendable {
    /// The company's lane.
    public var lane: String
    /// Who asks.
    public var askedBy: String
    /// The selection, as JSON.
    public var selection: String
    /// Whether sums are closed that still collect.
    public var isForced: Bool
    /// Whether sales are taken in from before the books begin.
    public var takesEarlier: Bool
    /// Whether what waits for a person is tried again.
    public var retriesParked: Bool
    /// Whether it is about all of the lane: the lane's own tasks are tried again then.
    public var isWhole: Bool
    /// Documents of the selection that the books have already.
    public var already: Int
    /// The job whose rest it takes up.
    public var retries: Int64?
    /// The first sale of the lane; earlier ones are given to it.
    public var first: Int64
    /// What it is about: the first sale of each document, and each sale that has none.
    public var sales: [Int64]

    /// Makes a wish.
    public init(
        lane: String, askedBy: String, selection: String, isForced: Bool, takesEarlier: Bool, retriesParked: Bool,
        isWhole: Bool, already: Int, retries: Int64? = nil, first: Int64, sales: [Int64]
    ) {
        (self.lane, self.askedBy, self.selection) = (lane, askedBy, selection)
        (self.isForced, self.takesEarlier, self.retriesParked) = (isForced, takesEarlier, retriesParked)
        (self.isWhole, self.already, self.retries) = (isWhole, already, retries)
        (self.first, self.sales) = (first, sales)
    }
}

/// Which documents go without a job that asks for them.
public enum BooksFlow: Sendable, Hashable {
    /// All but those that a job took in from before the books' first day.
    case automatic(from: CalendarDay?)
    /// None: each waits for a job.
    case manual
}

/// Kinds of document by which a selection is made.
public enum SyncKind: String, Sendable, Codable, CaseIterable {
    /// A sale in a document of its own.
    case sale
    /// A credit note.
    case creditNote = "credit_note"
    /// A day's sum.
    case summary
}
