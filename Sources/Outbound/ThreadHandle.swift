#if canImport(Glibc)
    import Glibc
#endif

/// A thread that can be waited for.
///
/// Foundation's threads cannot. One that ends while the process does meets OpenSSL's own end half-way: its last act is
/// to give back what OpenSSL kept for it, and that may be gone by then.
final class ThreadHandle: Sendable {
    private let thread: pthread_t

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts a thread; nil where the machine has none left.
    init?(stackBytes: Int, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        let work = Unmanaged.passRetained(Work(body))
        var made = pthread_t()
        let code = pthread_create(
            &made, &attributes,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return nil
        }
        thread = made
    }

    /// Waits for the thread's end; once, and from another thread.
    func join() {
        guard pthread_equal(thread, pthread_self()) == 0 else {
            pthread_detach(thread)
            return
        }
        pthread_join(thread, nil)
    }
}
