/// One HTTP request, whole in memory.
public struct HTTPRequest: Sendable {
    /// The method in upper case, such as `POST`.
    public var method: String
    /// The absolute address; `https`, or `http` where the host is this machine.
    public var url: String
    /// The headers in order; the client adds `Host`, `Content-Length` and `User-Agent`.
    public var headers: [(String, String)]
    /// The body; nil sends none.
    public var body: [UInt8]?
    /// How long it may take.
    public var timeouts: Timeouts

    /// Makes a request.
    public init(
        method: String, url: String, headers: [(String, String)] = [], body: [UInt8]? = nil,
        timeouts: Timeouts = Timeouts()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
    }

    /// How long an exchange may take.
    public struct Timeouts: Sendable, Hashable {
        /// Until the connection stands, TLS included; above zero.
        public var connect: Duration
        /// Until the whole answer is there; zero for no limit, which only a stream should use.
        public var total: Duration

        /// Makes time limits; 10 s to connect and 60 s in all unless told otherwise.
        public init(connect: Duration = .seconds(10), total: Duration = .seconds(60)) {
            self.connect = connect
            self.total = total
        }
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The request without its secrets.
    public var description: String { Redaction.text(of: self) }
    /// The request without its secrets.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
