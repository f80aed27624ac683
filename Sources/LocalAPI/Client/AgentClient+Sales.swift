import JSON
import Outbound

extension AgentClient {
    /// `POST /v1/sales`: posts a sale as the bytes that the till wrote.
    ///
    /// Safe to repeat with the same key and bytes. `wait` is how long the till likes to wait for KRA.
    public func postSale(
        _ body: [UInt8], key: String, wait: Duration? = nil, print: Bool = false
    ) async throws(ClientError) -> SaleAnswer {
        var call = Call.post("/v1/sales", body: body)
        call.headers = [("Idempotency-Key", key)]
        call.query = [("wait", wait.map { "\($0.components.seconds)s" }), ("print", print ? "true" : nil)]
        call.timeout = .seconds(30) + (wait ?? .zero)
        let response = try await exchange(call)
        return SaleAnswer(sale: try Self.read(SaleReply.self, from: response), wasKnown: response.status == 200)
    }

    /// `GET /v1/sales`: one page of sales, newest first.
    public func sales(_ filter: SaleFilter = SaleFilter()) async throws(ClientError) -> SaleListReply {
        try await reply(
            .get(
                "/v1/sales",
                query: [
                    ("state", filter.state?.rawValue), ("from", filter.from), ("to", filter.to),
                    ("cursor", filter.cursor),
                ]))
    }

    /// `GET /v1/sales/{id}`: a sale by its id or temporary number.
    public func sale(_ id: String) async throws(ClientError) -> SaleReply {
        try await reply(.get("/v1/sales/\(Call.escaped(id))"))
    }

    /// `POST /v1/sales/{id}/credit-notes`: takes a sale or lines of it back; safe to repeat with the same key.
    public func creditNote(
        _ id: String, _ request: CreditNoteRequest, key: String, print: Bool = false
    ) async throws(ClientError) -> SaleAnswer {
        var call = Call.post("/v1/sales/\(Call.escaped(id))/credit-notes", body: Array(request.tree.json.utf8))
        call.headers = [("Idempotency-Key", key)]
        call.query = [("print", print ? "true" : nil)]
        let response = try await exchange(call)
        return SaleAnswer(sale: try Self.read(SaleReply.self, from: response), wasKnown: response.status == 200)
    }

    /// `GET /v1/sales/{id}/receipt`: the receipt in one of its forms; `columns` is the paper's width, 32 or 42.
    public func receipt(
        _ id: String, as form: ReceiptForm, columns: Int? = nil
    ) async throws(ClientError) -> [UInt8] {
        var call = Call.get("/v1/sales/\(Call.escaped(id))/receipt", query: [("columns", columns.map(String.init))])
        call.accept = form.mediaType
        return try await exchange(call).body
    }

    /// `POST /v1/sales/{id}/print`: prints a receipt, as a copy if it was printed before.
    public func printReceipt(_ id: String) async throws(ClientError) -> PrintReply {
        try await reply(.post("/v1/sales/\(Call.escaped(id))/print"))
    }
}
