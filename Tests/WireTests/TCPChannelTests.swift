import Dispatch
import Testing
import Wire

#if canImport(Glibc)
    import Glibc
#endif

/// Connections, against real sockets of this machine.
@Suite struct TCPChannelTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `bytes go both ways`(_ host: String) async throws {
        let device = try Listener()
        let channel = try await TCPChannel.connect(to: host, port: device.port, by: .soon)
        #expect(channel.place == "\(host):\(device.port)")
        let peer = await device.accept()
        try await channel.write([0x10, 0x04, 0x01], by: .soon)
        #expect(await peer.hear(3) == [0x10, 0x04, 0x01])
        await peer.say([0x12])
        #expect(try await channel.read(upTo: 64, by: .soon) == [0x12])
        await channel.close()
        #expect(await peer.hear(1) == [])
        peer.hangUp()
    }

    @Test func `megabytes go through`() async throws {
        let device = try Listener()
        let channel = try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .soon)
        let peer = await device.accept()
        let bytes = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        async let heard = peer.hear(bytes.count)
        try await channel.write(bytes, by: .soon)
        #expect(await heard == bytes)
        await channel.close()
        peer.hangUp()
    }

    @Test func `what was written before the close arrives, although an answer was never read`() async throws {
        let device = try Listener()
        let channel = try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .soon)
        let peer = await device.accept()
        await peer.say([UInt8](repeating: 0x16, count: 100))
        #expect(try await channel.read(upTo: 1, by: .soon) == [0x16])
        let bytes = [UInt8](repeating: 0x0A, count: 50_000)
        try await channel.write(bytes, by: .soon)
        await channel.close()
        #expect(await peer.hear(bytes.count) == bytes)
        peer.hangUp()
    }

    @Test func `nobody there is absent, and names the place`() async throws {
        let port = try Listener().leave()
        let error = try await failure { () throws(WireError) in
            _ = try await TCPChannel.connect(to: "127.0.0.1", port: port, by: .soon)
        }
        #expect(error.code == .absent && error.sentence.contains("127.0.0.1:\(port)"))
    }

    @Test func `a name that nobody has is absent or not found in time`() async throws {
        let error = try await failure { () throws(WireError) in
            _ = try await TCPChannel.connect(to: "no-such-printer.invalid", by: .now + .seconds(2))
        }
        #expect(error.code == .absent || error.code == .tooSlow)
        #expect(error.sentence.contains("no-such-printer.invalid"))
    }

    @Test func `a device that does not answer the call is too slow, and giving up ends it at once`() async throws {
        let device = try Listener(backlog: 0)
        // The queue of those who wait for an accept is filled until the next one hears nothing.
        var channels: [TCPChannel] = []
        var error: WireError?
        while error == nil, channels.count < 16 {
            do throws(WireError) {
                channels.append(
                    try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .now + .milliseconds(200)))
            } catch let late {
                error = late
            }
        }
        #expect(error?.code == .tooSlow)
        let calling = Task { () async throws -> WireError in
            try await failure { () throws(WireError) in
                _ = try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .now + .seconds(3_600))
            }
        }
        await Task.yield()
        calling.cancel()
        #expect(try await calling.value.code == .cancelled)
        for channel in channels { await channel.close() }
    }

    @Test(arguments: [false, true])
    func `a device that hangs up or resets is gone`(_ resets: Bool) async throws {
        let device = try Listener()
        let channel = try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .soon)
        let peer = await device.accept()
        async let read = failure { () throws(WireError) in _ = try await channel.read(upTo: 1, by: .soon) }
        if resets { peer.reset() } else { peer.hangUp() }
        #expect(try await read.code == .gone)
        let error = try await failure { () throws(WireError) in
            // The first write after a hang-up still leaves; then the connection is known to be broken.
            while true { try await channel.write([UInt8](repeating: 1, count: 100_000), by: .soon) }
        }
        #expect(error.code == .gone)
        await channel.close()
    }

    @Test func `a device that reads nothing is too slow`() async throws {
        let device = try Listener()
        let channel = try await TCPChannel.connect(to: "127.0.0.1", port: device.port, by: .soon)
        let peer = await device.accept()
        let error = try await failure { () throws(WireError) in
            try await channel.write([UInt8](repeating: 1, count: 50_000_000), by: .now + .milliseconds(100))
        }
        #expect(error.code == .tooSlow && error.sent > 0 && error.sent < 50_000_000)
        await channel.close()
        peer.hangUp()
    }
}

/// A device in the network: a socket that listens on this machine.
private final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init(backlog: Int32 = 8) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, backlog) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isListening)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// Stops to listen; the port that nobody has any more.
    func leave() -> UInt16 { port }

    func accept() async -> Peer {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [descriptor] in
                continuation.resume(returning: Peer(Glibc.accept(descriptor, nil, nil)))
            }
        }
    }
}

/// The device's end of a connection.
private final class Peer: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    func hear(_ count: Int) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [descriptor] in
                var heard: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 65_536)
                while heard.count < count {
                    let got = recv(descriptor, &piece, min(piece.count, count - heard.count), 0)
                    guard got > 0 else { break }
                    heard += piece.prefix(got)
                }
                continuation.resume(returning: heard)
            }
        }
    }

    func say(_ bytes: [UInt8]) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [descriptor] in
                _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
                continuation.resume()
            }
        }
    }

    func hangUp() { close(descriptor) }

    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close(descriptor)
    }
}
