import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The door of the simulated authority: HTTP in, reactions out.
struct OSCUResponder: HTTPResponder {
    typealias Context = OSCUConnection

    /// The running authority.
    let core: OSCUCore
    /// Clock, latency and the length of slow answers.
    let options: OSCUOptions

    func respond(to request: Request, context: OSCUConnection) async throws -> Response {
        let body = try await request.body.collect(upTo: 16 << 20)
        let bytes = Array(body.readableBytesView)
        let path = request.uri.path
        if path.hasPrefix(OSCUControlDoor.basePath) {
            let name = String(path.dropFirst(OSCUControlDoor.basePath.count))
            let door = OSCUControlDoor(core: core)
            return Self.response(await door.answer(request.method.rawValue, name, bytes))
        }
        if options.latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(options.latencyMilliseconds))
        }
        var headers: [String: String] = [:]
        for field in request.headers {
            headers[field.name.canonicalName] = field.value
        }
        let reaction = await core.react(
            to: OSCURequest(
                method: request.method.rawValue, path: path, query: request.uri.query ?? "", headers: headers,
                body: bytes, now: NairobiTime(epochSeconds: options.clock())))
        switch reaction {
        case .answer(let answer): return Self.response(answer)
        case .drip(let answer): return dripping(answer)
        case .hold: try await waitForCaller(context.channel)
        case .close: break
        }
        try? await context.channel.close()
        return Response(status: .serviceUnavailable)
    }

    private static func response(_ answer: OSCUAnswer) -> Response {
        Response(
            status: .init(code: answer.status), headers: headers(answer),
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }

    private static func headers(_ answer: OSCUAnswer) -> HTTPFields {
        var headers: HTTPFields = [.contentType: answer.contentType]
        if let seconds = answer.retryAfter { headers[.retryAfter] = String(seconds) }
        return headers
    }

    /// The answer byte by byte over the whole drip time.
    private func dripping(_ answer: OSCUAnswer) -> Response {
        let bytes = Array(answer.body.utf8)
        let pause = Duration.milliseconds(options.dripMilliseconds) / max(1, bytes.count)
        return Response(
            status: .init(code: answer.status), headers: Self.headers(answer),
            body: ResponseBody(contentLength: bytes.count) { writer in
                for byte in bytes {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    if pause > .zero { try await Task.sleep(for: pause) }
                }
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
