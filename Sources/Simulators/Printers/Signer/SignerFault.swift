/// A way a request to a signer fails; the raw value is its name in a fault plan.
///
/// "After" means that the document was signed, numbered and kept first.
public enum SignerFault: String, Sendable, CaseIterable {
    /// The signer says `error_status` to a document that is in order; nothing is signed.
    case refused
    /// HTTP 500 after signing.
    case error500After = "error_500_after"
    /// The connection closes without an answer, after signing.
    case lostAnswer = "lost_answer"
    /// The answer breaks off in its middle, after signing.
    case tornAnswer = "torn_answer"
    /// The answer comes late, after signing.
    case slowAnswer = "slow_answer"
    /// The connection is reset before the document is read; nothing is signed.
    case resetBefore = "reset_before"
    /// A page of HTML with status 200; before or after signing, by chance.
    case html200 = "html_200"
    /// The signer's line is down: the connection closes at once, and nothing is signed.
    case outage
}
