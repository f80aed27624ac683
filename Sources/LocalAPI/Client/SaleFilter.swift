/// Which sales to list.
public struct SaleFilter: Sendable, Hashable {
    /// Only sales of that state.
    public var state: SaleState?
    /// Only sales accepted at that time or later: RFC 3339 or a date.
    public var from: String?
    /// Only sales accepted before that time: RFC 3339 or a date.
    public var to: String?
    /// Where the last page ended.
    public var cursor: String?

    /// Makes a filter that lets everything through.
    public init(state: SaleState? = nil, from: String? = nil, to: String? = nil, cursor: String? = nil) {
        self.state = state
        self.from = from
        self.to = to
        self.cursor = cursor
    }
}
