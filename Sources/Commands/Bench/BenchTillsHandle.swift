import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Tills that do nothing but post one sale after the other, each on a connection of its own.
///
/// Real tills are other machines, so what they cost must not be taken from the agent's processors; one thread that
/// waits for whichever answer comes first gets nearest to that on one machine.
final class BenchTillsHandle: Sendable {
    private let sockets: [Int32]
    private let head: String

    /// The bytes that an answer is read in: longer than any answer to a sale.
    private static let room = 1 << 16
    private static let accepted = Array("HTTP/1.1 201 ".utf8)
    private static let lengthName = Array("\ncontent-length:".utf8)

    /// Connects so many tills to an agent's address, `http://127.0.0.1:4780`.
    ///
    /// - Throws: ``BenchError`` where the address is none, or nobody takes the connections.
    init(_ tills: Int, address: String, token: String) throws {
        guard let url = URL(string: address), let host = url.host(), let port = url.port else {
            throw BenchError(sentence: "\(address) is no address of an agent")
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(port).bigEndian
        let isRead = inet_pton(AF_INET, host, &place.sin_addr) == 1
        var sockets: [Int32] = []
        var isConnected = isRead
        for _ in 0..<tills where isConnected {
            let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            sockets.append(descriptor)
            isConnected = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
        self.sockets = sockets
        head = """
            POST /v1/sales HTTP/1.1\r
            Host: \(host):\(port)\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            Content-Length: \(BenchSale.body.count)\r
            Idempotency-Key:
            """
        guard isConnected else { throw BenchError(sentence: "\(address) takes no connection") }
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    /// How many tills there are.
    var count: Int { sockets.count }

    /// Posts so many sales from each till, and says how long each took.
    ///
    /// - Throws: ``BenchError`` where the agent refuses a sale or hangs up.
    func sell(each count: Int, round: String) async throws -> [Duration] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try self.post(each: count, round: round) })
            }
        }
    }

    private func post(each count: Int, round: String) throws -> [Duration] {
        var times: [Duration] = []
        times.reserveCapacity(count * sockets.count)
        var starts = try sockets.indices.map { try send(from: $0, "\(round)-\($0)-0") }
        var sent = Array(repeating: 1, count: sockets.count)
        var waits = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var answer = [UInt8](repeating: 0, count: Self.room)
        while times.count < count * sockets.count {
            guard poll(&waits, nfds_t(waits.count), -1) > 0 else { continue }
            for till in waits.indices where waits[till].revents != 0 {
                try receive(from: till, &answer)
                let now = ContinuousClock.now
                times.append(starts[till].duration(to: now))
                if sent[till] < count {
                    starts[till] = try send(from: till, "\(round)-\(till)-\(sent[till])")
                    sent[till] += 1
                }
            }
        }
        return times
    }

    /// Posts a sale under a key; when it was sent.
    private func send(from till: Int, _ key: String) throws -> ContinuousClock.Instant {
        let request = Array("\(head) \(key)\r\n\r\n".utf8) + BenchSale.body
        let start = ContinuousClock.now
        guard Glibc.send(sockets[till], request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BenchError(sentence: "the agent closed the connection")
        }
        return start
    }

    /// Reads one whole answer and checks that it accepts the sale.
    private func receive(from till: Int, _ answer: inout [UInt8]) throws {
        var count = 0
        var whole = Self.room
        while count < whole {
            let more = answer.withUnsafeMutableBytes { bytes in
                recv(sockets[till], bytes.baseAddress.map { $0 + count }, Self.room - count, 0)
            }
            guard more > 0 else { throw BenchError(sentence: "the agent closed the connection") }
            count += more
            whole = Self.length(answer[..<count]) ?? Self.room
        }
        guard answer.starts(with: Self.accepted) else {
            throw BenchError(
                sentence: "the agent answered: \(String(decoding: answer[..<min(count, 400)], as: UTF8.self))")
        }
    }

    /// The length of an answer with its head, once the head is there.
    private static func length(_ answer: ArraySlice<UInt8>) -> Int? {
        var named: Int?
        var line = answer.startIndex
        while let end = answer[line...].firstIndex(of: UInt8(ascii: "\n")) {
            if end - line < 2 { return named.map { end + 1 + $0 } }
            if answer[end...].count > lengthName.count,
                zip(answer[end...], lengthName).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
            {
                named = answer[(end + lengthName.count)...].prefix { $0 != UInt8(ascii: "\r") }
                    .reduce(0) { $1 == UInt8(ascii: " ") ? $0 : $0 * 10 + Int($1 & 0x0F) }
            }
            line = end + 1
        }
        return nil
    }
}
