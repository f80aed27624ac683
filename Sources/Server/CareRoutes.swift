import Agent
import Fiscal
import Forwarder
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import Spool

/// Lanes, tasks, tokens, KRA and the spool: what a technician does.
struct CareRoutes {
    let agent: Agent

    func add(to router: Router<DoorContext>) {
        addLanes(to: router)
        addTasks(to: router)
        addTokens(to: router)
        router.post("/v1/kra/init") { _, context in
            try context.require(.technician)
            _ = try await agent.initialiseDevice()
            return try Reply.json(DeviceReply(try await agent.status.picture()))
        }
        router.put("/v1/kra/credentials") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(KRACredentials.self)
            if let key = wanted.communicationKey { try await agent.kra.keep(communicationKey: key) }
            try await agent.kra.keep(
                KRADesk.GatewaySecrets(
                    applicationID: wanted.appID, consumerKey: wanted.consumerKey,
                    consumerSecret: wanted.consumerSecret))
            return Response(status: .noContent)
        }
    }

    private func addLanes(to router: Router<DoorContext>) {
        router.get("/v1/lanes") { _, context in
            try context.require(.technician, .hq)
            let now = agent.clock.now()
            let lanes = try await agent.spool.lanes()
            let rests = try await agent.books.rests()
            return try Reply.json(
                LaneListReply(lanes: lanes.map { LaneReply($0, rests: rests[$0.name] ?? [], at: now) }))
        }
        router.post("/v1/lanes/:name/:verb") { _, context in
            try context.require(.technician)
            let name = try context.name("name")
            let verb = try context.parameters.require("verb")
            let isThere = try await agent.spool.lanes().contains { $0.name == name }
            guard isThere, let lane = agent.lane(name) else {
                throw SpoolError(.notFound, "there is no lane \(name); see: risiti lanes list")
            }
            switch AgentClient.LaneVerb(rawValue: verb) {
            case .pause: try await lane.pause(reason: "paused by a person")
            case .resume: try await lane.resume()
            case .retry: await lane.tryNow()
            case nil: throw SpoolError(.notFound, "a lane is paused, resumed or retried, not \"\(verb)\"")
            }
            guard let view = try await agent.spool.lanes().first(where: { $0.name == name }) else {
                throw SpoolError(.notFound, "there is no lane \(name)")
            }
            let rests = try await agent.books.rests()
            return try Reply.json(LaneReply(view, rests: rests[name] ?? [], at: agent.clock.now()))
        }
    }

    private func addTasks(to router: Router<DoorContext>) {
        router.get("/v1/tasks") { request, context in
            try context.require(.technician, .hq)
            let tasks = try await agent.spool.tasks(openOnly: request.query("all") != "true")
            return try Reply.json(TaskListReply(tasks: tasks.map(TaskReply.init)))
        }
        router.get("/v1/tasks/:id") { _, context in
            try context.require(.technician, .hq)
            let task = try await agent.spool.task(try context.parameters.require("id", as: Int64.self))
            var reply = TaskReply(task)
            let (count, first) = try await agent.spool.documentsGivenUp(with: task, naming: Self.mostNamed)
            if count > 0 { reply.givesUp = TaskReply.GivesUp(count: count, first: first) }
            return try Reply.json(reply)
        }
        router.post("/v1/tasks/:id/resolve") { request, context in
            try context.require(.technician)
            let id = try context.parameters.require("id", as: Int64.self)
            let wanted = try await request.body(LocalAPI.TaskResolution.self)
            switch wanted.action {
            case .retry: try await agent.resolve(id, .retry)
            case .discard: try await agent.resolve(id, .discard)
            case .signed: try await agent.resolve(id, signedAs: wanted.number ?? "")
            }
            return try Reply.json(TaskReply(try await agent.spool.task(id)))
        }
    }

    /// Documents that a task names; of the rest it tells how many there are.
    private static let mostNamed = 5

    private func addTokens(to router: Router<DoorContext>) {
        router.post("/v1/tokens") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(TokenRequest.self)
            let role = Role(rawValue: wanted.role.rawValue) ?? .till
            let (token, view) = try await agent.tokens.create(role: role, name: wanted.name)
            return try Reply.json(TokenReply(view, token: token), status: .created)
        }
        router.get("/v1/tokens") { _, context in
            try context.require(.technician)
            return try Reply.json(
                TokenListReply(tokens: try await agent.tokens.list().map { TokenReply($0, token: nil) }))
        }
        router.delete("/v1/tokens/:id") { _, context in
            try context.require(.technician)
            try await agent.tokens.revoke(try context.name("id"))
            return Response(status: .noContent)
        }
    }
}

extension LaneReply {
    init(_ lane: LaneView, rests: [LaneRest], at now: Timestamp) {
        self.init(
            name: lane.name, state: State(rawValue: lane.state.rawValue) ?? .running, backlog: lane.backlog,
            done: lane.done, oldestUnsentAt: lane.oldestAt.map { KenyaTime($0).rfc3339 },
            oldestUnsentAge: lane.oldestAt.map { Int(now.since($0).components.seconds) },
            nextAttemptAt: lane.nextAttemptAt.map { KenyaTime($0).rfc3339 }, attempts: lane.attempts,
            reason: lane.reason, givenUp: lane.givenUp, leftOut: lane.leftOut,
            leftOutExported: lane.leftOutExported,
            rests: rests.map {
                Rest(
                    code: $0.code, count: $0.count, reason: $0.reason, until: $0.until.map { KenyaTime($0).rfc3339 })
            })
    }
}

extension TaskReply {
    init(_ task: TaskView) {
        self.init(
            id: task.id, code: task.trouble.code, lane: task.lane, saleID: task.documentID,
            reason: task.trouble.reason,
            evidence: .object(task.trouble.evidence.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
            action: task.trouble.action, raisedAt: KenyaTime(task.raisedAt).rfc3339,
            resolvedAt: task.resolvedAt.map { KenyaTime($0).rfc3339 })
    }
}

extension TokenReply {
    init(_ view: TokenView, token: String?) {
        self.init(
            id: view.id, role: TokenRole(rawValue: view.role.rawValue) ?? .till, name: view.name,
            createdAt: KenyaTime(view.createdAt).rfc3339, revokedAt: view.revokedAt.map { KenyaTime($0).rfc3339 },
            token: token)
    }
}
