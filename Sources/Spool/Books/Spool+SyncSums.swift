import Fiscal
import GRDB

/// The sums of days that forced jobs are about to close, as they were looked at.
public struct SumsToClose: Sendable {
    /// The jobs; one that is asked for since is looked at next time.
    public let jobs: [Int64]
    /// The sums.
    public let sums: [BooksDocumentRow]
    /// Those that could not be posted as things stand, and why: they go on collecting and wait for a person.
    public var unfit: [Int64: BooksRest] = [:]
}

extension Spool {
    /// The forced jobs of a lane that have not closed their sums.
    public func jobsToCloseSums(of lane: String) async throws(SpoolError) -> [Int64] {
        try await read { database in
            try Int64.fetchAll(
                database,
                literal: """
                    SELECT id FROM sync_job WHERE lane = \(lane) AND state = 'running' AND is_forced AND NOT sums_closed
                    """)
        }
    }

    /// The sums of forced jobs, all of whose sales that can be are in their documents.
    public func sumsToClose(of lane: String, for jobs: [Int64]) async throws(SpoolError) -> SumsToClose {
        guard !jobs.isEmpty else { return SumsToClose(jobs: [], sums: []) }
        return try await read { database in
            let sums = try Row.fetchAll(
                database,
                literal: """
                    SELECT d.* FROM books_document d WHERE d.lane = \(lane) AND d.state = 'open'
                        AND EXISTS (SELECT 1 FROM books_member m JOIN sync_job_sale s ON s.sequence = m.sequence
                            JOIN sync_job k ON k.id = s.job AND k.lane = d.lane AND k.state = 'running'
                            WHERE m.document = d.id AND s.job IN \(jobs))
                    """
            ).compactMap { try Self.booksDocument($0, database) }
            return SumsToClose(jobs: jobs, sums: sums)
        }
    }

    /// Closes the sums that fit, and keeps why the others collect on.
    static func close(_ found: SumsToClose, _ database: Database) throws {
        for sum in found.sums {
            let why = found.unfit[sum.id]
            try database.run(
                """
                UPDATE books_document SET state = \(why == nil ? "ready" : "open"), rest_code = \(why?.code),
                    rest_reason = \(why?.reason) WHERE id = \(sum.id) AND state = 'open'
                """)
        }
        for job in found.jobs {
            try database.run("UPDATE sync_job SET sums_closed = 1 WHERE id = \(job) AND state = 'running'")
        }
    }

    /// Sums that were closed before their day was over, and of which nothing was begun, collect again.
    static func openAgain(
        _ job: Int64, _ lane: String, closing: CalendarDay, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE books_document AS d SET state = 'open'
            WHERE d.state = 'ready' AND d.kind = 'summary' AND d.day >= \("\(closing)")
                AND d.id IN (SELECT m.document FROM sync_job_sale s
                    JOIN books_member m ON m.lane = \(lane) AND m.sequence = s.sequence WHERE s.job = \(job))
                AND NOT EXISTS (SELECT 1 FROM books_record r WHERE r.document = d.id)
                AND NOT EXISTS (SELECT 1 FROM books_document o WHERE o.lane = d.lane AND o.day = d.day
                    AND o.is_credit = d.is_credit AND o.state = 'open')
                AND NOT EXISTS (SELECT 1 FROM books_member m JOIN sync_job_sale s ON s.sequence = m.sequence
                    JOIN sync_job k ON k.id = s.job AND k.lane = d.lane AND k.state = 'running' AND k.is_forced
                    WHERE m.document = d.id)
            """)
    }
}
