/// A page of sales.
public struct SaleListReply: Codable, Sendable, Hashable {
    /// The sales, newest first.
    public var sales: [SaleReply]
    /// Sales of the same stretch whose documents were given up after the legal period, newest first.
    public var pruned: [PrunedSaleReply]?
    /// What `cursor` must say for the next page; nil on the last.
    @OrNull public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case sales, pruned
        case nextCursor = "next_cursor"
    }

    /// Makes a page.
    public init(sales: [SaleReply], pruned: [PrunedSaleReply] = [], nextCursor: String?) {
        self.sales = sales
        self.pruned = pruned
        self.nextCursor = nextCursor
    }
}
