import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A till that does nothing but post one sale after the other: a blocking socket on a thread of its own.
///
/// A real till is another machine, so what it costs must not be taken from the agent's processors; a client of few
/// parts comes nearest to that on one machine.
final class BenchTillHandle: Sendable {
    private let socket: Int32
    private let head: String

    /// Connects to an agent's address, `http://127.0.0.1:4780`.
    init(address: String, token: String) throws {
        guard let url = URL(string: address), let host = url.host(), let port = url.port else {
            throw BenchError(sentence: "\(address) is no address of an agent")
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(port).bigEndian
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isRead = inet_pton(AF_INET, host, &place.sin_addr) == 1
        let code = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        socket = descriptor
        guard isRead, code == 0 else { throw BenchError(sentence: "\(address) takes no connection") }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        head = """
            POST /v1/sales HTTP/1.1\r
            Host: \(host):\(port)\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            Content-Length: \(BenchSale.body.count)\r
            Idempotency-Key:
            """
    }

    deinit {
        close(socket)
    }

    /// Posts sales under keys, one after the other, and says how long each took.
    func sell(keys: [String]) async throws -> [Duration] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try keys.map(self.post) })
            }
        }
    }

    private func post(_ key: String) throws -> Duration {
        let request = Array("\(head) \(key)\r\n\r\n".utf8) + BenchSale.body
        let start = ContinuousClock.now
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BenchError(sentence: "the agent closed the connection")
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 14)
        while !Self.isWhole(answer) {
            let count = recv(socket, &piece, piece.count, 0)
            guard count > 0 else { throw BenchError(sentence: "the agent closed the connection") }
            answer += piece[..<count]
        }
        let took = start.duration(to: .now)
        guard answer.starts(with: Array("HTTP/1.1 201 ".utf8)) else {
            throw BenchError(sentence: "the agent answered: \(String(decoding: answer.prefix(400), as: UTF8.self))")
        }
        return took
    }

    /// Whether an answer has all the bytes that its head names.
    private static func isWhole(_ answer: [UInt8]) -> Bool {
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
        guard let name = head.firstRange(of: "content-length: "),
            let length = Int(head[name.upperBound...].prefix { $0.isNumber })
        else { return false }
        return answer.count >= end.upperBound + length
    }
}
