/// One sentence of QuickBooks' query language.
///
/// Source: accounting-apis §1.7.
struct QuickBooksQuery {
    /// Rows of a page; QuickBooks gives no more.
    static let pageSize = 1_000

    /// The sentence.
    private(set) var text: String

    /// Everything of a kind.
    init(_ entity: QuickBooksEntity) {
        text = "select * from \(entity.rawValue)"
    }

    /// The sentence with a condition on a text.
    ///
    /// A typographic apostrophe breaks QuickBooks' reader: any text stands in its place, so whoever asks compares.
    func matching(_ field: String, _ value: String) -> QuickBooksQuery {
        guard value.contains("\u{2019}") else { return with("\(field) = \(Self.literal(value))") }
        let parts = value.split(separator: "\u{2019}", omittingEmptySubsequences: false)
        return with("\(field) like \(Self.literal(parts.joined(separator: "%")))")
    }

    /// The sentence with a condition on several texts.
    func matching(_ field: String, anyOf values: [String]) -> QuickBooksQuery {
        with("\(field) in (\(values.map(Self.literal).joined(separator: ", ")))")
    }

    /// The sentence for inactive objects too, which are hidden otherwise.
    var withInactive: QuickBooksQuery { with("Active in (true, false)") }

    /// The sentence for what changed at a time or later.
    func changed(since time: String) -> QuickBooksQuery {
        with("MetaData.LastUpdatedTime >= \(Self.literal(time))")
    }

    /// The sentence for a span of days, both of them included.
    func dated(_ field: String, from: String, to: String) -> QuickBooksQuery {
        with("\(field) >= \(Self.literal(from))").with("\(field) <= \(Self.literal(to))")
    }

    /// The sentence for a page, in an order that stays.
    func page(_ page: Int, by order: String = "Id") -> QuickBooksQuery {
        var query = self
        query.text += " orderby \(order) startposition \((page - 1) * Self.pageSize + 1) maxresults \(Self.pageSize)"
        return query
    }

    private func with(_ condition: String) -> QuickBooksQuery {
        var query = self
        query.text += (text.contains(" where ") ? " and " : " where ") + condition
        return query
    }

    /// A text in single quotes; backslashes and quotes are escaped by a backslash, in that order.
    private static func literal(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "'\(escaped)'"
    }
}
