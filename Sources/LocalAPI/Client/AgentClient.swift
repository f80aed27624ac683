import Outbound

/// A client of the agent's HTTP door; one exchange at a time.
///
/// Its verbs are in `AgentClient+Sales.swift`, `+Lanes.swift`, `+Spool.swift` and `+Care.swift`; each names the path that it calls.
public struct AgentClient: Sendable {
    /// Where the agent is.
    public let address: AgentAddress
    private let client: HTTPClient
    private let base: String
    private let token: String?

    /// Makes a client; nothing is sent yet.
    public init(_ address: AgentAddress) {
        self.address = address
        switch address {
        case .socket(let path):
            client = HTTPClient(options: HTTPClient.Options(userAgent: "risiti-cli", socketPath: path))
            base = "http://localhost"
            token = nil
        case .url(let url, let token):
            client = HTTPClient(options: HTTPClient.Options(userAgent: "risiti-cli"))
            base = url
            self.token = token
        }
    }

    /// Makes one exchange.
    ///
    /// - Throws: ``ClientError`` where there is no answer, or one outside 200–299.
    func exchange(_ call: Call) async throws(ClientError) -> HTTPResponse {
        let request = request(call)
        return try await answer { () async throws(OutboundFailure) in try await client.exchange(request) }
    }

    /// Makes one exchange whose answer is handed on as it comes, on a thread of the client's.
    ///
    /// - Throws: ``ClientError`` as ``exchange(_:)`` does.
    func stream(_ call: Call, _ receive: @escaping @Sendable ([UInt8]) -> Void) async throws(ClientError) {
        let request = request(call)
        _ = try await answer { () async throws(OutboundFailure) in
            try await client.stream(request) { bytes in
                receive(bytes)
                return true
            }
        }
    }

    private func request(_ call: Call) -> HTTPRequest {
        var headers = [("Accept", call.accept)]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if call.body != nil { headers.append(("Content-Type", "application/json")) }
        headers += call.headers
        return HTTPRequest(
            method: call.method, url: base + call.target, headers: headers, body: call.body,
            timeouts: HTTPRequest.Timeouts(connect: .seconds(5), total: call.timeout))
    }

    private func answer(
        _ exchange: () async throws(OutboundFailure) -> HTTPResponse
    ) async throws(ClientError) -> HTTPResponse {
        let response: HTTPResponse
        do throws(OutboundFailure) {
            response = try await exchange()
        } catch {
            throw ClientError(error, at: address.place)
        }
        guard (200..<300).contains(response.status) else { throw Self.refusal(response) }
        return response
    }

    /// Makes one exchange and reads its answer.
    func reply<Reply: Decodable>(_ call: Call, as type: Reply.Type = Reply.self) async throws(ClientError) -> Reply {
        try Self.read(type, from: try await exchange(call))
    }

    /// Reads an answer.
    static func read<Reply: Decodable>(
        _ type: Reply.Type, from response: HTTPResponse
    ) throws(ClientError) -> Reply {
        do {
            return try ReplyCoding.read(type, from: response.body)
        } catch {
            throw .misread(sentence: "the agent's answer is not the \(type) that this version knows: \(error)")
        }
    }

    private static func refusal(_ response: HTTPResponse) -> ClientError {
        guard let problem = try? ReplyCoding.read(Problem.self, from: response.body) else {
            return .refused(
                Problem(
                    status: response.status, code: "http.\(response.status)", title: "HTTP status \(response.status)",
                    detail: ""))
        }
        return .refused(problem)
    }
}
