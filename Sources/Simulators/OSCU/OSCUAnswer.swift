/// One HTTP answer of the simulated authority, and what it entered in its books for it.
struct OSCUAnswer: Sendable {
    /// The HTTP status code.
    var status = 200
    /// The media type of the body.
    var contentType = "application/json"
    /// The body.
    var body = ""
    /// How long the caller should wait, in seconds, when it is told to come back.
    var retryAfter: Int?
    /// What was accepted, in order; to be kept before the answer leaves.
    var events: [OSCUEvent] = []
}
