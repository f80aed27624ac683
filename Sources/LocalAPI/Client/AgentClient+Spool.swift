extension AgentClient {
    /// `POST /v1/spool/compact`: gives space back while tills sell.
    public func compactSpool() async throws(ClientError) -> CompactReply {
        var call = Call.post("/v1/spool/compact")
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }
}
