public import Fiscal
import GRDB

/// Which exchanges of the sync log are wanted.
public struct SyncLogFilter: Sendable, Hashable {
    /// Answers by their status.
    public enum Status: Sendable, Hashable {
        /// From one status to another, both included.
        case between(Int, Int)
        /// No answer came.
        case none
    }

    /// The company's lane; nil for all.
    public var lane: String?
    /// Only what went wrong.
    public var failuresOnly = false
    /// Our own key of what it was about, such as a document's number; what belongs to that document is meant too.
    public var about: String?
    /// Further keys of the same, such as the number of the document in which a sale is.
    public var alsoAbout: [String] = []
    /// What was done, such as `payment` or `look-up`.
    public var subject: String?
    /// The answer's status.
    public var status: Status?
    /// Begun at this time or later.
    public var from: Timestamp?
    /// Begun before this time.
    public var to: Timestamp?

    /// Makes a filter that lets everything of a lane through.
    public init(lane: String? = nil) { self.lane = lane }

    /// What a row is about names one of the keys: `document K`, `look-up of payment K/cash`, or `document J, K, L` of
    /// many that went in one call.
    private func subject(of keys: [String]) -> SQL {
        guard !keys.isEmpty else { return "true" }
        let one: [SQL] = keys.map { key in
            """
            local_key = \(key) OR instr(what || ',', ' ' || \(key) || ',') > 0 OR instr(what, ' ' || \(key) || '/') > 0
            """
        }
        return "(\(one.joined(operator: .or)))"
    }

    /// The condition on rows of `sync_log`.
    var condition: SQL {
        let range: SQL =
            switch status {
            case nil: "true"
            case .some(.none): "status IS NULL"
            case .between(let low, let high): "status BETWEEN \(low) AND \(high)"
            }
        return """
            (\(lane) IS NULL OR lane = \(lane)) AND (NOT \(failuresOnly) OR error IS NOT NULL)
                AND \(subject(of: [about].compactMap { $0 } + alsoAbout))
                AND (\(subject) IS NULL OR what = \(subject) OR substr(what, 1, length(\(subject)) + 1) = \(subject) || ' ')
                AND \(range) AND at_ms >= \(from?.milliseconds ?? 0) AND at_ms < \(to?.milliseconds ?? .max)
            """
    }
}

/// What the sync log comes to.
public struct SyncStatistics: Sendable {
    /// How many, how many of them went wrong, and how long they took.
    public struct Figures: Sendable, Hashable {
        /// Exchanges.
        public let calls: Int
        /// Those among them that went wrong; one that was refused in part is one of them.
        public let failures: Int
        /// The mean time, in milliseconds.
        public let meanMilliseconds: Int64
        /// The slowest, in milliseconds.
        public let slowestMilliseconds: Int64
    }

    /// All together.
    public let all: Figures
    /// What went wrong, the most frequent first: `HTTP 429`, `refused`, `refused in part` or `no answer`.
    public let failures: [(code: String, count: Int)]
    /// Each day in Kenya, the earliest first.
    public let days: [(day: CalendarDay, figures: Figures)]
}

extension Spool {
    /// What the exchanges that a filter lets through come to.
    public func syncStatistics(_ filter: SyncLogFilter) async throws(SpoolError) -> SyncStatistics {
        let condition = filter.condition
        let figures: SQL = """
            count(*) AS calls, count(error) AS failures, coalesce(sum(took_ms), 0) AS took,
                coalesce(max(took_ms), 0) AS slowest
            """
        return try await read { database in
            let all = try Row.fetchOne(database, literal: "SELECT \(figures) FROM sync_log WHERE \(condition)")
            let failures = try Row.fetchAll(
                database,
                literal: """
                    SELECT iif(status IS NULL, 'no answer', substr(error, 1, instr(error || ':', ':') - 1)) AS code,
                        count(*) AS n FROM sync_log
                    WHERE \(condition) AND error IS NOT NULL GROUP BY code ORDER BY n DESC, code
                    """)
            let days = try Row.fetchAll(
                database,
                literal: """
                    SELECT (at_ms + \(Self.kenya)) / 86400000 AS day, min(at_ms) AS first, \(figures) FROM sync_log
                    WHERE \(condition) GROUP BY day ORDER BY day
                    """)
            return SyncStatistics(
                all: Self.figures(all),
                failures: failures.map { ($0["code"], Int($0["n"] as Int64)) },
                days: days.map { (CalendarDay(Timestamp(milliseconds: $0["first"])), Self.figures($0)) })
        }
    }

    /// Milliseconds that Kenya is ahead of UTC.
    private static let kenya: Int64 = 10_800_000

    private static func figures(_ row: Row?) -> SyncStatistics.Figures {
        let calls: Int64 = row?["calls"] ?? 0
        let took: Int64 = row?["took"] ?? 0
        return SyncStatistics.Figures(
            calls: Int(calls), failures: Int((row?["failures"] as Int64?) ?? 0),
            meanMilliseconds: calls == 0 ? 0 : took / calls, slowestMilliseconds: row?["slowest"] ?? 0)
    }
}
