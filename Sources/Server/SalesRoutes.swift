import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Rendering
import Spool

/// `/v1/sales`: sell, look, take back, show and print.
struct SalesRoutes {
    let agent: Agent

    /// Sales in one page of a listing.
    private static let pageSize = 100
    /// The longest that a till may ask to wait for the fiscal receipt.
    private static let longestWait = Duration.seconds(60)

    func add(to router: Router<DoorContext>) {
        router.post("/v1/sales") { try await sell($0, $1) }
        router.get("/v1/sales") { try await list($0, $1) }
        router.get("/v1/sales/:id") { request, context in
            try context.require(.till, .technician, .hq)
            return try Reply.json(SaleReply(try await sale(context)))
        }
        router.post("/v1/sales/:id/credit-notes") { try await credit($0, $1) }
        router.get("/v1/sales/:id/receipt") { try await receipt($0, $1) }
        router.post("/v1/sales/:id/print") { request, context in
            try context.require(.till, .technician)
            let sale = try await sale(context)
            return try Reply.json(PrintReply(try await agent.prints.ask(for: sale), sale), status: .accepted)
        }
    }

    private func sell(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.till, .technician)
        let key = try request.idempotencyKey()
        let wait = try wait(request)
        let print = try wantsPrint(request)
        let body = try await request.bytes()
        let (draft, faults) = SaleRequest.read(try JSONTree(parsing: body))
        let appended = try await agent.sales.accept(
            draft, faults: faults, key: key, digest: BodyDigest.of(body, path: "/v1/sales"))
        return try await answer(appended, wait: wait, print: print)
    }

    private func credit(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.till, .technician)
        let key = try request.idempotencyKey()
        let wait = try wait(request)
        let print = try wantsPrint(request)
        let original = try await sale(context)
        let body = try await request.bytes()
        let wanted = try CreditNoteRequest.read(try JSONTree(parsing: body))
        let appended = try await agent.sales.credit(
            original, lines: wanted.lines, reason: wanted.reason, till: wanted.till, cashier: wanted.cashier,
            soldAt: wanted.soldAt, key: key,
            digest: BodyDigest.of(body, path: "/v1/sales/\(original.entry.document.id)/credit-notes"))
        return try await answer(appended, wait: wait, print: print)
    }

    /// Whether a slip is wanted too; refused before anything is stored where there is no printer.
    private func wantsPrint(_ request: Request) throws -> Bool {
        guard request.query("print") == "true" else { return false }
        try agent.prints.requirePrinter()
        return true
    }

    private func answer(_ appended: Appended, wait: Duration?, print: Bool) async throws -> Response {
        let isNew = if case .new = appended { true } else { false }
        var sale =
            isNew ? StoredSale(accepted: appended.entry) : try await agent.spool.sale(appended.entry.document.id)
        if let wait { sale = try await agent.fiscalised(sale, within: wait) }
        // A print was asked for with the sale; the same request again prints nothing again.
        if print, isNew { _ = try await agent.prints.ask(for: sale) }
        return try Reply.json(SaleReply(sale), status: isNew ? .created : .ok)
    }

    private func list(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.till, .technician, .hq)
        let state = try request.query("state").map { text in
            guard let state = Spool.State(rawValue: text) else {
                throw Problem.query("state", text, "accepted, fiscalised or refused")
            }
            return state
        }
        let cursor = try request.query("cursor").map { text in
            guard let cursor = Int64(text) else { throw Problem.query("cursor", text, "a next_cursor of this listing") }
            return cursor
        }
        let sales = try await agent.spool.sales(
            state: state, from: try time(request, "from"), to: try time(request, "to"), before: cursor,
            limit: Self.pageSize + 1)
        let page = sales.prefix(Self.pageSize)
        let next = sales.count > page.count ? page.last.map { String($0.sequence) } : nil
        return try Reply.json(SaleListReply(page, nextCursor: next))
    }

    private func receipt(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.till, .technician, .hq)
        let sale = try await sale(context)
        let columns = request.query("columns").map { Int($0).flatMap(PaperWidth.init(rawValue:)) } ?? .columns42
        guard let width = columns else {
            throw Problem.query("columns", request.query("columns") ?? "", "30, 32, 42 or 48")
        }
        let slip = try await agent.prints.slipForTill(sale)
        let accept = request.headers[.accept] ?? "text/plain"
        for wanted in accept.split(separator: ",").map({ $0.prefix { $0 != ";" }.trimming(" ") }) {
            switch wanted {
            case "text/plain", "text/*", "*/*":
                return Reply.bytes(
                    Array(TextRenderer(width: width).render(slip).utf8), type: "text/plain; charset=utf-8")
            case "application/vnd.escpos":
                return Reply.bytes(EscPosRenderer(width: width).render(slip), type: "application/vnd.escpos")
            case "text/html":
                return Reply.bytes(Array(HTMLRenderer().render(slip).utf8), type: "text/html; charset=utf-8")
            case "application/pdf":
                return Reply.bytes(try PDFRenderer(width: width).render(slip), type: "application/pdf")
            case "image/png": return Reply.bytes(ImageRenderer().render(slip), type: "image/png")
            case "application/json": return try Reply.json(SaleReply(sale))
            default: continue
            }
        }
        throw Problem(
            status: 406, code: "receipt.form", title: "No such form of receipt",
            detail:
                "Accept is \"\(accept)\"; there are text/plain, application/vnd.escpos, application/pdf, text/html, image/png, application/json"
        )
    }

    private func sale(_ context: DoorContext) async throws -> StoredSale {
        try await agent.spool.sale(try context.name("id"))
    }

    private func wait(_ request: Request) throws -> Duration? {
        guard let text = request.query("wait") else { return nil }
        let duration: Duration? =
            if text.hasSuffix("ms") {
                Int64(text.dropLast(2)).map { .milliseconds($0) }
            } else if text.hasSuffix("s") {
                Int64(text.dropLast()).map { .seconds($0) }
            } else { nil }
        guard let duration, duration >= .zero, duration <= Self.longestWait else {
            throw Problem.query("wait", text, "seconds or milliseconds up to 60s, such as 2s or 500ms")
        }
        return duration
    }

    private func time(_ request: Request, _ name: String) throws -> Timestamp? {
        try request.query(name).map { text in
            // An unescaped plus arrives as a space.
            guard let time = Timestamp(rfc3339: text.replacing(" ", with: "+")) ?? Timestamp(rfc3339: text) else {
                throw Problem.query(name, text, "RFC 3339 with an offset, such as 2026-03-12T00:00:00+03:00")
            }
            return time
        }
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> String {
        String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }
}

