import Agent
import Hummingbird
import LocalAPI
import Spool

/// The spool's care beside verifying: what a technician does to the file of a running agent.
struct SpoolRoutes {
    let agent: Agent

    func add(to router: Router<DoorContext>) {
        router.post("/v1/spool/compact") { _, context in
            try context.require(.technician)
            return try Reply.json(CompactReply(try await agent.spool.compact()))
        }
    }
}

extension CompactReply {
    /// What compacting did, in the words of the API.
    init(_ compaction: Compaction) {
        self.init(before: compaction.before, after: compaction.after, unused: compaction.unused)
    }
}
