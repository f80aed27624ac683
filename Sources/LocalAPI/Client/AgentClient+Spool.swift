import Outbound

extension AgentClient {
    /// `POST /v1/spool/verify`: replays the journal; at 20 000 entries a second an hour is enough for any shop.
    public func verifySpool(since: StatusReply.Checkpoint? = nil) async throws(ClientError) -> VerifyReply {
        var call = Call.post("/v1/spool/verify", body: try Self.bytes(VerifyRequest(since: since)))
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }

    /// `POST /v1/spool/prune`: gives up the documents of sales before a time, or tells which those would be.
    public func prune(_ request: PruneRequest) async throws(ClientError) -> PruneReply {
        var call = Call.post("/v1/spool/prune", body: try Self.bytes(request))
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }

    /// `GET /v1/spool/prune`: how far a pruning has come.
    public func pruneProgress() async throws(ClientError) -> ProgressReply {
        try await reply(.get("/v1/spool/prune"))
    }

    /// `POST /v1/kra/reconcile`: asks KRA what it has, and brings the journal in line.
    public func reconcile() async throws(ClientError) -> ReconcileReply {
        var call = Call.post("/v1/kra/reconcile")
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }

    /// `GET /v1/kra/reconcile`: how many invoices KRA has told of.
    public func reconcileProgress() async throws(ClientError) -> ProgressReply {
        try await reply(.get("/v1/kra/reconcile"))
    }

    /// `GET /v1/keys`: the device key's public half, since when it signs, and where it is kept.
    public func key() async throws(ClientError) -> KeyReply {
        try await reply(.get("/v1/keys"))
    }

    /// `POST /v1/keys/sheet`: the recovery sheet, sealed.
    public func keySheet(_ request: KeySheetRequest) async throws(ClientError) -> KeySheetReply {
        try await reply(.post("/v1/keys/sheet", body: try Self.bytes(request)))
    }

    /// `POST /v1/keys/rotate`: makes a new device key and hands the journal over to it.
    public func rotateKey() async throws(ClientError) -> KeyRotationReply {
        try await reply(.post("/v1/keys/rotate"))
    }

    /// `POST /v1/spool/compact`: gives space back while tills sell.
    public func compactSpool() async throws(ClientError) -> CompactReply {
        var call = Call.post("/v1/spool/compact")
        call.timeout = .seconds(3_600)
        return try await reply(call)
    }
}
