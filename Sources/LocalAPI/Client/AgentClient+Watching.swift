extension AgentClient {
    /// `GET /v1/connections/{lane}/conflicts`: a page of a company's conflicts, the newest first.
    public func booksConflicts(
        _ lane: String, openOnly: Bool = false, cursor: String? = nil
    ) async throws(ClientError) -> BooksConflictListReply {
        try await reply(
            .get(
                Self.watching(lane, "conflicts"), query: [("open", openOnly ? "true" : nil), ("cursor", cursor)]))
    }

    /// `POST /v1/connections/{lane}/reconciliations`: begins a comparison.
    public func beginReconciliation(
        _ lane: String, _ request: ReconciliationRequest
    ) async throws(ClientError) -> BooksReconciliationReply {
        try await reply(.post(Self.watching(lane, "reconciliations"), body: try Self.bytes(request)))
    }

    /// `GET /v1/connections/{lane}/reconciliations`: a page of a company's comparisons, the newest first.
    public func reconciliations(
        _ lane: String, cursor: String? = nil
    ) async throws(ClientError) -> BooksReconciliationListReply {
        try await reply(.get(Self.watching(lane, "reconciliations"), query: [("cursor", cursor)]))
    }

    /// `GET /v1/connections/{lane}/reconciliations/{id}`: one comparison, with how far it is.
    public func reconciliation(_ lane: String, _ id: Int64) async throws(ClientError) -> BooksReconciliationReply {
        try await reply(.get(Self.watching(lane, "reconciliations/\(id)")))
    }

    private static func watching(_ lane: String, _ rest: String) -> String {
        "/v1/connections/\(Call.escaped(lane))/\(rest)"
    }
}
