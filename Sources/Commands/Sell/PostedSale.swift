/// A sale as it goes out.
struct PostedSale: Sendable {
    /// Where it came from, for messages: `day.ndjson:17`.
    let place: String
    /// Whose it is, empty where it names none; tills keep their order.
    let till: String
    /// The idempotency key.
    let key: String
    /// The body.
    let body: [UInt8]
}
