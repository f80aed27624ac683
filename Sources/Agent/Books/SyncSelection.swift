public import Fiscal
public import Spool

/// What a person asks to be put into a company's books; with nothing named, all of the lane.
public struct SyncSelection: Codable, Hashable, Sendable {
    /// Kinds of document; all where nil.
    public var types: [SyncKind]?
    /// Sales, by id or temporary number.
    public var ids: [String]?
    /// The first day of sale.
    public var from: CalendarDay?
    /// The last day of sale.
    public var to: CalendarDay?
    /// Whether what waits for a person is tried again, sums are posted that still collect, and named sales taken in
    /// from before the books begin.
    public var force: Bool
    /// Whether sales are taken in that left for the company's program in files; nil is no.
    ///
    /// The spool reads it by this name for as long as the job runs.
    public var exported: Bool?

    /// Makes a selection.
    public init(
        types: [SyncKind]? = nil, ids: [String]? = nil, from: CalendarDay? = nil, to: CalendarDay? = nil,
        force: Bool = false, exported: Bool? = nil
    ) {
        (self.types, self.ids, self.from, self.to, self.force) = (types, ids, from, to, force)
        self.exported = exported
    }

    /// Whether nothing narrows it.
    public var isWhole: Bool { types == nil && ids == nil && from == nil && to == nil }

    /// Whether it names sales, by id or by day.
    var namesSales: Bool { ids != nil || from != nil || to != nil }

    /// Whether named sales are taken in from before the books begin.
    var takesEarlier: Bool { force && namesSales }

    /// Whether sales are taken in that left in files.
    var takesExported: Bool { exported ?? false }

    func includes(_ kind: SyncKind) -> Bool { types?.contains(kind) ?? true }

    func includes(_ day: CalendarDay) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }
}

/// What a person asked, and how far it is.
public struct SyncJob: Sendable {
    /// What the spool knows of it.
    public let row: SyncJobRow
    /// What was asked, exactly as it was.
    public let selection: SyncSelection
    /// Sales of the selection that stay out because they left in files; known to whoever asks, as he asks.
    public internal(set) var leftOut: [BooksExported] = []
}
