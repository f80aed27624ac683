import Outbound

extension AgentClient {
    /// `GET /metrics`: the page in Prometheus' text form.
    public func metrics() async throws(ClientError) -> String {
        String(decoding: try await exchange(.get("/metrics")).body, as: UTF8.self)
    }

    /// `GET /v1/status`: how the agent is.
    public func status() async throws(ClientError) -> StatusReply {
        try await reply(.get("/v1/status"))
    }

    /// `GET /healthz`: whether the agent answers; throws where it does not.
    public func healthz() async throws(ClientError) {
        _ = try await exchange(.get("/healthz"))
    }

    /// `POST /v1/tokens`: makes a token; the only answer that shows its secret.
    public func createToken(_ request: TokenRequest) async throws(ClientError) -> TokenReply {
        try await reply(.post("/v1/tokens", body: try Self.bytes(request)))
    }

    /// `GET /v1/tokens`: all tokens, without their secrets.
    public func tokens() async throws(ClientError) -> [TokenReply] {
        try await reply(.get("/v1/tokens"), as: TokenListReply.self).tokens
    }

    /// `DELETE /v1/tokens/{id}`: revokes a token.
    public func revokeToken(_ id: String) async throws(ClientError) {
        _ = try await exchange(Call(method: "DELETE", path: "/v1/tokens/\(Call.escaped(id))"))
    }

    /// `POST /v1/kra/init`: initialises the device with KRA, once in its life.
    public func initialiseKRA() async throws(ClientError) -> DeviceReply {
        var call = Call.post("/v1/kra/init")
        call.timeout = .seconds(180)
        return try await reply(call)
    }

    /// `PUT /v1/kra/credentials`: hands over secrets to be sealed in the data directory.
    public func setKRACredentials(_ credentials: KRACredentials) async throws(ClientError) {
        _ = try await exchange(
            Call(method: "PUT", path: "/v1/kra/credentials", body: try Self.bytes(credentials)))
    }

    /// A request as JSON.
    static func bytes(_ request: some Encodable) throws(ClientError) -> [UInt8] {
        do {
            return try ReplyCoding.bytes(of: request)
        } catch {
            throw .misread(sentence: "the request cannot be written as JSON: \(error)")
        }
    }
}
