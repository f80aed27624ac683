public import Fiscal

/// A reading of a company, page by page: what changed since a point, or the documents of some days.
public struct BooksReading: Hashable, Sendable, Codable {
    /// What is read.
    public enum Scope: Hashable, Sendable, Codable {
        /// Whatever changed since a time of the provider's clock.
        case changed(since: Timestamp)
        /// Sales, refunds and credit notes dated from a day to another.
        case sold(from: CalendarDay, to: CalendarDay)
    }

    /// What is read.
    public let scope: Scope
    /// Which of the provider's lists it is at, from 0.
    var list = 0
    /// The page of that list, from 1.
    var page = 1
    /// From when on the list is read; it moves with what was read, so that what goes meanwhile moves nothing.
    var since: Timestamp

    /// Begins a reading of what changed.
    public static func changes(since: Timestamp) -> BooksReading {
        BooksReading(scope: .changed(since: since), since: since)
    }

    /// Begins a reading of the documents of some days.
    public static func sales(from: CalendarDay, to: CalendarDay) -> BooksReading {
        BooksReading(scope: .sold(from: from, to: to), since: from.start)
    }

    /// The beginning of the next list; nil behind the last.
    func next(of lists: Int) -> BooksReading? {
        guard list + 1 < lists else { return nil }
        var next = self
        (next.list, next.page) = (list + 1, 1)
        if case .changed(let since) = scope { next.since = since }
        return next
    }

    /// The next page of a list in the order of change, of which the last on this page changed at a time.
    ///
    /// It begins a second before that time: what changes meanwhile goes to the end, and nothing slips to an earlier page.
    func next(after last: Timestamp?) -> BooksReading {
        var next = self
        let from = last?.advanced(by: .seconds(-1)) ?? since
        if case .changed = scope, from > since {
            (next.since, next.page) = (from, 1)
        } else {
            next.page += 1
        }
        return next
    }
}

/// One page of a reading.
public struct BooksReadingPage: Hashable, Sendable {
    /// What stands on it; the same thing may stand on several.
    public var changes: [BooksChange]
    /// The provider's time when it answered.
    public var time: Timestamp?
    /// How it goes on; nil on the last page.
    public var next: BooksReading?
    /// Whether deletions in the span may be missing: only a comparison of all finds them.
    public var mayMissDeletions: Bool

    /// Makes a page.
    public init(
        changes: [BooksChange], time: Timestamp?, next: BooksReading?, mayMissDeletions: Bool = false
    ) {
        (self.changes, self.time, self.next, self.mayMissDeletions) = (changes, time, next, mayMissDeletions)
    }
}
