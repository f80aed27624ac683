import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// `/v1/connections/{lane}/sync` and `/v1/sync-jobs`: what a person asks to be posted now.
struct SyncRoutes {
    let agent: Agent

    /// Jobs in one page.
    private static let jobsInPage = 50
    /// Sales that one request names.
    private static let mostSales = 1_000

    func add(to router: Router<DoorContext>) {
        addJobs(to: router)
        SyncLogRoutes(agent: agent).add(to: router)
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
            let lane = try await agent.knownLane(request)
            let jobs = try await agent.syncs.jobs(
                of: lane, state: state, before: try request.cursor(), limit: Self.jobsInPage + 1)
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
                    it has, if wanted, types (a list), ids (a list of sales), from and to (days), force and include_exported \
                    (true or false)
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
            types: try kinds(wanted.types), ids: wanted.ids, from: days.0, to: days.1, force: wanted.force ?? false,
            exported: wanted.includesExported)
    }

    private static func kinds(_ types: [String]?) throws -> [SyncKind]? {
        guard let types else { return nil }
        let known = SyncKind.allCases.map(\.rawValue).joined(separator: ", ") + " (day, as reports call it, is summary)"
        var faults = types.enumerated().filter { SyncKind(word: $0.element) == nil }.map { place, text in
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
        return types.compactMap(SyncKind.init(word:))
    }

    private static func day(_ text: String?, _ name: String) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
            return day
        }
    }
}

extension SyncKind {
    /// Reads a kind by its name, or by the word that reports show for it.
    fileprivate init?(word: String) {
        switch word {
        case "day", "day's credits": self = .summary
        case "credit note": self = .creditNote
        default: self.init(rawValue: word)
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
                to: wanted.to.map { "\($0)" }, force: wanted.force, includesExported: wanted.exported),
            retries: row.retries,
            progress: Progress(
                posted: row.progress.posted, toGo: row.progress.toGo, waiting: row.progress.waiting,
                givenUp: row.progress.givenUp, collecting: row.progress.collecting, already: row.already),
            laneState: lane?.state.rawValue ?? "removed", laneReason: lane?.reason, reason: row.reason,
            rest: row.rest.map {
                Rest(documents: $0.documents, reason: $0.reason, until: KenyaTime($0.until).rfc3339)
            },
            leftOut: job.leftOut.isEmpty
                ? nil
                : LeftOut(
                    count: job.leftOut.count,
                    sales: job.leftOut.prefix(LeftOut.most).map {
                        LeftOut.Sale(temporaryNumber: $0.temporaryNumber, export: $0.export, imported: $0.isImported)
                    }))
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
