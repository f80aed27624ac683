/// The body of `POST /v1/connections/{lane}/sync`: what shall be posted now; with nothing named, all that is open.
public struct SyncRequest: Codable, Sendable, Hashable {
    /// Kinds of document: `sale`, `credit_note`, `summary`, which may be called `day`; all where left out.
    public var types: [String]?
    /// Sales, by id or temporary number, and documents by their number in the books.
    public var ids: [String]?
    /// The first day of sale, `yyyy-mm-dd` in Kenya.
    public var from: String?
    /// The last day of sale.
    public var to: String?
    /// Whether what waits for a person is tried again too, sums are posted that still collect, and named sales taken
    /// in from before the books begin.
    public var force: Bool?
    /// Whether sales are taken in that left for the company's program in files.
    public var includesExported: Bool?

    private enum CodingKeys: String, CodingKey {
        case types, ids, from, to, force
        case includesExported = "include_exported"
    }

    /// Makes a request.
    public init(
        types: [String]? = nil, ids: [String]? = nil, from: String? = nil, to: String? = nil, force: Bool? = nil,
        includesExported: Bool? = nil
    ) {
        self.types = types
        self.includesExported = includesExported
        (self.ids, self.from, self.to, self.force) = (ids, from, to, force)
    }
}
