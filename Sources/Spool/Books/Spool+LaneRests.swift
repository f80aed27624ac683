public import Fiscal
import GRDB

/// What of a company's lane waits though the lane runs, and for what.
public struct LaneRest: Sendable, Hashable {
    /// What kind of reason: `kra`, `kra_parked`, `sync_job`, `collecting`, or that of what the company said.
    public let code: String
    /// Sales that no document has yet, else documents.
    public let count: Int
    /// For what they wait, in plain words.
    public let reason: String
    /// When the first of them is looked at again; nil where no time decides.
    public let until: Timestamp?
}

extension Spool {
    /// What waits on a company's lane though it runs; what a task of the lane holds up is left out, for the task says it.
    ///
    /// - Parameter flow: which documents go without a sync job that asks for them.
    public func laneRests(of lane: String, flow: BooksFlow) async throws(SpoolError) -> [LaneRest] {
        try await read { database in
            try Self.restsAtKRA(lane, database) + Self.restingDocuments(lane, database)
                + (flow == .manual ? Self.unasked(lane, database) : []) + Self.collecting(lane, database)
        }
    }

    /// Sales that have no document, because KRA has not answered them.
    private static func restsAtKRA(_ lane: String, _ database: Database) throws -> [LaneRest] {
        let row = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS n, coalesce(sum(k.state = 'parked'), 0) AS parked FROM job j INDEXED BY job_open
                LEFT JOIN job k ON k.lane = 'kra' AND k.sequence = j.sequence
                WHERE j.lane = \(lane) AND j.state IN ('waiting', 'in_flight')
                    AND NOT EXISTS (SELECT 1 FROM fiscal_receipt f WHERE f.sequence = j.sequence)
                    AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = j.lane AND m.sequence = j.sequence)
                    AND k.state IS NOT 'abandoned'
                """)
        let (all, parked): (Int64, Int64) = (row?["n"] ?? 0, row?["parked"] ?? 0)
        return [
            LaneRest(code: "kra", count: Int(all - parked), reason: "KRA has not answered yet", until: nil),
            LaneRest(
                code: "kra_parked", count: Int(parked), reason: "a person is asked on the lane kra", until: nil),
        ].filter { $0.count > 0 }
    }

    /// Documents that rest until a time for something that passes by itself.
    private static func restingDocuments(_ lane: String, _ database: Database) throws -> [LaneRest] {
        try Row.fetchAll(
            database,
            literal: """
                SELECT d.rest_code AS code, count(*) AS n, min(d.rest_reason) AS reason, min(d.not_before_ms) AS until
                FROM books_document d INDEXED BY books_document_ready
                WHERE d.lane = \(lane) AND d.state = 'ready' AND d.rest_code IS NOT NULL AND \(Self.laneTask) IS NULL
                GROUP BY d.rest_code ORDER BY d.rest_code
                """
        ).map {
            LaneRest(
                code: $0["code"], count: Int($0["n"] as Int64), reason: $0["reason"] ?? "",
                until: Timestamp(milliseconds: $0["until"]))
        }
    }

    /// Documents that nobody asked for where a person does.
    private static func unasked(_ lane: String, _ database: Database) throws -> [LaneRest] {
        let count =
            try Int64.fetchOne(
                database,
                literal: """
                    SELECT count(*) FROM books_document d INDEXED BY books_document_ready
                    WHERE d.lane = \(lane) AND d.state = 'ready' AND d.rest_code IS NULL
                        AND NOT (\(Self.isBegun) OR \(Self.isAskedFor))
                    """) ?? 0
        guard count > 0 else { return [] }
        return [
            LaneRest(
                code: "sync_job", count: Int(count), reason: "posting is manual; run: risiti books sync \(lane)",
                until: nil)
        ]
    }

    /// Sums of days that still collect.
    private static func collecting(_ lane: String, _ database: Database) throws -> [LaneRest] {
        let count =
            try Int64.fetchOne(
                database,
                literal: "SELECT count(*) FROM books_document WHERE lane = \(lane) AND state = 'open'") ?? 0
        guard count > 0 else { return [] }
        return [
            LaneRest(
                code: "collecting", count: Int(count), reason: "a sum is posted when its day is over", until: nil)
        ]
    }
}
