import Accounting
import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/…`: a company's accounts and codes, how sales go there, and what went.
///
/// The map's routes are in `BooksRoutes+Map.swift`, jobs and log in `SyncRoutes.swift`.
struct BooksRoutes {
    let agent: Agent

    /// Documents in one page.
    private static let pageSize = 200

    func add(to router: Router<DoorContext>) {
        addFacts(to: router)
        addMap(to: router)
        addPosting(to: router)
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
            return try Reply.json(try await rehearsal(of: try context.name("sale"), in: lane))
        }
        router.get("/v1/connections/:lane/tally") { request, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            return try Reply.json(try await tally(lane, try request.days()))
        }
        router.get("/v1/connections/:lane/documents") { request, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            var filter = try request.days()
            filter.job = try request.number("job")
            let rows = try await agent.spool.booksReport(
                of: lane, filter, before: try request.cursor(), limit: Self.pageSize + 1)
            let page = rows.prefix(Self.pageSize)
            return try Reply.json(
                BooksDocumentListReply(
                    documents: page.map(BooksDocumentReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
    }

    // MARK: - Reading and telling

    private func rehearsal(of sale: String, in lane: String) async throws -> DryRunReply {
        do {
            let shown = try await agent.books.rehearse(sale, in: lane)
            return DryRunReply(
                lane: lane, sale: sale, remarks: shown.remarks, calls: shown.steps.map(DryRunReply.Step.init),
                unfit: nil)
        } catch let unfit as PostingPlan.Unfit {
            return DryRunReply(
                lane: lane, sale: sale, calls: [],
                unfit: DryRunReply.Unfit(code: unfit.code, sentence: unfit.sentence, remedy: unfit.remedy))
        }
    }

    private func tally(_ lane: String, _ days: BooksReportFilter) async throws -> BooksTallyReply {
        let tally = try await agent.spool.booksTally(of: lane, days)
        let today = CalendarDay(agent.clock.now())
        let overdue = try await agent.spool.booksDaysCollecting(of: lane)
            .filter { $0 < today && $0 >= days.from ?? $0 && $0 <= days.to ?? $0 }.count
        let view = try await agent.spool.lanes().first { $0.name == lane }
        let settings = try? BooksSettings(of: try await agent.spool.booksConnection(lane))
        return BooksTallyReply(tally, lane, view, from: settings?.from, daysOverdue: overdue)
    }

    private static let foreign = SpoolError(.refused, "the company answered another question than was asked")
}

extension Request {
    /// A query parameter that is `true` or `false`; false where it is left out.
    func flag(_ name: String) throws -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        case .some(let text): throw Problem.query(name, text, "true or false")
        }
    }

    /// A query parameter that is a day; nil where it is left out.
    func day(_ name: String) throws -> CalendarDay? {
        try query(name).map { text in
            guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
            return day
        }
    }

    /// The days that `from` and `to` of the query name; all where both are left out.
    func days() throws -> BooksReportFilter {
        let days = BooksReportFilter(from: try day("from"), to: try day("to"))
        if let from = days.from, let to = days.to, to < from {
            throw Problem.query("to", "\(to)", "a day not before \(from)")
        }
        return days
    }

    /// A query parameter that is a number; nil where it is left out.
    func number(_ name: String) throws -> Int64? {
        try query(name).map { text in
            guard let number = Int64(text) else { throw Problem.query(name, text, "a number") }
            return number
        }
    }

    /// Where a page begins.
    func cursor() throws -> Int64? {
        try query("cursor").map { text in
            guard let cursor = Int64(text) else { throw Problem.query("cursor", text, "a next_cursor of this listing") }
            return cursor
        }
    }
}
