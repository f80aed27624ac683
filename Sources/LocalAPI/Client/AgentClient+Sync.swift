extension AgentClient {
    /// `POST /v1/connections/{lane}/sync`: posts what is not there; gives the job.
    public func sync(_ lane: String, _ request: SyncRequest) async throws(ClientError) -> SyncJobReply {
        var call = Call.post("/v1/connections/\(Call.escaped(lane))/sync", body: try Self.bytes(request))
        // A long backlog is looked through before the answer.
        call.timeout = Self.providersTurn
        return try await reply(call)
    }

    /// `GET /v1/sync-jobs`: a page of the jobs, the newest first.
    public func syncJobs(
        lane: String? = nil, state: String? = nil, cursor: String? = nil
    ) async throws(ClientError) -> SyncJobListReply {
        try await reply(.get("/v1/sync-jobs", query: [("lane", lane), ("state", state), ("cursor", cursor)]))
    }

    /// `GET /v1/sync-jobs/{id}`: one job.
    public func syncJob(_ id: Int64) async throws(ClientError) -> SyncJobReply {
        try await reply(.get("/v1/sync-jobs/\(id)"))
    }

    /// `POST /v1/sync-jobs/{id}/cancel`: ends a job.
    public func cancelSyncJob(_ id: Int64) async throws(ClientError) -> SyncJobReply {
        try await reply(.post("/v1/sync-jobs/\(id)/cancel"))
    }

    /// `POST /v1/sync-jobs/{id}/retry`: takes up what a job left, as a further job.
    public func retrySyncJob(_ id: Int64) async throws(ClientError) -> SyncJobReply {
        try await reply(.post("/v1/sync-jobs/\(id)/retry"))
    }

    /// `GET /v1/sync-log`: a page of the exchanges with companies, the newest first.
    public func syncLog(
        _ wish: SyncLogWish, cursor: String? = nil, limit: Int
    ) async throws(ClientError) -> SyncLogReply {
        try await reply(.get("/v1/sync-log", query: wish.query + [("cursor", cursor), ("limit", "\(limit)")]))
    }

    /// `GET /v1/sync-log/statistics`: what the exchanges come to.
    public func syncStatistics(_ wish: SyncLogWish) async throws(ClientError) -> SyncStatisticsReply {
        try await reply(.get("/v1/sync-log/statistics", query: wish.query))
    }

    /// `GET /v1/sync-log/{id}`: one exchange with its request and its answer.
    public func syncLogEntry(_ id: Int64) async throws(ClientError) -> SyncLogEntryReply {
        try await reply(.get("/v1/sync-log/\(id)"))
    }

    /// `PATCH /v1/connections/{lane}`: changes settings of a company.
    public func setConnection(
        _ lane: String, _ request: ConnectionSettingsRequest
    ) async throws(ClientError) -> ConnectionReply {
        try await reply(
            Call(
                method: "PATCH", path: "/v1/connections/\(Call.escaped(lane))", body: try Self.bytes(request)))
    }
}
