/// The body of `POST /v1/connections/{lane}/sync`: what shall be posted now; with nothing named, all that is open.
public struct SyncRequest: Codable, Sendable, Hashable {
    /// Sales, by id or temporary number.
    public var ids: [String]?
    /// The first day of sale, `yyyy-mm-dd` in Kenya.
    public var from: String?
    /// The last day of sale.
    public var to: String?
    /// Whether what waits for a person is tried again too.
    public var force: Bool?

    /// Makes a request.
    public init(ids: [String]? = nil, from: String? = nil, to: String? = nil, force: Bool? = nil) {
        (self.ids, self.from, self.to, self.force) = (ids, from, to, force)
    }
}
