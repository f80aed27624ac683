public import Outbound

/// The line to KRA: one HTTP exchange after another.
public protocol OSCULine: Sendable {
    /// Makes one exchange.
    ///
    /// - Throws: `OutboundFailure`, which says whether the peer can have acted on the request.
    func exchange(_ request: HTTPRequest) async throws(OutboundFailure) -> HTTPResponse
}

extension HTTPClient: OSCULine {}
