import Foundation
import Synchronization

/// A real HTTP server on this machine that does to each request what a test says.
public final class TinyHTTPServer: Sendable {
    /// A request as it came.
    public struct Received: Sendable {
        /// The method.
        public let method: String
        /// The target behind it.
        public let target: String
        /// The headers, names in lower case.
        public let headers: [String: String]
        /// The body.
        public let body: [UInt8]
        /// Which connection it came by, from 1.
        public let connection: Int
        /// Which request of the server it is, from 1.
        public let number: Int

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What is done to a request.
    public enum Reaction: Sendable {
        /// A whole answer.
        case answer(Int, String, headers: [String] = [])
        /// These bytes, then an orderly end.
        case raw(String)
        /// A reset without a byte.
        case reset
        /// Nothing at all, until the other side leaves.
        case stall
        /// What a test says while the client waits.
        case prompted(Prompter)
    }

    private struct State {
        var received: [Received] = []
        var connections: [SocketHandle] = []
        var accepted = 0
    }

    /// The port; 0 on a Unix socket.
    public let port: UInt16
    private let listener: SocketHandle
    private let state: Ledger
    private let react: @Sendable (Received) -> Reaction

    /// What the server's threads share.
    private final class Ledger: Sendable {
        let state = Mutex(State())
    }

    private struct NoSocket: Error {}

    /// Starts a server on a free port, or on a Unix socket.
    public init(path: String? = nil, _ react: @escaping @Sendable (Received) -> Reaction) throws {
        if let path {
            guard let listener = SocketHandle.listening(at: path) else { throw NoSocket() }
            (self.listener, port) = (listener, 0)
        } else {
            guard let (listener, port) = SocketHandle.listening() else { throw NoSocket() }
            (self.listener, self.port) = (listener, port)
        }
        let (ledger, listener) = (Ledger(), listener)
        self.state = ledger
        self.react = react
        Thread.detachNewThread {
            while let connection = listener.accepted() {
                let number = ledger.state.withLock { state in
                    state.connections.append(connection)
                    state.accepted += 1
                    return state.accepted
                }
                Thread.detachNewThread {
                    let isReset = Self.serve(connection, number, ledger, react)
                    ledger.state.withLock { state in
                        state.connections.removeAll { $0.descriptor == connection.descriptor }
                        if isReset { connection.reset() } else { connection.close() }
                    }
                }
            }
            listener.close()
        }
    }

    deinit {
        // Each thread closes its own socket: a number closed here could already be another server's.
        listener.end()
        state.state.withLock { state in
            for connection in state.connections { connection.end() }
        }
    }

    /// The server's address.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// The requests so far.
    public var received: [Received] { state.state.withLock { $0.received } }

    /// A port on which nobody listens.
    public static func closedPort() throws -> UInt16 {
        guard let (listener, port) = SocketHandle.listening() else { throw NoSocket() }
        listener.close()
        return port
    }

    /// Answers one connection's requests; true where it is to be reset.
    private static func serve(
        _ connection: SocketHandle, _ number: Int, _ ledger: Ledger, _ react: @Sendable (Received) -> Reaction
    ) -> Bool {
        var buffer: [UInt8] = []
        while let (request, rest) = next(from: connection, buffer, number, ledger) {
            buffer = rest
            switch react(request) {
            case .answer(let status, let body, let headers):
                let lines = ["HTTP/1.1 \(status) Said", "Content-Length: \(body.utf8.count)"] + headers
                connection.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
            case .raw(let text):
                connection.write(Array(text.utf8))
                return false
            case .reset:
                return true
            case .stall:
                while !connection.read().isEmpty {}
            case .prompted(let prompter):
                cues: while true {
                    switch prompter.next() {
                    case .write(let bytes): connection.write(bytes)
                    case .next: break cues
                    case .end: return false
                    case .reset: return true
                    }
                }
            }
        }
        return false
    }

    private static func next(
        from connection: SocketHandle, _ start: [UInt8], _ number: Int, _ ledger: Ledger
    ) -> (Received, rest: [UInt8])? {
        var buffer = start
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = buffer.firstRange(of: blank) {
                let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                    .split(whereSeparator: \.isNewline)
                let headers = lines.dropFirst().map { line -> (String, String) in
                    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                    return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
                }
                let named = Dictionary(headers) { first, _ in first }
                let length = named["content-length"].flatMap { Int($0) } ?? 0
                if buffer.count >= end.upperBound + length {
                    let words = lines[0].split(separator: " ").map(String.init)
                    let body = Array(buffer[end.upperBound..<end.upperBound + length])
                    let request = ledger.state.withLock { state in
                        let request = Received(
                            method: words[0], target: words[1], headers: named, body: body, connection: number,
                            number: state.received.count + 1)
                        state.received.append(request)
                        return request
                    }
                    return (request, Array(buffer[(end.upperBound + length)...]))
                }
            }
            let more = connection.read()
            if more.isEmpty { return nil }
            buffer += more
        }
    }
}
