import Foundation
import HTTPTestSupport
import Synchronization

@testable import Simulators

/// A control unit's port in the network: it wants a line with the owner's password first (fiscal-hardware §3.1).
final class LANUnit: Sendable {
    /// Where it is, as `risiti devices add` takes it.
    let place: String
    private let listener: SocketHandle
    private let connections = Mutex<[SocketHandle]>([])
    private let heard = Mutex<[String]>([])

    /// The greetings so far, a connection each.
    var greetings: [String] { heard.withLock { $0 } }

    init(password: String) throws {
        guard let (listener, port) = SocketHandle.listening() else { throw ShopError.notListening }
        self.listener = listener
        place = "tcp:127.0.0.1:\(port)"
        Thread.detachNewThread { [self] in
            while let connection = listener.accepted() {
                connections.withLock { $0.append(connection) }
                Thread.detachNewThread { [self] in serve(connection, password) }
            }
            listener.close()
        }
    }

    /// Ends it and its connections.
    func stop() {
        listener.end()
        drop()
    }

    /// Ends its connections; new ones are taken.
    func drop() {
        for connection in connections.withLock({ $0 }) { connection.end() }
    }

    private func serve(_ connection: SocketHandle, _ password: String) {
        var bytes: [UInt8] = []
        while !bytes.contains(0x0A) {
            let more = connection.read()
            if more.isEmpty { return }
            bytes += more
        }
        let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        heard.withLock { $0.append(line) }
        bytes = Array(bytes.drop { $0 != 0x0A }.dropFirst())
        var unit = TremolUnit()
        while true {
            // "Wrong password" to each ping.
            let reply = line == password ? unit.receive(bytes).bytes : bytes.contains(0x09) ? [0x70] : []
            if !reply.isEmpty { connection.write(reply) }
            bytes = connection.read()
            if bytes.isEmpty { return }
        }
    }
}
