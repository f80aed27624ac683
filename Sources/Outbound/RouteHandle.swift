import CNetlink
import Dispatch

#if canImport(Glibc)
    import Glibc
#endif

/// Tells when this machine's links, addresses or routes change (netlink, `man 7 rtnetlink`).
public enum RouteChanges {
    /// One element for each burst of changes; nil where the kernel offers no such socket.
    public static func stream() -> AsyncStream<Void>? {
        let descriptor = risiti_route_socket()
        guard descriptor >= 0 else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global(qos: .utility))
        source.setEventHandler {
            // What changed does not matter: the lanes probe. Everything that waits is read and dropped.
            var scrap = [UInt8](repeating: 0, count: 8_192)
            while recv(descriptor, &scrap, scrap.count, 0) > 0 {}
            continuation.yield()
        }
        source.setCancelHandler { close(descriptor) }
        let handle = SourceHandle(source: source)
        continuation.onTermination = { _ in handle.source.cancel() }
        source.resume()
        return stream
    }
}

/// A dispatch source on its way to the stream's end; `@unchecked` because cancelling one is safe from any thread, which
/// Dispatch documents and does not declare.
private struct SourceHandle: @unchecked Sendable {
    let source: any DispatchSourceRead
}
