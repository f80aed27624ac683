import Outbound

/// Turns an HTTP answer into a reply: the body decides before the status (reference §1.4, §4.2).
struct ReplyDecoder {
    let call: OSCUCall
    /// Whether the body is certain to have reached the right host.
    let isSecure: Bool

    /// A reply, and whether a fresh token may mend it.
    struct Outcome {
        let reply: OSCUReply
        let isTokenRefused: Bool
    }

    func outcome(of response: HTTPResponse) -> Outcome {
        let envelope = Envelope(body: response.body)
        let (verdict, isTokenRefused) = judge(envelope, response)
        let reply = OSCUReply(
            verdict: settled(verdict), code: code(envelope), text: text(envelope, response),
            answeredAt: envelope?.answeredAt, data: envelope?.data, referenceID: envelope?.referenceID,
            httpStatus: response.status)
        return Outcome(reply: reply, isTokenRefused: isTokenRefused)
    }

    /// The verdict on an exchange that failed.
    func verdict(on failure: OutboundFailure) -> OSCUVerdict {
        switch failure {
        case .notSent(.address, _), .notSent(.request, _), .notSent(.setting, _): .configuration
        case .notSent: .notSent
        case .unclear: settled(.unclear(limit: nil))
        }
    }

    // MARK: - Parsing order

    private func judge(_ envelope: Envelope?, _ response: HTTPResponse) -> (OSCUVerdict, isTokenRefused: Bool) {
        guard let envelope else { return judge(status: response.status, response) }
        switch envelope.voice {
        case .kra(let code):
            return (judge(code: code, envelope), false)
        case .gateway(400):
            return (refined(envelope.texts) ?? .refused, false)
        case .gateway(let status) where status >= 300:
            return judge(status: status, response)
        case .fault(let name):
            return judge(fault: name, response)
        case .gateway, .unknown:
            return judge(status: response.status, response)
        }
    }

    private func judge(code: String, _ envelope: Envelope) -> OSCUVerdict {
        let verdict = ResultCode.verdict(code)
        if verdict == .accepted { return accepted(envelope.data) }
        if verdict == .empty { return call == .sale ? .unclear(limit: nil) : .empty }
        guard ResultCode.mayBeRefined(code) else { return verdict }
        return refined(envelope.texts) ?? verdict
    }

    /// Success by code is success only where what was asked for came with it (reference §4.2).
    private func accepted(_ data: OSCUValue?) -> OSCUVerdict {
        switch call {
        case .sale:
            return data?["rcptSign"]?.string == nil ? .unclear(limit: nil) : .accepted
        case .invoiceDetails:
            guard let list = data?["salesList"] else { return .again(after: nil, limit: nil) }
            return list.isEmpty ? .empty : .accepted
        default:
            return .accepted
        }
    }

    private func judge(fault name: String, _ response: HTTPResponse) -> (OSCUVerdict, isTokenRefused: Bool) {
        if name.contains("token") { return (.deviceProblem, true) }
        if ["quota", "spikearrest", "ratelimit"].contains(where: name.contains) {
            return (.again(after: RetryAfter.duration(in: response), limit: nil), false)
        }
        return judge(status: response.status, response)
    }

    private func judge(status: Int, _ response: HTTPResponse) -> (OSCUVerdict, isTokenRefused: Bool) {
        switch status {
        case 300..<400: (isSecure ? .unclear(limit: nil) : .again(after: nil, limit: nil), false)
        case 401: (.deviceProblem, true)
        case 403: (.deviceProblem, false)
        case 404, 405, 407, 415: (.configuration, false)
        case 413: (.refused, false)
        case 429, 503: (.again(after: RetryAfter.duration(in: response), limit: nil), false)
        case 400 where Envelope(body: response.body) != nil: (.unclear(limit: 5), false)
        default: (.unclear(limit: nil), false)
        }
    }

    // MARK: - Settling

    private func refined(_ texts: [String]) -> OSCUVerdict? {
        texts.lazy.compactMap { RejectionText($0).verdict }.first
    }

    /// A look-up leaves nothing behind, so it can simply be asked again.
    private func settled(_ verdict: OSCUVerdict) -> OSCUVerdict {
        guard !call.isWrite else { return verdict }
        return switch verdict {
        case .unclear(let limit): .again(after: nil, limit: limit)
        case .alreadyAccepted: .again(after: nil, limit: 2)
        default: verdict
        }
    }

    private func code(_ envelope: Envelope?) -> String? {
        switch envelope?.voice {
        case .kra(let code): code
        case .gateway(let code): String(code)
        case .fault(let name): name.isEmpty ? nil : name
        case .unknown, nil: nil
        }
    }

    private func text(_ envelope: Envelope?, _ response: HTTPResponse) -> String {
        if let text = envelope?.texts.first { return Redaction.text(text) }
        if response.body.isEmpty { return "HTTP \(response.status) without a body" }
        return envelope == nil
            ? "HTTP \(response.status) with a body that is not KRA's JSON"
            : "HTTP \(response.status) without a result code"
    }
}
