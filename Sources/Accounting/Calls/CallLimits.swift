/// What a provider allows one company's callers.
public struct CallLimits: Hashable, Sendable {
    /// So many calls in a stretch of time.
    public struct Window: Hashable, Sendable {
        /// Its name in rows and logs: `minute`, `day`, `batch`.
        public let name: String
        /// Calls that it allows.
        public let calls: Int
        /// How long it is.
        public let length: Duration
        /// Which calls count; nil counts all.
        public let cost: BooksCall.Cost?

        /// Makes a window.
        public init(name: String, calls: Int, length: Duration, cost: BooksCall.Cost? = nil) {
            precondition(calls > 0 && length > .zero, "a window allows calls, and takes time")
            (self.name, self.calls, self.length, self.cost) = (name, calls, length, cost)
        }
    }

    /// The windows, all of which hold.
    public let windows: [Window]
    /// Calls at the same time.
    public let concurrency: Int

    /// Makes limits.
    public init(windows: [Window], concurrency: Int) {
        precondition(concurrency > 0, "somebody must be allowed to call")
        (self.windows, self.concurrency) = (windows, concurrency)
    }
}
