#if canImport(Glibc)
    import Glibc
#endif

/// The raw calls of a connection: addresses, a socket, its options.
enum TCPHandle {
    /// One address of a host, as the system gives it.
    struct Address: Sendable {
        fileprivate let family: Int32
        fileprivate let bytes: [UInt8]
    }

    /// The addresses of a host.
    ///
    /// Blocks while a name is looked up, and not for a host that is an address already.
    ///
    /// - Throws: ``WireError`` `absent` where there are none.
    static func addresses(of host: String, port: UInt16, numericOnly: Bool) throws(WireError) -> [Address] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | (numericOnly ? AI_NUMERICHOST : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else { throw WireError(.absent, "\(host): \(String(cString: gai_strerror(code)))") }
        var found: [Address] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
                found.append(Address(family: entry.ai_family, bytes: [UInt8](bytes)))
            }
            next = entry.ai_next
        }
        return found
    }

    /// A socket that has begun to connect, or the error number.
    static func begin(_ address: Address) -> Result<Int32, Failure> {
        let descriptor = socket(
            address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        // Small frames go at once; a printer that was switched off is noticed within half a minute, also in silence.
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 10)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        let answer = address.bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.map {
                connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
            } ?? -1
        }
        guard answer == 0 || errno == EINPROGRESS else {
            let code = errno
            close(descriptor)
            return .failure(Failure(code: code))
        }
        return .success(descriptor)
    }

    /// The error that a connection ended in, 0 where it stands.
    static func outcome(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }

    /// An error number on its way out.
    struct Failure: Error {
        let code: Int32
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
