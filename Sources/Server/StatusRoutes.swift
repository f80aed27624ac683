import Agent
import Fiscal
import Hummingbird
import LocalAPI
import Spool

/// Status, health and metrics: what HQ and service managers ask.
struct StatusRoutes {
    let agent: Agent

    func add(to router: Router<DoorContext>) {
        router.get("/healthz") { _, _ in Reply.bytes(Array("ok\n".utf8), type: "text/plain; charset=utf-8") }
        router.get("/readyz") { _, _ in
            let health = agent.spool.health
            guard health.acceptsSales else {
                // Anybody may ask this: the state alone, no path and no number.
                return Reply.bytes(
                    Array("not ready: spool \(health.state.rawValue)\n".utf8), type: "text/plain; charset=utf-8",
                    status: .serviceUnavailable)
            }
            _ = try await agent.spool.chainEnd()
            return Reply.bytes(Array("ready\n".utf8), type: "text/plain; charset=utf-8")
        }
        router.get("/v1/status") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(StatusReply(try await agent.status.picture()))
        }
        router.get("/metrics") { _, context in
            try context.require(.technician, .hq)
            let text = Metrics.text(try await agent.status.picture())
            return Reply.bytes(Array(text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }
}

extension DeviceReply {
    init(_ picture: StatusDesk.Picture) {
        self.init(
            key: Hex.text(picture.key), pin: picture.branch.pin, branchID: picture.branch.branchID,
            serial: picture.branch.deviceSerial, initialised: picture.scuID != nil, scuID: picture.scuID)
    }
}

extension StatusReply {
    init(_ picture: StatusDesk.Picture) {
        let problems = picture.problems
        let now = KenyaTime(picture.at).rfc3339
        let kra = picture.lanes.first { $0.name == "kra" }
        let budget = Int(picture.outageBudget.components.seconds)
        self.init(
            version: Agent.version, state: problems.isEmpty ? .healthy : .needsAttention, problems: problems,
            device: DeviceReply(picture),
            checkpoint: Checkpoint(
                sequence: picture.chain.sequence, hash: Hex.text(picture.chain.hash), time: now,
                signature: Hex.text(picture.checkpointSignature), key: Hex.text(picture.key)),
            lanes: picture.lanes.map { LaneReply($0, rests: picture.rests[$0.name] ?? [], at: picture.at) },
            tasks: picture.tasks.count,
            outage: Outage(
                oldestUnsentAt: kra?.oldestAt.map { KenyaTime($0).rfc3339 }, budget: budget,
                left: picture.budgetLeft.map { Int($0.components.seconds) } ?? budget, sales: kra?.backlog ?? 0,
                money: "\(kra?.backlogTotal ?? .zero)"),
            clock: Clock(now: now, suspect: false, kraSkew: picture.kraSkew.wholeMilliseconds),
            disk: Disk(
                free: picture.size.freeBytes, spool: picture.size.fileBytes, log: picture.size.logBytes,
                reserve: Spool.reserveBytes),
            printers: picture.devices.map {
                Printer(name: $0.name, kind: $0.kind.rawValue, state: $0.state, waiting: $0.waiting, reason: $0.reason)
            },
            memory: picture.memoryBytes,
            spool: SpoolState(state: picture.health.state.rawValue, reason: picture.health.sentence),
            mirror: picture.mirror.map {
                MirrorState(path: $0.path, state: $0.state.rawValue, behind: $0.behind, reason: $0.reason)
            })
    }
}
