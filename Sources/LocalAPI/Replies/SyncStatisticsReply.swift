/// What the sync log comes to; the answer to `GET /v1/sync-log/statistics`.
public struct SyncStatisticsReply: Codable, Sendable, Hashable {
    /// How many, how many of them went wrong, and how long they took.
    public struct Figures: Codable, Sendable, Hashable {
        /// Exchanges.
        public var calls: Int
        /// Those among them that went wrong, in whole or in part.
        public var failures: Int
        /// The mean time, in milliseconds.
        public var meanMilliseconds: Int64
        /// The slowest, in milliseconds.
        public var slowestMilliseconds: Int64

        private enum CodingKeys: String, CodingKey {
            case calls, failures
            case meanMilliseconds = "mean_ms"
            case slowestMilliseconds = "slowest_ms"
        }

        /// Makes figures.
        public init(calls: Int, failures: Int, meanMilliseconds: Int64, slowestMilliseconds: Int64) {
            (self.calls, self.failures) = (calls, failures)
            (self.meanMilliseconds, self.slowestMilliseconds) = (meanMilliseconds, slowestMilliseconds)
        }
    }

    /// What went wrong, and how often.
    public struct Failure: Codable, Sendable, Hashable {
        /// `HTTP 429`; inside an answer with a good status `refused`, of many `refused in part`, or `foreign`; `no answer`.
        public var code: String
        /// How often.
        public var count: Int

        /// Makes a failure.
        public init(code: String, count: Int) { (self.code, self.count) = (code, count) }
    }

    /// One day in Kenya.
    public struct Day: Codable, Sendable, Hashable {
        /// The day, `yyyy-mm-dd`.
        public var day: String
        /// What happened on it.
        public var figures: Figures

        /// Makes a day.
        public init(day: String, figures: Figures) { (self.day, self.figures) = (day, figures) }
    }

    /// All together.
    public var all: Figures
    /// What went wrong, the most frequent first.
    public var failures: [Failure]
    /// Each day, the earliest first.
    public var days: [Day]

    /// Makes statistics.
    public init(all: Figures, failures: [Failure], days: [Day]) {
        (self.all, self.failures, self.days) = (all, failures, days)
    }
}
