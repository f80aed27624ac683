import JSON

/// How QuickBooks Online is spoken to.
///
/// Paths begin with `/v3/company/REALM` and follow the host. Where a document has no ``BooksDocument/taxes``, the
/// company keeps no tax: amounts go out with VAT in them and without a tax code. Of
/// ``BooksDocument/tracking`` the names `Class` and `Location` are heeded, with the ids of ``BooksQuestion/tracking``.
///
/// QuickBooks pays no credit note out by a payment: a refund of money is a document of the kind `refund` there. A
/// payment with ``BooksPayment/isRefund`` asks for nothing but the company's name, and comes out as a fault of the
/// class `ours`.
public struct QuickBooksDialect: Dialect {
    /// The company that is spoken of.
    public let company: Company

    /// Speaks of a company at QuickBooks.
    public init(company: Company) {
        precondition(company.provider == .quickBooks, "\(company.lane) is no company at QuickBooks")
        self.company = company
    }

    /// 500 calls a minute, 10 a second, 40 batches a minute, and four at a time (accounting-apis §1.4).
    public let limits = CallLimits(
        windows: [
            .init(name: "second", calls: 10, length: .seconds(1)),
            .init(name: "minute", calls: 500, length: .seconds(60)),
            .init(name: "batch", calls: 40, length: .seconds(60), cost: .batch),
        ], concurrency: 4)

    /// An hour: how long QuickBooks knows a `requestid` is not documented, minutes to hours (accounting-apis §1.3).
    public let replayWindow: Duration = .seconds(3_600)

    /// One: QuickBooks' batches make up to thirty documents unclear at once.
    public func batchLimit(of kind: BooksRecord.Kind) -> Int { 1 }

    /// One.
    public func count(fittingOneCall records: [KeyedRecord]) -> Int { min(1, records.count) }

    /// The parameters of every call.
    static let version = "75"

    /// A path of the company's, with its parameters.
    func path(_ rest: String, requestID: String? = nil) -> String {
        let base = "/v3/company/\(URLText.escaped(company.key))/\(rest)"
        guard let requestID else { return URLText.path(base, ["minorversion": Self.version]) }
        return URLText.path(base, ["minorversion": Self.version, "requestid": requestID])
    }

    /// Reads one object.
    func reading(_ entity: QuickBooksEntity, _ id: String) -> BooksCall {
        BooksCall(method: "GET", path: path("\(entity.path)/\(URLText.escaped(id))"))
    }

    /// Asks one question of the query language.
    func asking(_ query: QuickBooksQuery) -> BooksCall {
        let base = "/v3/company/\(URLText.escaped(company.key))/query"
        return BooksCall(
            method: "GET", path: URLText.path(base, ["query": query.text, "minorversion": Self.version]))
    }

    /// Asks several questions at once; the answers come in their order.
    func asking(_ queries: [QuickBooksQuery]) -> BooksCall {
        let items = queries.enumerated().map { index, query in
            JSONTree.members(["bId": .string("\(index + 1)"), "Query": .string(query.text)])
        }
        return posting("batch", .members(["BatchItemRequest": .array(items)]), cost: .batch)
    }

    /// Posts a body; only writes have a key.
    func posting(
        _ rest: String, _ body: JSONTree, key: String? = nil, cost: BooksCall.Cost = .single
    ) -> BooksCall {
        BooksCall(
            method: "POST", path: path(rest, requestID: key),
            headers: ["Accept": "application/json", "Content-Type": "application/json"],
            body: Array(body.json.utf8), cost: cost)
    }
}
