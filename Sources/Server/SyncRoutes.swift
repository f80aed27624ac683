import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/sync` and `/v1/sync-jobs`: what a person asks to be posted now; `/v1/sync-log`.
struct SyncRoutes {
    let agent: Agent

    /// Jobs in one page.
    private static let jobsInPage = 50
    /// Exchanges in one page, unless told otherwise, and at most.
    private static let usualEntries = 100
    private static let mostEntries = 500
    /// Sales that one request names.
    private static let mostSales = 1_000

    func add(to router: Router<DoorContext>) {
        addJobs(to: router)
        addLog(to: router)
    }

    private func addJobs(to router: Router<DoorContext>) {
        router.post("/v1/connections/:lane/sync") { request, context in
            try context.require(.technician)
            let lane = try context.lane()
            let wanted = try Self.selection(try await request.bytes())
            return try await accepted(try await agent.syncs.ask(wanted, of: lane, by: context.person))
        }
        router.get("/v1/sync-jobs") { request, context in
            try context.require(.technician, .hq)
            let state = try request.query("state").map { text in
                guard let state = SyncJobRow.State(rawValue: text) else {
                    throw Problem.query("state", text, "running, done or cancelled")
                }
                return state
            }
            let jobs = try await agent.syncs.jobs(
                of: request.query("lane"), state: state, before: try request.cursor(), limit: Self.jobsInPage + 1)
            let page = jobs.prefix(Self.jobsInPage)
            let lanes = try await agent.spool.lanes()
            return try Reply.json(
                SyncJobListReply(
                    jobs: page.map { SyncJobReply($0, lanes) },
                    nextCursor: jobs.count > page.count ? page.last.map { "\($0.row.id)" } : nil))
        }
        router.get("/v1/sync-jobs/:id") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(try await reply(try await agent.syncs.job(try Self.number(context))))
        }
        router.post("/v1/sync-jobs/:id/cancel") { _, context in
            try context.require(.technician)
            return try Reply.json(try await reply(try await agent.syncs.cancel(try Self.number(context))))
        }
        router.post("/v1/sync-jobs/:id/retry") { _, context in
            try context.require(.technician)
            return try await accepted(try await agent.syncs.retry(try Self.number(context), by: context.person))
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
                try Self.filter(request), before: try request.cursor(), limit: size + 1)
            let page = rows.prefix(size)
            return try Reply.json(
                SyncLogReply(
                    entries: page.map(SyncLogEntryReply.init),
                    nextCursor: rows.count > page.count ? page.last.map { "\($0.id)" } : nil))
        }
        router.get("/v1/sync-log/:id") { request, context in
            try context.require(.technician)
            let text = try context.parameters.require("id")
            if text == "statistics" {
                return try Reply.json(
                    SyncStatisticsReply(try await agent.spool.syncStatistics(try Self.filter(request))))
            }
            guard let id = Int64(text) else { throw Problem.query("id", text, "the number of an exchange") }
            let row = try await agent.spool.syncLogEntry(id)
            var reply = SyncLogEntryReply(row)
            (reply.request, reply.response) = (row.request, row.response)
            return try Reply.json(reply)
        }
    }

    // MARK: - Telling

    private func accepted(_ job: SyncJob) async throws -> Response {
        var answer = try Reply.json(try await reply(job), status: .accepted)
        answer.headers[.location] = "/v1/sync-jobs/\(job.row.id)"
        return answer
    }

    private func reply(_ job: SyncJob) async throws -> SyncJobReply {
        SyncJobReply(job, try await agent.spool.lanes())
    }

    // MARK: - Reading

    private static func number(_ context: DoorContext) throws -> Int64 {
        let text = try context.parameters.require("id")
        guard let number = Int64(text) else { throw Problem.query("id", text, "the number of a sync job") }
        return number
    }

    private static func selection(_ body: [UInt8]) throws -> SyncSelection {
        // Faults of JSON itself are told with their place.
        _ = try JSONTree(parsing: body)
        guard let wanted = try? ReplyCoding.read(SyncRequest.self, from: body) else {
            throw Problem(
                status: 422, code: "sync.request", title: "The request cannot be read",
                detail: """
                    it has, if wanted, types (a list), ids (a list of sales), from and to (days), and force (true or false)
                    """)
        }
        let days = try (day(wanted.from, "from"), day(wanted.to, "to"))
        if let from = days.0, let to = days.1, to < from {
            throw Problem.query("to", "\(to)", "a day not before \(from)")
        }
        if let ids = wanted.ids, days.0 != nil || days.1 != nil {
            throw Problem.query("ids", "\(ids.count) sales", "ids, or from and to, and not both")
        }
        if let ids = wanted.ids, ids.isEmpty || ids.count > mostSales {
            throw Problem.query("ids", "\(ids.count) sales", "1 to \(mostSales); leave it out for all")
        }
        return SyncSelection(
            types: try kinds(wanted.types), ids: wanted.ids, from: days.0, to: days.1, force: wanted.force ?? false)
    }

    private static func kinds(_ types: [String]?) throws -> [SyncKind]? {
        guard let types else { return nil }
        let known = SyncKind.allCases.map(\.rawValue).joined(separator: ", ")
        var faults = types.enumerated().filter { SyncKind(rawValue: $0.element) == nil }.map { place, text in
            Fault(field: "types[\(place)]", rule: "selection.type", found: text, expected: "one of \(known)")
        }
        if types.isEmpty {
            faults = [
                Fault(
                    field: "types", rule: "selection.type", found: "[]",
                    expected: "at least one of \(known); leave it out for all")
            ]
        }
        guard faults.isEmpty else { throw SyncDesk.Refusal(faults: faults) }
        return types.compactMap(SyncKind.init(rawValue:))
    }

    private static func day(_ text: String?, _ name: String) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
            return day
        }
    }

    private static func filter(_ request: Request) throws -> SyncLogFilter {
        var filter = SyncLogFilter(lane: request.query("lane"))
        filter.failuresOnly = try request.flag("failures")
        (filter.about, filter.subject) = (request.query("about"), request.query("subject"))
        filter.status = try request.query("status").map { text in
            guard let status = SyncLogFilter.Status(text) else {
                throw Problem.query("status", text, "a status such as 429, a class such as 5xx, or none")
            }
            return status
        }
        filter.from = try time(request, "from") { $0.start }
        filter.to = try time(request, "to") { $0.end }
        return filter
    }

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

extension SyncJobReply {
    init(_ job: SyncJob, _ lanes: [LaneView]) {
        let (row, wanted, lane) = (job.row, job.selection, lanes.first { $0.name == job.row.lane })
        self.init(
            id: row.id, lane: row.lane, state: row.state.rawValue, askedBy: row.askedBy,
            askedAt: KenyaTime(row.askedAt).rfc3339, finishedAt: row.finishedAt.map { KenyaTime($0).rfc3339 },
            selection: SyncRequest(
                types: wanted.types?.map(\.rawValue), ids: wanted.ids, from: wanted.from.map { "\($0)" },
                to: wanted.to.map { "\($0)" }, force: wanted.force),
            retries: row.retries,
            progress: Progress(
                posted: row.progress.posted, toGo: row.progress.toGo, waiting: row.progress.waiting,
                givenUp: row.progress.givenUp, collecting: row.progress.collecting, already: row.already),
            laneState: (lane?.state ?? .paused).rawValue, laneReason: lane?.reason,
            rest: row.rest.map {
                Rest(documents: $0.documents, reason: $0.reason, until: KenyaTime($0.until).rfc3339)
            })
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

extension Problem {
    /// What keeps a sync job from being begun.
    init(selection faults: [Fault]) {
        self.init(
            status: 422, code: "sync.selection", title: "The selection cannot be",
            detail: "\(faults.count == 1 ? "one thing is" : "\(faults.count) things are") wrong; nothing was set going",
            errors: faults)
    }
}
