/// A page of sales.
public struct SaleListReply: Codable, Sendable, Hashable {
    /// The sales, newest first.
    public var sales: [SaleReply]
    /// What `cursor` must say for the next page; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case sales
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(sales: [SaleReply], nextCursor: String?) {
        self.sales = sales
        self.nextCursor = nextCursor
    }
}
