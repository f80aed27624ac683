/// A way the line to KRA fails; the raw value is its name in a fault plan.
///
/// Source: kra-oscu.md, sections 4.2 and 7.4.
public enum OSCUFault: String, Sendable, CaseIterable {
    /// The request is processed and kept, then the connection closes without an answer.
    case answerLostAfterAcceptance = "answer_lost_after_acceptance"
    /// The connection closes before anything is processed.
    case resetBefore = "reset_before"
    /// The answer comes byte by byte.
    case slowDrip = "slow_drip"
    /// An HTML page with status 502; before or after processing, by chance.
    case badGatewayHTML = "bad_gateway_html"
    /// A refusal of the content inside HTTP 200; nothing is processed.
    case refusalIn200 = "refusal_in_200"
    /// Status 401; nothing is processed.
    case unauthorised
    /// Status 200 with nothing in it; before or after processing, by chance.
    case emptyBody = "empty_body"
    /// Status 503 with `Retry-After`; nothing is processed.
    case busy503 = "busy_503"
    /// The request is processed and kept, then nothing comes until the caller gives up.
    case timeoutAfterAcceptance = "timeout_after_acceptance"
    /// The line is down: the connection closes at once.
    case outage
}
