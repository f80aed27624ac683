/// One exchange on its way through the client's thread.
struct Exchange: Sendable {
    let request: HTTPRequest
    let cancellation: Cancellation
    let onBytes: (@Sendable ([UInt8]) -> Bool)?
    let finish: @Sendable (Result<HTTPResponse, OutboundFailure>) -> Void

    init(
        request: HTTPRequest, cancellation: Cancellation, onBytes: (@Sendable ([UInt8]) -> Bool)?,
        finish: @escaping @Sendable (Result<HTTPResponse, OutboundFailure>) -> Void
    ) {
        self.request = request
        self.cancellation = cancellation
        self.onBytes = onBytes
        self.finish = finish
    }
}
