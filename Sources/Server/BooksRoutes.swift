import Accounting
import Agent
import Fiscal
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/…`: a company's accounts and codes, how sales go there, and what went; `/v1/sync-log`.
///
/// The map's routes are in `BooksRoutes+Map.swift`.
struct BooksRoutes {
    let agent: Agent

    /// Documents in one page.
    private static let pageSize = 200
    /// Exchanges in one page, unless told otherwise, and at most.
    private static let usualEntries = 100
    private static let mostEntries = 500
    /// Sales that one request names.
    private static let mostSales = 1_000

    func add(to router: Router<DoorContext>) {
        addFacts(to: router)
        addMap(to: router)
        addPosting(to: router)
        addLog(to: router)
    }

    private func addFacts(to router: Router<DoorContext>) {
        router.get("/v1/connections/:lane/accounts") { request, context in
            try context.require(.technician)
            let (reply, at) = try await agent.maps.facts(
                .accounts, of: try context.lane(), isFresh: try request.flag("fresh"))
            guard case .accounts(let accounts) = reply else { throw Self.foreign }
            return try Reply.json(
                BooksAccountListReply(
                    answeredAt: at.map { KenyaTime($0).rfc3339 }, accounts: accounts.map(BooksAccountReply.init)))
        }
        router.get("/v1/connections/:lane/tax-codes") { request, context in
            try context.require(.technician)
            let (reply, at) = try await agent.maps.facts(
                .taxCodes, of: try context.lane(), isFresh: try request.flag("fresh"))
            guard case .taxCodes(let codes) = reply else { throw Self.foreign }
            return try Reply.json(
                BooksTaxCodeListReply(
                    answeredAt: at.map { KenyaTime($0).rfc3339 }, taxCodes: codes.map(BooksTaxCodeReply.init)))
        }
    }

    private func addPosting(to router: Router<DoorContext>) {
        router.get("/v1/connections/:lane/dry-run/:sale") { _, context in
            try context.require(.technician)
            let lane = try context.lane()
            _ = try await agent.maps.connection(lane)
            let text = try context.parameters.require("sale")
            return try Reply.json(try await rehearsal(of: text.removingPercentEncoding ?? text, in: lane))
        }
        router.post("/v1/connections/:lane/sync") { request, context in
            try context.require(.technician)
            let lane = try context.lane()
            _ = try await agent.maps.connection(lane)
            let wanted = try await Self.selection(try await request.bytes())
            for sale in wanted.sales { _ = try await agent.spool.sale(sale) }
            try await agent.books.sync(lane, force: wanted.force)
            return try Reply.json(try await tally(lane), status: .accepted)
        }
        router.get("/v1/connections/:lane/tally") { _, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            return try Reply.json(try await tally(lane))
        }
        router.get("/v1/connections/:lane/documents") { request, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            let rows = try await agent.spool.booksReport(
                of: lane, before: try request.cursor(), limit: Self.pageSize + 1)
            let page = rows.prefix(Self.pageSize)
            return try Reply.json(
                BooksDocumentListReply(
                    documents: page.map(BooksDocumentReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
    }

    private func addLog(to router: Router<DoorContext>) {
        router.get("/v1/sync-log") { request, context in
            try context.require(.technician)
            let limit = try request.query("limit").map { text in
                guard let limit = Int(text), (1...Self.mostEntries).contains(limit) else {
                    throw Problem.query("limit", text, "1 to \(Self.mostEntries)")
                }
                return limit
            }
            let size = limit ?? Self.usualEntries
            let rows = try await agent.spool.syncLog(
                of: request.query("lane"), failuresOnly: try request.flag("failures"), about: request.query("about"),
                before: try request.cursor(), limit: size + 1)
            let page = rows.prefix(size)
            return try Reply.json(
                SyncLogReply(
                    entries: page.map(SyncLogEntryReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
        router.get("/v1/sync-log/:id") { _, context in
            try context.require(.technician)
            let text = try context.parameters.require("id")
            guard let id = Int64(text) else { throw Problem.query("id", text, "the number of an exchange") }
            let row = try await agent.spool.syncLogEntry(id)
            var reply = SyncLogEntryReply(row)
            (reply.request, reply.response) = (row.request, row.response)
            return try Reply.json(reply)
        }
    }

    // MARK: - Reading and telling

    private func rehearsal(of sale: String, in lane: String) async throws -> DryRunReply {
        do {
            let calls = try await agent.books.rehearse(sale, in: lane)
            return DryRunReply(lane: lane, sale: sale, calls: calls.map(DryRunReply.Step.init), unfit: nil)
        } catch let unfit as PostingPlan.Unfit {
            return DryRunReply(
                lane: lane, sale: sale, calls: [],
                unfit: DryRunReply.Unfit(code: unfit.code, sentence: unfit.sentence, remedy: unfit.remedy))
        }
    }

    private func tally(_ lane: String) async throws -> BooksTallyReply {
        let tally = try await agent.spool.booksTally(of: lane)
        let today = CalendarDay(agent.clock.now())
        let overdue = try await agent.spool.booksDaysCollecting(of: lane).filter { $0 < today }.count
        let view = try await agent.spool.lanes().first { $0.name == lane }
        return BooksTallyReply(tally, lane, view, daysOverdue: overdue)
    }

    private struct Selection {
        let sales: [String]
        let from, to: CalendarDay?
        let force: Bool
    }

    private static func selection(_ body: [UInt8]) async throws -> Selection {
        // Faults of JSON itself are told with their place.
        _ = try JSONTree(parsing: body)
        guard let wanted = try? ReplyCoding.read(SyncRequest.self, from: body) else {
            throw Problem(
                status: 422, code: "sync.request", title: "The request cannot be read",
                detail: "it has, if wanted, ids (a list of sales), from and to (days), and force (true or false)")
        }
        let days = try (day(wanted.from, "from"), day(wanted.to, "to"))
        if let from = days.0, let to = days.1, to < from {
            throw Problem.query("to", "\(to)", "a day not before \(from)")
        }
        let ids = wanted.ids ?? []
        guard ids.count <= mostSales else { throw Problem.query("ids", "\(ids.count) sales", "at most \(mostSales)") }
        return Selection(sales: ids, from: days.0, to: days.1, force: wanted.force ?? false)
    }

    private static func day(_ text: String?, _ name: String) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
            return day
        }
    }

    private static let foreign = SpoolError(.refused, "the company answered another question than was asked")
}

extension DoorContext {
    /// The lane of the path; its colon may come escaped.
    func lane() throws -> String {
        let text = try parameters.require("lane")
        return text.removingPercentEncoding ?? text
    }
}

extension Request {
    /// A query parameter that is `true` or `false`; false where it is left out.
    fileprivate func flag(_ name: String) throws -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        case .some(let text): throw Problem.query(name, text, "true or false")
        }
    }

    /// Where a page begins.
    fileprivate func cursor() throws -> Int64? {
        try query("cursor").map { text in
            guard let cursor = Int64(text) else { throw Problem.query("cursor", text, "a next_cursor of this listing") }
            return cursor
        }
    }
}
