import Devices
import Outbound

/// Posts a document to a signer as the agent does: once.
enum SignerPost {
    static func outcome(
        _ document: SignerDocument, at address: String, by client: HTTPClient = HTTPClient(),
        key: String = "opensesame", within time: Duration = .seconds(15)
    ) async throws -> SignerOutcome {
        let request = try SignerRequest(document, for: SignerTests.driver)
        var headers = [("Content-Type", "application/json")]
        if let header = request.keyHeader { headers.append((header, key)) }
        do throws(OutboundFailure) {
            let response = try await client.exchange(
                HTTPRequest(
                    method: "POST", url: address + request.target, headers: headers, body: request.body,
                    timeouts: .init(total: time)))
            return SignerReply.outcome(
                status: response.status, body: response.body, of: document, driver: SignerTests.driver)
        } catch {
            if case .notSent(_, let sentence) = error {
                return .unanswered(document, reason: sentence, hasLeft: false)
            }
            return .unanswered(document, reason: error.sentence, hasLeft: true)
        }
    }
}
