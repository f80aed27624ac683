public import Fiscal
public import Spool

/// Gives up documents past the legal period, and tells how far it has come.
public actor PruneDesk {
    private let spool: Spool
    private let keepYears: Int
    private let clock: WallClock
    private let done = Tally()
    private var total: Int64 = 0
    private var isRunning = false

    /// How far a pruning has come.
    public struct Progress: Sendable, Hashable {
        /// Whether one is under way.
        public let isRunning: Bool
        /// Sales done.
        public let done: Int64
        /// Of how many.
        public let total: Int64
    }

    init(spool: Spool, keepYears: Int, clock: WallClock) {
        self.spool = spool
        self.keepYears = keepYears
        self.clock = clock
    }

    /// What a pruning would take, changing nothing.
    ///
    /// - Throws: ``SpoolError`` `refused` for a time inside the legal period.
    public func scope(before time: Timestamp) async throws(SpoolError) -> PruneScope {
        try await checkPeriod(time)
        return try await spool.prunable(before: time)
    }

    /// Gives up the documents before a time, as far as each is finished.
    ///
    /// - Throws: ``SpoolError`` `refused` for a time inside the legal period, and while another one is under way.
    public func prune(before time: Timestamp) async throws(SpoolError) -> PruneScope {
        guard !isRunning else { throw SpoolError(.refused, "a pruning is under way already") }
        isRunning = true
        defer { isRunning = false }
        try await checkPeriod(time)
        total = try await spool.prunable(before: time).sales
        done.set(0)
        return try await spool.prune(before: time) { [done] in done.set($0) }
    }

    /// How far it has come.
    public func progress() -> Progress {
        Progress(isRunning: isRunning, done: done.value, total: total)
    }

    /// Whole years after the one that a sale was made in: the law counts from the end of the reporting period, and the
    /// longest of those is the year of income.
    private func checkPeriod(_ time: Timestamp) async throws(SpoolError) {
        // A clock that ran ahead must not make books old: the last entry bears witness too.
        let now = min(clock.now(), try await spool.lastAcceptedAt() ?? clock.now())
        let year = KenyaTime(now).year - keepYears
        let limit = Timestamp(rfc3339: "\(year)-01-01T00:00:00+03:00")
        guard let limit, time <= limit else {
            throw SpoolError(
                .refused,
                """
                documents are kept for \(keepYears) years after the year of the sale; before \
                \(limit.map { KenyaTime($0).rfc3339.prefix(10) } ?? "that") is the latest that can be given up now
                """)
        }
    }
}
