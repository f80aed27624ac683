public import Outbound

/// One call to a provider, without what authorises it.
public struct BooksCall: Hashable, Sendable {
    /// What a call counts as, for the provider's limits.
    public enum Cost: String, Sendable, Codable {
        /// Any call.
        case single
        /// A batch at QuickBooks, which has a limit of its own.
        case batch
    }

    /// The method in upper case.
    public var method: String
    /// Path and query behind the provider's base address.
    public var path: String
    /// Headers beside `Authorization` and the company's.
    public var headers: [String: String]
    /// The body; nil for none.
    public var body: [UInt8]?
    /// What it counts as.
    public var cost: Cost

    /// Makes a call.
    public init(
        method: String, path: String, headers: [String: String] = ["Accept": "application/json"],
        body: [UInt8]? = nil, cost: Cost = .single
    ) {
        (self.method, self.path, self.headers, self.body, self.cost) = (method, path, headers, body, cost)
    }
}

/// What came of a call: an answer, or the line's failure.
public enum BooksAnswer: Sendable {
    /// The provider, or somebody on the way, answered.
    case response(HTTPResponse)
    /// There is no answer.
    case failed(OutboundFailure)
}
