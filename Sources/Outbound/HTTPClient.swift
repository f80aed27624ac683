/// Makes HTTP exchanges, one after another, on a thread of its own; connections stay open between them.
///
/// Certificates are always verified, redirects are never followed, nothing is ever sent twice, and the proxy settings of
/// the environment are not read: only ``Options`` counts. Two exchanges at once need two clients.
public final class HTTPClient: Sendable {
    private let queue = ExchangeQueue()
    private let thread: ThreadHandle?

    /// Makes a client and starts its thread, which ends with the client.
    public init(options: Options = Options()) {
        let queue = queue
        thread = ThreadHandle(stackBytes: 1 << 20) { Self.serve(queue, options: options) }
    }

    deinit {
        queue.close()
        thread?.join()
    }

    /// Makes one exchange.
    ///
    /// Cancelling the task gives it up within about a second.
    /// - Throws: ``OutboundFailure``, which says whether the peer can have acted on the request.
    public func exchange(_ request: HTTPRequest) async throws(OutboundFailure) -> HTTPResponse {
        try await perform(request, onBytes: nil)
    }

    /// Makes one exchange whose answer is handed on as it arrives, as server-sent events need.
    ///
    /// `onBytes` runs on the client's thread; it returns false to end the exchange, which is then no failure. The body of
    /// an answer outside 200–299 is not handed on but returned.
    /// - Throws: ``OutboundFailure``, which says whether the peer can have acted on the request.
    public func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(OutboundFailure) -> HTTPResponse {
        try await perform(request, onBytes: onBytes)
    }

    private func perform(
        _ request: HTTPRequest, onBytes: (@Sendable ([UInt8]) -> Bool)?
    ) async throws(OutboundFailure) -> HTTPResponse {
        guard thread != nil else { throw .notSent(.setting, "the machine has no thread left to send with") }
        let cancellation = Cancellation()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let exchange = Exchange(request: request, cancellation: cancellation, onBytes: onBytes) {
                    continuation.resume(returning: $0)
                }
                if !queue.add(exchange) {
                    exchange.finish(
                        .failure(.notSent(.request, "more than \(ExchangeQueue.limit) requests are waiting already")))
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try outcome.get()
    }

    private static func serve(_ queue: ExchangeQueue, options: Options) {
        guard let handle = CurlHandle(options: options) else {
            while let exchange = queue.next() {
                exchange.finish(.failure(.notSent(.setting, "libcurl could not be started")))
            }
            return
        }
        while let exchange = queue.next() {
            exchange.finish(handle.exchange(exchange))
        }
    }

    /// What a site may set.
    public struct Options: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// The proxy's address, such as `http://proxy.shop:3128`; this machine is always reached without it.
        public var proxy: String?
        /// A PEM file of certificates to trust beside the system's.
        public var siteCertificates: String?
        /// What `User-Agent` says.
        public var userAgent: String
        /// The largest answer in bytes; 64 MiB unless told otherwise.
        public var responseLimit: Int
        /// A Unix socket to speak through; the address then only gives path and `Host`, and may be `http`.
        public var socketPath: String?

        /// Hosts beside this machine that are spoken to without TLS: devices on the counter's own network.
        public var plainHosts: Set<String> = []

        /// Makes options.
        public init(
            proxy: String? = nil, siteCertificates: String? = nil, userAgent: String = "risiti",
            responseLimit: Int = 64 << 20, socketPath: String? = nil
        ) {
            self.proxy = proxy
            self.siteCertificates = siteCertificates
            self.userAgent = userAgent
            self.responseLimit = responseLimit
            self.socketPath = socketPath
        }

        /// The options without the proxy's address, which may hold a password.
        public var description: String { "\(userAgent), proxy: \(proxy == nil ? "none" : "set")" }
        /// The options without the proxy's address.
        public var debugDescription: String { description }
        /// Nothing, so that a dump shows no password.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
}
