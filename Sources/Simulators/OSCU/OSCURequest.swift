/// One HTTP request as the simulated authority sees it, with the time on KRA's clock.
struct OSCURequest: Sendable {
    /// `POST`, `GET` and so on.
    var method = "POST"
    /// The whole path, without the query.
    var path: String
    /// What follows the question mark.
    var query = ""
    /// The headers; names in lower case.
    var headers: [String: String] = [:]
    /// The body's bytes.
    var body: [UInt8] = []
    /// The time on KRA's clock.
    var now: NairobiTime
}
