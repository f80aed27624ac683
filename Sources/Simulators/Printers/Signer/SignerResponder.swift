import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The door of a simulated signer: HTTP in, reactions out.
struct SignerResponder: HTTPResponder {
    typealias Context = SignerConnection

    /// The path that documents are posted to (fiscal-hardware.md §1.5).
    static let path = "/api/sign"
    /// The largest request.
    private static let limit = 4 << 20

    /// The running signer.
    let core: SignerCore
    /// Clock, latency and the length of slow answers.
    let options: SignerOptions

    func respond(to request: Request, context: SignerConnection) async throws -> Response {
        let path = request.uri.path
        if path.hasPrefix(SignerControlDoor.basePath) {
            let name = String(path.dropFirst(SignerControlDoor.basePath.count))
            let body = try await request.body.collect(upTo: Self.limit)
            let door = SignerControlDoor(core: core)
            return Self.response(await door.answer(request.method.rawValue, name, Array(body.readableBytesView)))
        }
        guard path == Self.path, request.method == .post else {
            return Self.response(SignerAnswer(status: 404, contentType: "text/plain", body: "not found\n"))
        }
        let strike = await core.nextStrike()
        guard strike.fault != .resetBefore, strike.fault != .outage else {
            await context.end(withReset: strike.fault == .resetBefore)
            return Response(status: .serviceUnavailable)
        }
        let body = try await request.body.collect(upTo: Self.limit)
        if options.latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(options.latencyMilliseconds))
        }
        let reaction = await core.react(
            to: Array(body.readableBytesView), query: request.uri.query ?? "",
            authorization: request.headers[.authorization], at: NairobiTime(epochSeconds: options.clock()),
            strike: strike)
        switch reaction {
        case .answer(let answer): return Self.response(answer)
        case .late(let answer):
            try await waitLong(context.channel)
            return Self.response(answer)
        case .torn(let answer): return torn(answer, context)
        case .close:
            await context.end()
            return Response(status: .serviceUnavailable)
        }
    }

    /// Waits as long as a slow answer takes, but no longer than the caller or the simulator lasts.
    private func waitLong(_ channel: any Channel) async throws {
        let step = 50
        for begun in stride(from: 0, to: options.slowMilliseconds, by: step) {
            guard channel.isActive, !Task.isShuttingDownGracefully else { return }
            try await Task.sleep(for: .milliseconds(min(step, options.slowMilliseconds - begun)))
        }
    }

    private static func response(_ answer: SignerAnswer) -> Response {
        Response(
            status: .init(code: answer.status), headers: [.contentType: answer.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }

    /// Half of what was promised, then the end of the connection.
    private func torn(_ answer: SignerAnswer, _ context: SignerConnection) -> Response {
        let bytes = Array(answer.body.utf8)
        return Response(
            status: .init(code: answer.status), headers: [.contentType: answer.contentType],
            body: ResponseBody(contentLength: bytes.count) { writer in
                try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
                await context.end()
                try await writer.finish(nil)
            })
    }
}
