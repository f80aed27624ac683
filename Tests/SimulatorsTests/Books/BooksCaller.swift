import Foundation
import FoundationNetworking

@testable import Simulators

/// Sends calls to a simulated accounting service over real HTTP, and follows no redirect.
struct BooksCaller: Sendable {
    /// One answer.
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let bytes: Data

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: ExactJSON { (try? ExactJSONReader.value(Array(bytes))) ?? .null }

        /// The value under a path like `Invoices.0.Total`.
        func at(_ path: String) -> ExactJSON? { json.at(path) }
        /// The text under a path; empty where there is none.
        func text(_ path: String) -> String { json.at(path)?.string ?? "" }
        /// The number under a path, in plain digits; empty where there is none.
        func number(_ path: String) -> String { json.at(path)?.decimal?.text ?? "" }
        /// The code of QuickBooks' first error, `200` where there is none.
        var code: String { json.at("Fault.Error.0.code")?.string ?? String(status) }
        /// Xero's first words of refusal.
        var words: String {
            (json.at("Elements.0.ValidationErrors.0.Message") ?? json["Message"])?.string ?? text
        }
    }

    /// The address up to the port.
    let address: String
    /// The headers of each call.
    var headers: [String: String] = [:]

    /// Sends a request; throws when the connection ends before the answer does.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, bytes: Data? = nil, with more: [String: String] = [:]
    ) async throws -> Answer {
        guard let url = URL(string: address + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue("close", forHTTPHeaderField: "Connection")
        for (name, value) in headers.merging(more, uniquingKeysWith: { $1 }) {
            request.setValue(value, forHTTPHeaderField: name)
        }
        if let body { request.httpBody = Data(body.utf8) }
        if let bytes { request.httpBody = bytes }
        let session = URLSession(configuration: .ephemeral, delegate: Standing(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        let http = response as? HTTPURLResponse
        var headers: [String: String] = [:]
        for (name, value) in http?.allHeaderFields ?? [:] {
            headers["\(name)".lowercased()] = "\(value)"
        }
        return Answer(status: http?.statusCode ?? 0, headers: headers, bytes: data)
    }

    /// The fields of a redirect's address.
    static func redirected(_ answer: Answer) -> [String: String] {
        let items = URLComponents(string: answer.headers["location"] ?? "")?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    /// A form's body.
    static func form(_ fields: KeyValuePairs<String, String>) -> String {
        fields.map { "\($0.key)=\(FormFields.encoded($0.value))" }.joined(separator: "&")
    }

    /// Stays where it is when told to go elsewhere.
    private final class Standing: NSObject, URLSessionTaskDelegate {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            completionHandler(nil)
        }
    }
}

/// A clock that tests move by hand.
enum BooksClock {
    /// 12:00 in Nairobi on the day of the worked examples, in seconds since 1970.
    static let noon = 1_795_165_200

    /// Options with the clock standing at noon.
    static func options(_ change: (inout BooksOptions) -> Void = { _ in }) throws -> BooksOptions {
        var options = BooksOptions(listen: try ListenAddress("127.0.0.1:0"))
        options.clock = { noon }
        options.dripMilliseconds = 0
        options.holdSeconds = 0
        change(&options)
        return options
    }
}
