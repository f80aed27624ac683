import Agent
import Fiscal
import Hummingbird
import LocalAPI
import Spool

/// The spool's care: verifying, pruning, compacting, another key, and asking KRA what a restored one missed.
struct SpoolRoutes {
    let agent: Agent

    func add(to router: Router<DoorContext>) {
        router.post("/v1/spool/verify") { request, context in
            try context.require(.technician, .hq)
            let wanted = try await request.body(VerifyRequest.self, usually: VerifyRequest())
            let since = try wanted.since.map { words in
                guard let checkpoint = words.checkpoint else {
                    throw Problem.checkpoint
                }
                return checkpoint
            }
            return try Reply.json(VerifyReply(try await agent.spool.verify(since: since)))
        }
        router.post("/v1/spool/prune") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(PruneRequest.self)
            guard let before = Timestamp(rfc3339: wanted.before) else {
                throw Problem.query("before", wanted.before, "RFC 3339, such as 2021-01-01T00:00:00+03:00")
            }
            let scope =
                wanted.isDryRun
                ? try await agent.pruning.scope(before: before) : try await agent.pruning.prune(before: before)
            return try Reply.json(
                PruneReply(
                    isDryRun: wanted.isDryRun, sales: scope.sales, through: scope.sales > 0 ? scope.through : nil,
                    bytes: scope.bytes, stoppedBy: scope.stoppedBy))
        }
        router.get("/v1/spool/prune") { _, context in
            try context.require(.technician, .hq)
            let progress = await agent.pruning.progress()
            return try Reply.json(
                ProgressReply(isRunning: progress.isRunning, done: progress.done, total: progress.total))
        }
        router.post("/v1/kra/reconcile") { _, context in
            try context.require(.technician)
            return try Reply.json(ReconcileReply(try await agent.reconcile()))
        }
        router.get("/v1/kra/reconcile") { _, context in
            try context.require(.technician, .hq)
            let progress = await agent.reconciling.progress()
            return try Reply.json(ProgressReply(isRunning: progress.isRunning, done: progress.asked, total: nil))
        }
        router.post("/v1/spool/compact") { _, context in
            try context.require(.technician)
            return try Reply.json(CompactReply(try await agent.spool.compact()))
        }
    }
}

extension Problem {
    fileprivate static let checkpoint = Problem(
        status: 422, code: "checkpoint.invalid", title: "The checkpoint cannot be read",
        detail: "it has sequence, hash (64 hexadecimal digits), time, signature (128) and key (64)")
}

extension ReconcileReply {
    init(_ outcome: ReconcileDesk.Outcome) {
        self.init(
            found: outcome.found, adopted: outcome.adopted,
            lost: outcome.lost.map {
                Lost(
                    invoiceNumber: $0.number, total: $0.total.map { "\($0)" }, remark: $0.remark,
                    signedAt: $0.signedAt.map { KenyaTime($0).rfc3339 })
            }, lastInvoice: outcome.lastInvoice)
    }
}

extension CompactReply {
    /// What compacting did, in the words of the API.
    init(_ compaction: Compaction) {
        self.init(before: compaction.before, after: compaction.after, unused: compaction.unused)
    }
}
