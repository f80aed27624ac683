public import Fiscal

/// What came of a request.
public struct OSCUReply: Sendable {
    /// What it means.
    public let verdict: OSCUVerdict
    /// KRA's `resultCd`, else the gateway's code; nil where neither spoke.
    public let code: String?
    /// What was said, at most 500 characters, without secrets; for people only.
    public let text: String
    /// When KRA answered, its `resultDt`: the clock that sales must not be ahead of.
    public let answeredAt: Timestamp?
    /// KRA's `data`; at initialisation it holds the communication key.
    public let data: OSCUValue?
    /// The gateway's reference, which support asks for.
    public let referenceID: String?
    /// The HTTP status; nil where there was no answer.
    public let httpStatus: Int?

    /// Makes a reply.
    public init(
        verdict: OSCUVerdict, code: String? = nil, text: String, answeredAt: Timestamp? = nil, data: OSCUValue? = nil,
        referenceID: String? = nil, httpStatus: Int? = nil
    ) {
        self.verdict = verdict
        self.code = code
        self.text = text.count > 500 ? String(text.prefix(499)) + "…" : text
        self.answeredAt = answeredAt
        self.data = data
        self.referenceID = referenceID
        self.httpStatus = httpStatus
    }
}

extension OSCUReply: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Verdict, code and text, without the data.
    public var description: String { "\(verdict), code \(code ?? "none"), HTTP \(httpStatus ?? 0): \(text)" }
    /// Verdict, code and text, without the data.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
