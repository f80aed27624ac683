/// Why there is no answer, and whether the peer can have acted on the request.
///
/// A request with a body counts as sent from the first byte of its body; one without, from its first byte.
public enum OutboundFailure: Error, Sendable, Hashable {
    /// The peer cannot have acted on the request: it never had it.
    case notSent(Reason, String)
    /// The peer may have acted on the request; only asking it can tell.
    case unclear(Reason, String)

    /// What went wrong.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The address cannot be used: not an address, or `http` to another machine.
        case address = "address"
        /// The request cannot be written: a header with a line break, too many requests waiting.
        case request = "request"
        /// A local setting cannot be used, such as a certificate file that cannot be read.
        case setting = "setting"
        /// The name is unknown or no name server answered.
        case nameNotResolved = "name_not_resolved"
        /// Nobody listens there, or there is no way there.
        case notConnected = "not_connected"
        /// The connection did not stand in time.
        case connectTimeout = "connect_timeout"
        /// TLS was not agreed: certificate, name or version.
        case secureConnection = "tls"
        /// The proxy could not be reached or refused.
        case proxy = "proxy"
        /// The answer did not come in time.
        case timeout = "timeout"
        /// The connection broke.
        case reset = "reset"
        /// The connection ended before the answer did, or the answer made no sense.
        case incomplete = "incomplete"
        /// The answer is larger than the limit.
        case tooLarge = "too_large"
        /// The task was cancelled.
        case cancelled = "cancelled"
    }

    /// What went wrong.
    public var reason: Reason {
        switch self {
        case .notSent(let reason, _), .unclear(let reason, _): reason
        }
    }

    /// The sentence for people, without secrets.
    public var sentence: String {
        switch self {
        case .notSent(_, let sentence), .unclear(_, let sentence): sentence
        }
    }
}

extension OutboundFailure: CustomStringConvertible {
    /// The stable code and the sentence.
    public var description: String {
        switch self {
        case .notSent(let reason, let sentence): "outbound.not_sent.\(reason.rawValue): \(sentence)"
        case .unclear(let reason, let sentence): "outbound.unclear.\(reason.rawValue): \(sentence)"
        }
    }
}
