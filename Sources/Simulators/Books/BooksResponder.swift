import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The door of a simulated accounting service: HTTP in, reactions out.
struct BooksResponder<World: BooksWorld>: HTTPResponder {
    typealias Context = BooksConnection

    /// The running service.
    let core: BooksCore<World>
    /// Latency and the length of slow answers.
    let options: BooksOptions

    func respond(to request: Request, context: BooksConnection) async throws -> Response {
        let body = try await request.body.collect(upTo: 32 << 20)
        var headers: [String: String] = [:]
        for field in request.headers {
            headers[field.name.canonicalName] = field.value
        }
        let asked = BooksRequest(
            method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
            headers: headers, body: Array(body.readableBytesView), now: await core.now)
        if asked.path.hasPrefix(BooksControlDoor<World>.basePath),
            let answer = await BooksControlDoor(core: core).answer(asked)
        {
            return Self.response(answer)
        }
        if let refusal = await core.enter(asked) {
            await core.leave(asked)
            return Self.response(refusal)
        }
        do {
            let response = try await response(to: asked, context.channel)
            await core.leave(asked)
            return response
        } catch {
            await core.leave(asked)
            throw error
        }
    }

    private func response(to request: BooksRequest, _ channel: any Channel) async throws -> Response {
        if options.latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(options.latencyMilliseconds))
        }
        switch await core.react(to: request) {
        case .answer(let answer): return Self.response(answer)
        case .drip(let answer): return dripping(answer)
        case .tear(let answer): return Self.torn(answer, channel)
        case .hold: try await waitForCaller(channel)
        case .close: break
        }
        try? await channel.close()
        return Response(status: .serviceUnavailable)
    }

    private static func response(_ answer: BooksAnswer) -> Response {
        Response(
            status: .init(code: answer.status), headers: headers(answer),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    private static func headers(_ answer: BooksAnswer) -> HTTPFields {
        var headers: HTTPFields = [.contentType: answer.contentType]
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }

    /// The answer byte by byte over the whole drip time.
    private func dripping(_ answer: BooksAnswer) -> Response {
        let pause = Duration.milliseconds(options.dripMilliseconds) / max(1, answer.body.count)
        return Response(
            status: .init(code: answer.status), headers: Self.headers(answer),
            body: ResponseBody(contentLength: answer.body.count) { writer in
                for byte in answer.body {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    if pause > .zero { try await Task.sleep(for: pause) }
                }
                try await writer.finish(nil)
            })
    }

    /// Half of the answer, and then nothing.
    private static func torn(_ answer: BooksAnswer, _ channel: any Channel) -> Response {
        Response(
            status: .init(code: answer.status), headers: headers(answer),
            body: ResponseBody(contentLength: answer.body.count) { writer in
                try await writer.write(ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2)))
                try? await channel.close()
                try await writer.finish(nil)
            })
    }

    /// Waits until the caller has gone, the hold is over or the simulator stops.
    private func waitForCaller(_ channel: any Channel) async throws {
        let step = 100
        for _ in 0..<(options.holdSeconds * 1_000 / step) {
            guard channel.isActive, !Task.isShuttingDownGracefully else { return }
            try await Task.sleep(for: .milliseconds(step))
        }
    }
}
