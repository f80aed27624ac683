import Accounting
import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/sync-log`: every exchange with a company, and what they come to.
struct SyncLogRoutes {
    let agent: Agent

    /// Exchanges in one page, unless told otherwise, and at most.
    private static let usualEntries = 100
    private static let mostEntries = 500

    func add(to router: Router<DoorContext>) {
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
                try await filter(request), before: try request.cursor(), limit: size + 1)
            let page = rows.prefix(size)
            return try Reply.json(
                SyncLogReply(
                    entries: page.map(SyncLogEntryReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
        router.get("/v1/sync-log/statistics") { request, context in
            try context.require(.technician)
            return try Reply.json(
                SyncStatisticsReply(try await agent.spool.syncStatistics(try await filter(request))))
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

    // MARK: - Reading

    private func filter(_ request: Request) async throws -> SyncLogFilter {
        var filter = SyncLogFilter(lane: try await agent.knownLane(request))
        filter.failuresOnly = try request.flag("failures")
        filter.about = request.query("about")
        if let about = filter.about {
            filter.alsoAbout = try await agent.spool.booksNumbers(ofSale: about, in: filter.lane)
        }
        filter.subject = try request.query("subject").map { text in
            let first = text.prefix { $0 != " " }
            guard Self.subjects.contains(String(first)) else {
                throw Problem.query("subject", text, "one of \(Self.subjects.joined(separator: ", "))")
            }
            return text
        }
        filter.status = try request.query("status").map { text in
            guard let status = SyncLogFilter.Status(text) else {
                throw Problem.query("status", text, "a status such as 429, a class such as 5xx, or none")
            }
            return status
        }
        filter.from = try Self.time(request, "from") { $0.start }
        filter.to = try Self.time(request, "to") { $0.end }
        if let from = filter.from, let to = filter.to, to <= from {
            throw Problem.query(
                "to", request.query("to") ?? "",
                "a day not before \(request.query("from") ?? ""), or a time behind it")
        }
        return filter
    }

    /// What an exchange may be about: the first word of what the log calls it.
    private static let subjects =
        BooksRecord.Kind.allCases.map(\.rawValue) + ["look-up"] + BooksQuestion.allCases.map(\.rawValue) + [
            "changes", "conflict", "reconciliation", "probe",
        ]

    /// A time, or the beginning or the end of a day.
    private static func time(
        _ request: Request, _ name: String, _ edge: (CalendarDay) -> Timestamp
    ) throws -> Timestamp? {
        try request.query(name).map { text in
            // An unescaped plus arrives as a space.
            let time = Timestamp(rfc3339: text.replacing(" ", with: "+")) ?? Timestamp(rfc3339: text)
            guard let time = CalendarDay(text).map(edge) ?? time else {
                throw Problem.query(name, text, "a day such as 2026-03-31, or RFC 3339 with an offset")
            }
            return time
        }
    }
}

extension Agent {
    /// The company's lane that a query names; nil where it names none.
    ///
    /// - Throws: `Problem` 404 with those that there are.
    func knownLane(_ request: Request) async throws -> String? {
        guard let lane = request.query("lane") else { return nil }
        let known = try await spool.booksConnections().map(\.lane)
        guard known.contains(lane) else {
            let those = known.isEmpty ? "none is connected" : "there are \(known.joined(separator: ", "))"
            throw SpoolError(.notFound, "there is no company \(lane); \(those)")
        }
        return lane
    }
}

extension SyncLogFilter.Status {
    /// Reads `429`, `5xx` or `none`.
    fileprivate init?(_ text: String) {
        if text == "none" {
            self = .none
        } else if let status = Int(text), (100...599).contains(status) {
            self = .between(status, status)
        } else if let digit = text.first.flatMap({ Int(String($0)) }), text.dropFirst() == "xx", (1...5).contains(digit)
        {
            self = .between(digit * 100, digit * 100 + 99)
        } else {
            return nil
        }
    }
}

extension SyncStatisticsReply {
    init(_ statistics: SyncStatistics) {
        self.init(
            all: Figures(statistics.all),
            failures: statistics.failures.map { Failure(code: $0.code, count: $0.count) },
            days: statistics.days.map { Day(day: "\($0.day)", figures: Figures($0.figures)) })
    }
}

extension SyncStatisticsReply.Figures {
    fileprivate init(_ figures: SyncStatistics.Figures) {
        self.init(
            calls: figures.calls, failures: figures.failures, meanMilliseconds: figures.meanMilliseconds,
            slowestMilliseconds: figures.slowestMilliseconds)
    }
}
