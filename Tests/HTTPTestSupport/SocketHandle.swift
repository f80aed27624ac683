import Glibc

/// One TCP or Unix socket of a test server.
public struct SocketHandle: Sendable {
    let descriptor: Int32

    /// Listens on a free port of this machine, and says which.
    public static func listening() -> (SocketHandle, port: UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        return isReady ? (SocketHandle(descriptor: descriptor), UInt16(bigEndian: address.sin_port)) : nil
    }

    /// Listens on a Unix socket.
    static func listening(at path: String) -> SocketHandle? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: Array(path.utf8.prefix(target.count - 1)))
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isReady = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
            }
        }
        return isReady ? SocketHandle(descriptor: descriptor) : nil
    }

    /// The next connection; nil once it listens no more.
    public func accepted() -> SocketHandle? {
        let other = accept(descriptor, nil, nil)
        return other < 0 ? nil : SocketHandle(descriptor: other)
    }

    /// Some bytes; none at the end.
    public func read() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Writes all bytes, as far as the other side takes them.
    public func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Ends both directions, which wakes whoever waits.
    public func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Closes in order.
    public func close() {
        Glibc.close(descriptor)
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }
}
