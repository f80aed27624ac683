import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import LocalAPI
import NIOCore
import ServiceLifecycle
import Spool

/// `/v1/devices`: the things on the counter; `/v1/reports/x` and `/v1/reports/z`, where a control unit keeps the day.
struct DeviceRoutes {
    let agent: Agent

    /// Seconds that a trace may run.
    private static let traceLimit = 1...86_400

    func add(to router: Router<DoorContext>) {
        router.get("/v1/devices") { _, context in
            try context.require(.technician, .hq, .till)
            let views = try await agent.counter.views()
            return try Reply.json(CounterDeviceListReply(devices: views.map(CounterDeviceReply.init)))
        }
        router.get("/v1/devices/scan") { try await scan($0, $1) }
        router.get("/v1/devices/:name") { _, context in
            try context.require(.technician, .hq, .till)
            return try Reply.json(try await device(try context.name("name")))
        }
        router.post("/v1/devices") { request, context in
            try context.require(.technician)
            let wanted = try await request.body(DeviceRequest.self)
            try await agent.counter.add(
                name: wanted.name, profile: wanted.profile, place: wanted.place, speed: wanted.speed, key: wanted.key)
            return try Reply.json(try await device(wanted.name), status: .created)
        }
        router.delete("/v1/devices/:name") { _, context in
            try context.require(.technician)
            try await agent.counter.remove(try context.name("name"))
            return Response(status: .noContent)
        }
        router.post("/v1/devices/:name/test") { _, context in
            try context.require(.technician)
            return try Reply.json(
                DeviceTestReply(try await agent.counter.test(try context.name("name"))))
        }
        router.post("/v1/devices/:name/day-close") { _, context in
            try context.require(.technician)
            return try Reply.json(
                DeviceTestReply(try await agent.counter.closeDay(of: try context.name("name"))))
        }
        router.get("/v1/devices/:name/trace") { try await trace($0, $1) }
        router.get("/v1/devices/:name/day") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(
                DeviceTestReply(try await agent.counter.day(of: try context.name("name"))))
        }
        router.get("/v1/reports/x") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(DeviceTestReply(try await agent.counter.xReport()))
        }
        router.post("/v1/reports/z") { _, context in
            try context.require(.technician)
            return try Reply.json(DeviceTestReply(try await agent.counter.zReport()))
        }
        router.get("/v1/profiles") { _, context in
            try context.require(.technician, .hq)
            let profiles = agent.counter.profiles.map {
                ProfileListReply.Profile(
                    id: $0.id, title: $0.title, engine: $0.engine, confidence: $0.confidence,
                    capabilities: $0.capabilities)
            }
            return try Reply.json(ProfileListReply(profiles: profiles))
        }
    }

    private func device(_ name: String) async throws -> CounterDeviceReply {
        guard let view = try await agent.counter.views().first(where: { $0.name == name }) else {
            throw SpoolError(.notFound, "there is no device \(name)")
        }
        return CounterDeviceReply(view)
    }

    /// Looks for devices: a line of JSON for each question before it is asked, and one for each thing that was found.
    ///
    /// Who hangs up ends the scan.
    private func scan(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.technician)
        let wish = request.query("probe").map { $0.split(separator: ",").map(String.init) } ?? []
        let counter = agent.counter
        let body = ResponseBody { writer in
            for await event in counter.scan(probe: wish).cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(bytes: ReplyCoding.bytes(of: ScanReply(event)) + [0x0A]))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"], body: body)
    }

    private func trace(_ request: Request, _ context: DoorContext) async throws -> Response {
        try context.require(.technician)
        let asked = request.query("seconds") ?? "60"
        guard let seconds = Int(asked), Self.traceLimit.contains(seconds) else {
            throw Problem.query("seconds", asked, "1 to 86400")
        }
        let lines = try agent.counter.trace(try context.name("name"), for: .seconds(seconds))
        let body = ResponseBody { writer in
            for await line in lines.cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(string: line + "\n"))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"], body: body)
    }
}

extension CounterDeviceReply {
    init(_ view: DeviceDesk.View) {
        self.init(
            name: view.name, profile: view.profile, place: view.place, serial: view.stored?.serial,
            firmware: view.stored?.firmware, state: view.state,
            sentences: ["en": view.sentences.english, "sw": view.sentences.kiswahili], detail: view.detail,
            conditions: view.conditions, waiting: view.waiting)
    }
}

extension DeviceTestReply {
    init(_ test: DeviceDesk.Test) {
        self.init(works: test.works, steps: test.steps.map { Step(name: $0.name, result: $0.result) })
    }
}

extension ScanReply {
    init(_ event: DeviceDesk.ScanEvent) {
        switch event {
        case .step(let step):
            self.init(
                step: Step(
                    place: step.place, profiles: step.profiles, speed: step.speed, index: step.index, count: step.count)
            )
        case .found(let found):
            self.init(
                finding: Finding(
                    place: found.place, confidence: found.confidence, profile: found.profile,
                    alternatives: found.alternatives, speed: found.speed, serial: found.serial,
                    firmware: found.firmware, sentence: found.sentence, next: found.next))
        }
    }
}