extension Problem {
    static func query(_ name: String, _ found: String, _ expected: String) -> Problem {
        Problem(
            status: 400, code: "query.\(name)", title: "A query parameter cannot be used",
            detail: "\(name) is \"\(found)\"; expected \(expected)")
    }
}

extension SaleReply {
    init(_ sale: StoredSale) {
        self.init(
            sale.entry, state: LocalAPI.SaleState(rawValue: sale.state.rawValue) ?? .accepted, fiscal: sale.receipt)
    }
}

extension SaleListReply {
    init(_ page: some Sequence<ListedSale>, nextCursor: String?) {
        var (whole, pruned): ([SaleReply], [PrunedSaleReply]) = ([], [])
        for sale in page {
            switch sale {
            case .whole(let sale): whole.append(SaleReply(sale))
            case .pruned(let sale): pruned.append(PrunedSaleReply(sale))
            }
        }
        self.init(sales: whole, pruned: pruned, nextCursor: nextCursor)
    }
}

extension PrunedSaleReply {
    init(_ sale: PrunedSale) {
        self.init(
            id: sale.documentID, temporaryNumber: sale.temporaryNumber, sequence: sale.sequence,
            acceptedAt: KenyaTime(sale.acceptedAt).rfc3339, total: "\(sale.total)", invoiceNumber: sale.invoiceNumber)
    }
}

extension PrintReply {
    init(_ view: PrintView, _ sale: StoredSale) {
        self.init(
            job: view.job.id, state: view.state, designation: view.job.isCopy ? "copy" : "original",
            saleID: sale.entry.document.id)
    }
}
