import Outbound

/// Where each exchange is put on record; the border to the spool.
public protocol ExchangeLog: Sendable {
    /// Puts one on record; it holds no secret any more.
    func note(_ exchange: LoggedExchange) async
}

/// A log that keeps nothing.
public struct NoLog: ExchangeLog {
    /// Makes one.
    public init() {}

    /// Forgets it.
    public func note(_ exchange: LoggedExchange) async {}
}

/// One exchange with a provider, without secrets.
public struct LoggedExchange: Sendable, Hashable {
    /// The company's lane.
    public let lane: String
    /// What it was about.
    public let subject: String
    /// Which try of the caller's it was.
    public let attempt: Int
    /// The method.
    public let method: String
    /// Path and query.
    public let path: String
    /// The request: headers without the token, and the body as far as it is text.
    public let request: String
    /// The answer likewise, or the line's failure.
    public let response: String
    /// The status; nil where there was no answer.
    public let status: Int?
    /// How long it took.
    public let took: Duration
    /// What the answer refuses though its status says that all is well: `refused`, `refused in part` or `foreign`, a
    /// colon and a sentence; nil where nothing is, or where the status says it.
    public let refusal: String?
    /// The provider's own number of the call, for its support (accounting-apis §1.2, §6.6).
    public let providerReference: String?

    /// Bytes of a body that are kept.
    private static let bodyLimit = 32_768

    init(
        company: Company, subject: String, attempt: Int, call: BooksCall, answer: BooksAnswer, took: Duration,
        hiding token: String
    ) {
        (lane, self.subject, self.attempt, self.took) = (company.lane, subject, attempt, took)
        func clean(_ text: String) -> String { Redaction.text(text).replacing(token, with: Redaction.mark) }
        method = call.method
        path = clean(call.path)
        request = clean(
            Self.text(call.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, call.body ?? []))
        switch answer {
        case .failed(let failure):
            (status, providerReference, refusal) = (nil, nil, nil)
            response = clean("\(failure)")
        case .response(let answer):
            status = answer.status
            providerReference = answer.header("intuit_tid") ?? answer.header("xero-correlation-id")
            response = clean(Self.text(Redaction.headers(answer.headers), answer.body))
            refusal = InnerRefusals(in: answer, to: call, of: company.provider).map { clean($0.words) }
        }
    }

    private static func text(_ headers: [(String, String)], _ body: [UInt8]) -> String {
        let lines = headers.map { "\($0.0): \($0.1)" }
        guard !body.isEmpty else { return lines.joined(separator: "\n") }
        let type = headers.first { $0.0.lowercased() == "content-type" }?.1.lowercased() ?? "application/json"
        let isText = ["json", "xml", "text", "form-urlencoded"].contains { type.contains($0) }
        guard isText else { return (lines + ["", "[\(body.count) bytes]"]).joined(separator: "\n") }
        let kept = String(decoding: body.prefix(bodyLimit), as: UTF8.self)
        let rest = body.count > bodyLimit ? "\n[\(body.count - bodyLimit) bytes more]" : ""
        return (lines + ["", kept + rest]).joined(separator: "\n")
    }
}
