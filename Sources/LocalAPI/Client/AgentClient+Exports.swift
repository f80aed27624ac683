import Outbound

extension AgentClient {
    /// `POST /v1/exports`: writes the sales of some days that did not leave yet.
    public func export(_ request: ExportRequest) async throws(ClientError) -> ExportOutcomeReply {
        var call = Call.post("/v1/exports", body: try Self.bytes(request))
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }

    /// `GET /v1/exports/progress`: how many documents are written.
    public func exportProgress() async throws(ClientError) -> ProgressReply {
        try await reply(.get("/v1/exports/progress"))
    }

    /// `GET /v1/exports`: the exports, newest first.
    public func exports() async throws(ClientError) -> [ExportReply] {
        try await reply(.get("/v1/exports"), as: ExportListReply.self).exports
    }

    /// `GET /v1/exports/{n}`: one export.
    public func export(_ number: Int64) async throws(ClientError) -> ExportReply {
        try await reply(.get("/v1/exports/\(number)"))
    }

    /// `GET /v1/exports/{n}/{file}`: a file, handed on as it comes, on a thread of the client's.
    public func exportFile(
        _ name: String, of number: Int64, _ receive: @escaping @Sendable ([UInt8]) -> Void
    ) async throws(ClientError) {
        var call = Call.get("/v1/exports/\(number)/\(Call.escaped(name))")
        call.accept = "*/*"
        call.timeout = .seconds(3_600)
        try await stream(call, receive)
    }

    /// `POST /v1/exports/{n}/imported`: says that an export is in the books.
    public func markExport(_ number: Int64) async throws(ClientError) -> ExportReply {
        try await reply(.post("/v1/exports/\(number)/imported"))
    }
}
