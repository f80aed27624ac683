import LocalAPI

/// Reads a list that the agent hands out page by page.
enum Pages {
    /// What one page holds, and the cursor of the next; nil where it is the last.
    typealias Page<Item> = (items: [Item], next: String?)

    /// The items of all pages, at most `limit` of them.
    ///
    /// - Parameter page: asks for the page of a cursor, of which no more than `most` items are needed.
    static func all<Item>(
        limit: Int = .max, _ page: (_ cursor: String?, _ most: Int) async throws(ClientError) -> Page<Item>
    ) async throws(ClientError) -> [Item] {
        var items: [Item] = []
        var cursor: String?
        repeat {
            let (more, next) = try await page(cursor, limit - items.count)
            items += more
            cursor = next
        } while cursor != nil && items.count < limit
        return Array(items.prefix(limit))
    }
}
