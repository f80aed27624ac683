import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import LocalAPI
import NIOCore
import ServiceLifecycle
import Spool

/// `/v1/events`: what happens, as it happens (server-sent events).
struct EventRoutes {
    let agent: Agent

    /// Events that are read at once.
    private static let batch = 200

    func add(to router: Router<DoorContext>) {
        router.get("/v1/events") { request, context in
            try context.require(.till, .technician, .hq)
            return try await stream(request)
        }
    }

    /// From `Last-Event-ID` on where the listener names one, else from now on.
    private func stream(_ request: Request) async throws -> Response {
        let spool = agent.spool
        let named = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
        let start: Int64 = if let named { named } else { try await spool.lastEvent() }
        let changes = spool.changes()
        let body = ResponseBody { writer in
            var last = start
            try await writer.write(ByteBuffer(string: ": listening\n\n"))
            var rings = changes.cancelOnGracefulShutdown().makeAsyncIterator()
            repeat {
                var events = try await spool.events(after: last, limit: Self.batch)
                while let newest = events.last {
                    try await writer.write(ByteBuffer(string: events.map(Self.text).joined()))
                    last = newest.id
                    events = try await spool.events(after: last, limit: Self.batch)
                }
            } while await rings.next() != nil
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    /// One event as the stream words it.
    private static func text(_ event: StoredEvent) -> String {
        "id: \(event.id)\nevent: \(event.type)\ndata: \(event.body)\n\n"
    }
}
