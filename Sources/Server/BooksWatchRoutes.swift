import Agent
import Fiscal
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/conflicts` and `…/reconciliations`: whether the books stand as they were posted.
struct BooksWatchRoutes {
    let agent: Agent

    /// Conflicts in one page.
    private static let pageSize = 200
    /// Comparisons in one page.
    private static let comparisons = 20
    /// Days that a comparison spans unless told otherwise.
    private static let usualDays = 7

    func add(to router: Router<DoorContext>) {
        router.get("/v1/connections/:lane/conflicts") { request, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            let rows = try await agent.spool.booksConflicts(
                of: lane, openOnly: try request.isSet("open"), before: try request.place(), limit: Self.pageSize + 1)
            let page = rows.prefix(Self.pageSize)
            return try Reply.json(
                BooksConflictListReply(
                    conflicts: page.map(BooksConflictReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
        router.post("/v1/connections/:lane/reconciliations") { request, context in
            try context.require(.technician)
            let lane = try context.lane()
            let (from, to) = try days(try await request.bytes())
            let id = try await agent.night.begin(lane, from: from, to: to)
            return try Reply.json(try await comparison(id, of: lane), status: .accepted)
        }
        router.get("/v1/connections/:lane/reconciliations") { request, context in
            try context.require(.technician, .hq)
            let lane = try context.lane()
            _ = try await agent.spool.booksConnection(lane)
            let rows = try await agent.spool.booksComparisons(
                of: lane, before: try request.place(), limit: Self.comparisons + 1)
            let page = rows.prefix(Self.comparisons)
            return try Reply.json(
                BooksReconciliationListReply(
                    reconciliations: page.map(reply),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
        router.get("/v1/connections/:lane/reconciliations/:id") { _, context in
            try context.require(.technician, .hq)
            let text = try context.parameters.require("id")
            guard let id = Int64(text) else { throw Problem.query("id", text, "the number of a comparison") }
            return try Reply.json(try await comparison(id, of: try context.lane()))
        }
    }

    private func comparison(_ id: Int64, of lane: String) async throws -> BooksReconciliationReply {
        let next = id < .max ? id + 1 : id
        guard let found = try await agent.spool.booksComparisons(of: lane, before: next, limit: 1).first,
            found.id == id
        else { throw SpoolError(.notFound, "\(lane) has no comparison \(id)") }
        return reply(found)
    }

    private func reply(_ comparison: BooksComparison) -> BooksReconciliationReply {
        let progress = agent.night.progress(of: comparison.lane).flatMap { $0.id == comparison.id ? $0.read : nil }
        return BooksReconciliationReply(comparison, read: progress)
    }

    private func days(_ body: [UInt8]) throws -> (from: CalendarDay, to: CalendarDay) {
        guard !body.isEmpty else {
            let today = CalendarDay(agent.clock.now())
            return (today.advanced(by: 1 - Self.usualDays), today)
        }
        // Faults of JSON itself are told with their place.
        _ = try JSONTree(parsing: body)
        guard let wanted = try? ReplyCoding.read(ReconciliationRequest.self, from: body) else {
            throw Problem(
                status: 422, code: "reconciliation.request", title: "The request cannot be read",
                detail: "it has, if wanted, from and to, days such as 2026-03-31")
        }
        let to = try Self.day(wanted.to, "to") ?? CalendarDay(agent.clock.now())
        let from = try Self.day(wanted.from, "from") ?? to.advanced(by: 1 - Self.usualDays)
        guard from <= to, from.advanced(by: BooksNight.longest) > to else {
            throw Problem.query(
                "from", "\(from)", "a day not behind \(to), at most \(BooksNight.longest) days before it")
        }
        return (from, to)
    }

    private static func day(_ text: String?, _ name: String) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
            return day
        }
    }
}

extension Request {
    /// A query parameter that is `true` or `false`; false where it is left out.
    fileprivate func isSet(_ name: String) throws -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        case .some(let text): throw Problem.query(name, text, "true or false")
        }
    }

    /// Where a page begins.
    fileprivate func place() throws -> Int64? {
        try query("cursor").map { text in
            guard let cursor = Int64(text) else { throw Problem.query("cursor", text, "a next_cursor of this listing") }
            return cursor
        }
    }
}

extension BooksConflictReply {
    init(_ conflict: BooksConflict) {
        self.init(
            id: conflict.id, number: conflict.number, kind: conflict.kind.rawValue, state: conflict.state.rawValue,
            externalID: conflict.externalID, ours: conflict.ours, theirs: conflict.theirs,
            seenAt: KenyaTime(conflict.seenAt).rfc3339, answeredBy: conflict.answeredBy?.rawValue,
            outcome: conflict.outcome?.rawValue, settledAt: conflict.settledAt.map { KenyaTime($0).rfc3339 })
    }
}

extension BooksReconciliationReply {
    init(_ comparison: BooksComparison, read: Int?) {
        self.init(
            id: comparison.id, lane: comparison.lane, from: "\(comparison.from)", to: "\(comparison.to)",
            state: comparison.state.rawValue, reason: comparison.reason,
            begunAt: KenyaTime(comparison.begunAt).rfc3339,
            finishedAt: comparison.finishedAt.map { KenyaTime($0).rfc3339 }, read: read,
            days: comparison.days.map { day in
                Day(day: "\(day.day)", type: day.type, ours: Sums(day.ours), theirs: Sums(day.theirs))
            },
            findings: comparison.findings.map { finding in
                Finding(
                    kind: finding.kind.rawValue, number: finding.number, day: finding.day.map { "\($0)" },
                    externalID: finding.externalID, ours: finding.ours, theirs: finding.theirs, isNew: finding.isNew)
            })
    }
}

extension BooksReconciliationReply.Sums {
    init(_ sums: BooksComparison.Sums) {
        self.init(
            count: sums.count, total: "\(Money(minor: sums.totalMinor))", tax: "\(Money(minor: sums.taxMinor))")
    }
}
