import Foundation

/// One request that may have changed the books; replaying all of them in order rebuilds them.
struct BooksEvent: Sendable {
    /// What someone else did just before; nil for nothing.
    var disturbance: BooksDisturbance?
    /// The request.
    let request: BooksRequest

    private static let keptHeaders: Set<String> = [
        "authorization", "content-type", "accept", "xero-tenant-id", "idempotency-key",
        "x-include-refresh-token-hard-expires-in",
    ]

    /// The journal line, without its newline.
    var line: String {
        let headers = request.headers.filter { Self.keptHeaders.contains($0.key) }.sorted { $0.key < $1.key }
        let value: ExactJSON = [
            "at": .number(ExactDecimal(request.now.epochSeconds)), "method": .string(request.method),
            "path": .string(request.path), "query": .string(request.query),
            "headers": .object(headers.map { .init(name: $0.key, value: .string($0.value)) }),
            "body": .string(Data(request.body).base64EncodedString()),
            "disturbance": disturbance.map { .string($0.rawValue) } ?? .null,
        ]
        return value.encoded
    }

    init(_ request: BooksRequest, disturbance: BooksDisturbance? = nil) {
        self.request = request
        self.disturbance = disturbance
    }

    /// The event of a journal line; nil when the line is not one.
    init?(line: some Sequence<UInt8>) {
        guard let value = try? ExactJSONReader.value(Array(line)), let at = value.integer("at"),
            let method = value.text("method"), let path = value.text("path"), let query = value.text("query"),
            let body = value.text("body").flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        let headers = value.copy("headers").members.compactMap { member in
            member.value.string.map { (member.name, $0) }
        }
        request = BooksRequest(
            method: method, path: path, query: query, headers: Dictionary(headers) { first, _ in first },
            body: Array(body), now: BooksTime(at))
        disturbance = value.text("disturbance").flatMap(BooksDisturbance.init)
    }
}
