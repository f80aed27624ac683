/// A way the line to an accounting service fails; the raw value is its name in a fault plan.
///
/// Source: accounting-apis.md, sections 1.4, 1.5, 2.3, 2.5 and 6.6.
public enum BooksFault: String, Sendable, CaseIterable {
    /// The request is executed, then the connection closes without an answer.
    case answerLostAfterAcceptance = "answer_lost_after_acceptance"
    /// The request is executed, then nothing comes until the caller gives up.
    case timeoutAfterAcceptance = "timeout_after_acceptance"
    /// The request is executed, then half of the answer comes and the connection closes.
    case tornAnswer = "torn_answer"
    /// The connection closes before anything is executed.
    case resetBefore = "reset_before"
    /// The answer comes byte by byte.
    case slowDrip = "slow_drip"
    /// A refresh turns the token over, then the connection closes without an answer; strikes refreshes alone.
    case refreshAnswerLost = "refresh_answer_lost"
    /// Status 401 for this request alone; nothing is executed.
    case unauthorised
    /// Status 401 for this and each later call, until another plan is set; tokens are given as before.
    case unauthorisedForEver = "unauthorised_for_ever"
    /// Status 403: the application is not, or no more, connected to the company; nothing is executed.
    case forbidden
    /// Status 429 without `Retry-After`; nothing is executed.
    case throttled
    /// Status 429 with `Retry-After`; nothing is executed.
    case throttledRetryAfter = "throttled_retry_after"
    /// Status 429 for the rest of the day; Xero alone.
    case throttledForTheDay = "throttled_for_the_day"
    /// A fault of validation inside HTTP 200; nothing is executed. QuickBooks alone.
    case faultIn200 = "fault_in_200"
    /// Status 504 with XML in it; before or after execution, by chance.
    case xmlGatewayTimeout = "xml_gateway_timeout"
    /// An HTML page with status 200, as a captive portal sends it; nothing is executed.
    case portalHTML = "portal_html"
    /// An HTML page with status 502; before or after execution, by chance.
    case badGatewayHTML = "bad_gateway_html"
    /// Status 500 with the service's own words; before or after execution, by chance.
    case serverError = "server_error"
    /// Status 503; nothing is executed.
    case unavailable
    /// Status 200 with nothing in it; before or after execution, by chance.
    case emptyBody = "empty_body"
    /// Someone else edits the object just before this update; strikes updates alone.
    case editedMeanwhile = "edited_meanwhile"
    /// Someone else takes the number or name just before this create; strikes creates alone.
    case numberTaken = "number_taken"
}
