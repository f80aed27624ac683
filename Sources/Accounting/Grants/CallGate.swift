public import Outbound

/// Whether a call may be made now; the border to whoever keeps a company's limits.
public protocol CallGate: Sendable {
    /// Waits until a call is within the limits, and counts it.
    ///
    /// - Throws: ``BooksFault`` `throttled` where that is too far off to wait for.
    func admit(_ cost: BooksCall.Cost) async throws(BooksFault)

    /// Hears what came of it: a 429, and what the provider says is left.
    func noted(_ response: HTTPResponse, for cost: BooksCall.Cost) async
}

/// A gate that stands open, for the few calls that a person makes.
public struct OpenGate: CallGate {
    /// Makes one.
    public init() {}

    /// Lets every call through.
    public func admit(_ cost: BooksCall.Cost) async throws(BooksFault) {}

    /// Takes no notice.
    public func noted(_ response: HTTPResponse, for cost: BooksCall.Cost) async {}
}
