import Outbound

extension AgentClient {
    /// `POST /v1/connections`: begins to connect a company.
    public func connect(_ request: ConnectRequest) async throws(ClientError) -> ConnectingReply {
        try await reply(.post("/v1/connections", body: try Self.bytes(request)))
    }

    /// `GET /v1/connections/pending/{id}`: how far a connecting is.
    public func connecting(_ id: String) async throws(ClientError) -> ConnectingReply {
        try await reply(.get("/v1/connections/pending/\(Call.escaped(id))"))
    }

    /// `POST /v1/connections/pending/{id}/finish`: hands over the address that the browser landed on.
    public func finishConnecting(_ id: String, url: String) async throws(ClientError) -> ConnectingReply {
        var call = Call.post(
            "/v1/connections/pending/\(Call.escaped(id))/finish", body: try Self.bytes(CallbackRequest(url: url)))
        call.timeout = Self.providersTurn
        return try await reply(call)
    }

    /// `POST /v1/connections/pending/{id}/choose`: chooses one of several companies.
    public func chooseCompany(_ id: String, _ company: String) async throws(ClientError) -> ConnectingReply {
        var call = Call.post(
            "/v1/connections/pending/\(Call.escaped(id))/choose", body: try Self.bytes(CompanyChoice(company: company)))
        call.timeout = Self.providersTurn
        return try await reply(call)
    }

    /// `GET /v1/connections`: the companies.
    public func connections() async throws(ClientError) -> [ConnectionReply] {
        try await reply(.get("/v1/connections"), as: ConnectionListReply.self).connections
    }

    /// `GET /v1/connections/{lane}`: one company.
    public func connection(_ lane: String) async throws(ClientError) -> ConnectionReply {
        try await reply(.get("/v1/connections/\(Call.escaped(lane))"))
    }

    /// `POST /v1/connections/{lane}/test`: asks a company who it is.
    public func testConnection(_ lane: String) async throws(ClientError) -> CompanyReply {
        var call = Call.post("/v1/connections/\(Call.escaped(lane))/test")
        call.timeout = Self.providersTurn
        return try await reply(call)
    }

    /// `DELETE /v1/connections/{lane}`: gives a grant back and forgets it.
    public func removeConnection(_ lane: String) async throws(ClientError) -> RemovalReply {
        var call = Call(method: "DELETE", path: "/v1/connections/\(Call.escaped(lane))")
        call.timeout = Self.providersTurn
        return try await reply(call)
    }

    /// Longer than the agent itself waits for a provider: three exchanges of 60 s.
    static let providersTurn = Duration.seconds(200)
}
