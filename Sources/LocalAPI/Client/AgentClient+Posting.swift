import Outbound

extension AgentClient {
    /// `GET /v1/connections/{lane}/accounts`: a company's accounts.
    public func booksAccounts(_ lane: String, isFresh: Bool = false) async throws(ClientError) -> BooksAccountListReply
    {
        try await reply(asking("accounts", of: lane, isFresh: isFresh))
    }

    /// `GET /v1/connections/{lane}/tax-codes`: a company's tax codes.
    public func booksTaxCodes(_ lane: String, isFresh: Bool = false) async throws(ClientError) -> BooksTaxCodeListReply
    {
        try await reply(asking("tax-codes", of: lane, isFresh: isFresh))
    }

    /// `GET /v1/connections/{lane}/map`: how sales are put into a company's books, or were by an earlier version.
    public func booksMap(_ lane: String, version: Int? = nil) async throws(ClientError) -> BooksMapReply {
        try await reply(patient(.get(Self.path(lane, "map"), query: [("version", version.map { "\($0)" })])))
    }

    /// `POST /v1/connections/{lane}/map/versions/{version}/restore`: takes a version as a further one.
    public func restoreBooksMap(_ lane: String, version: Int) async throws(ClientError) -> BooksMapReply {
        try await reply(patient(.post(Self.path(lane, "map/versions/\(version)/restore"))))
    }

    /// `GET /v1/connections/{lane}/fields`: what rules can fill, and by what.
    public func booksFields(_ lane: String) async throws(ClientError) -> BooksFieldListReply {
        try await reply(patient(.get(Self.path(lane, "fields"))))
    }

    /// `PUT /v1/connections/{lane}/map`: changes it; 409 where somebody else did meanwhile.
    public func putBooksMap(_ lane: String, _ request: BooksMapRequest) async throws(ClientError) -> BooksMapReply {
        try await putBooksMap(lane, body: try Self.bytes(request))
    }

    /// `PUT /v1/connections/{lane}/map` with a body as a person wrote it.
    public func putBooksMap(_ lane: String, body: [UInt8]) async throws(ClientError) -> BooksMapReply {
        try await reply(patient(Call(method: "PUT", path: Self.path(lane, "map"), body: body)))
    }

    /// `POST /v1/connections/{lane}/map/undo`: takes the version before the newest as a further one.
    public func undoBooksMap(_ lane: String) async throws(ClientError) -> BooksMapReply {
        try await reply(patient(.post(Self.path(lane, "map/undo"))))
    }

    /// `POST /v1/connections/{lane}/map/standard`: makes a map from the company's own accounts and codes.
    public func makeStandardBooksMap(_ lane: String) async throws(ClientError) -> BooksMapReply {
        try await reply(patient(.post(Self.path(lane, "map/standard"))))
    }

    /// `GET /v1/connections/{lane}/map/versions`: the versions, the newest first.
    public func booksMapVersions(
        _ lane: String
    ) async throws(ClientError) -> [BooksMapVersionListReply.Version] {
        try await reply(.get(Self.path(lane, "map/versions")), as: BooksMapVersionListReply.self).versions
    }

    /// `GET /v1/connections/{lane}/dry-run/{sale}`: what would be sent for a sale.
    public func booksDryRun(_ lane: String, sale: String) async throws(ClientError) -> DryRunReply {
        try await reply(.get(Self.path(lane, "dry-run/\(Call.escaped(sale))")))
    }

    /// `GET /v1/connections/{lane}/tally`: what is in a company's books so far, or of some days.
    public func booksTally(
        _ lane: String, from: String? = nil, to: String? = nil
    ) async throws(ClientError) -> BooksTallyReply {
        try await reply(.get(Self.path(lane, "tally"), query: [("from", from), ("to", to)]))
    }

    /// `GET /v1/connections/{lane}/documents`: a page of a company's documents, the newest first.
    public func booksDocuments(
        _ lane: String, from: String? = nil, to: String? = nil, job: Int64? = nil, cursor: String? = nil
    ) async throws(ClientError) -> BooksDocumentListReply {
        try await reply(
            .get(
                Self.path(lane, "documents"),
                query: [("from", from), ("to", to), ("job", job.map { "\($0)" }), ("cursor", cursor)]))
    }

    private static func path(_ lane: String, _ rest: String) -> String {
        "/v1/connections/\(Call.escaped(lane))/\(rest)"
    }

    private func asking(_ what: String, of lane: String, isFresh: Bool) -> Call {
        patient(.get(Self.path(lane, what), query: [("fresh", isFresh ? "true" : nil)]))
    }

    /// A call for which the agent may ask the provider.
    private func patient(_ call: Call) -> Call {
        var call = call
        call.timeout = Self.providersTurn
        return call
    }
}
