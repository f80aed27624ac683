import Foundation
import FoundationNetworking

@testable import Simulators

/// Sends calls over real HTTP, each on a connection of its own.
struct Caller: Sendable {
    /// The address up to the port.
    let address: String
    /// The headers of each call.
    var headers: [String: String] = [
        "Content-Type": "application/json", "tin": "P052345678K", "bhfId": "00", "cmcKey": Shop.key,
    ]

    /// POSTs a body; throws when the connection ends without an answer.
    func post(_ path: String, _ body: String) async throws -> (status: Int, body: ExactJSON) {
        let (status, text) = try await postForText(path, body)
        return (status, (try? ExactJSONReader.value(Array(text.utf8))) ?? .null)
    }

    /// POSTs a body whose answer need not be JSON; throws when the connection ends before the answer does.
    func postForText(_ path: String, _ body: String) async throws -> (status: Int, text: String) {
        var request = try request(path)
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        let (status, data) = try await Self.exchange(request)
        return (status, String(decoding: data, as: UTF8.self))
    }

    /// GETs a path.
    func get(_ path: String) async throws -> (status: Int, text: String) {
        let (status, data) = try await Self.exchange(request(path))
        return (status, String(decoding: data, as: UTF8.self))
    }

    private func request(_ path: String) throws -> URLRequest {
        guard let url = URL(string: address + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.setValue("close", forHTTPHeaderField: "Connection")
        for (name, value) in headers {
            request.setValue(value, forHTTPHeaderField: name)
        }
        return request
    }

    private static func exchange(_ request: URLRequest) async throws -> (Int, Data) {
        let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
    }
}
