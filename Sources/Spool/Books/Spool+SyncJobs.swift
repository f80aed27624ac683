public import Fiscal
import GRDB

extension Spool {
    /// Keeps a job that was asked for and sets its documents going, in one transaction; gives its number.
    ///
    /// What is in the books already is left alone, whatever was asked.
    public func ask(_ wish: SyncWish, at time: Timestamp) async throws(SpoolError) -> Int64 {
        let sales = "[" + wish.sales.map(String.init).joined(separator: ",") + "]"
        let id = try await write { [jobCount] database in
            guard try !Self.isRemoved(wish.lane, database) else {
                throw SpoolError(.refused, "\(wish.lane) was removed; connect it again with: risiti books connect")
            }
            if wish.takesEarlier { try Self.takeInEarlier(wish, sales, jobCount, database) }
            try database.run(
                """
                INSERT INTO sync_job (lane, asked_by, asked_at_ms, selection, is_forced, takes_earlier, already, retries)
                VALUES (\(wish.lane), \(wish.askedBy), \(time.milliseconds), \(wish.selection), \(wish.isForced),
                    \(wish.takesEarlier), \(wish.already), \(wish.retries))
                """)
            let id = database.lastInsertedRowID
            try database.run("INSERT INTO sync_job_sale (job, sequence) SELECT \(id), value FROM json_each(\(sales))")
            try database.run(
                """
                UPDATE books_document SET not_before_ms = 0, rest_code = NULL, rest_reason = NULL
                WHERE lane = \(wish.lane) AND state = 'ready' AND not_before_ms > 0 AND id IN (
                    SELECT m.document FROM sync_job_sale s
                    JOIN books_member m ON m.lane = \(wish.lane) AND m.sequence = s.sequence WHERE s.job = \(id))
                """)
            if wish.retriesParked { try Self.setGoing(forcedBy: id, wish.lane, at: time, database) }
            if wish.isWhole {
                try database.run(
                    """
                    UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = 'retry'
                    WHERE lane = \(wish.lane) AND resolved_at_ms IS NULL AND sequence IS NULL
                        AND code <> \(Trouble.booksCompared)
                        AND NOT EXISTS (SELECT 1 FROM lane l WHERE l.name = task.lane AND l.state = 'paused')
                    """)
            }
            return id
        }
        signals.ring()
        return id
    }

    /// Gives the lane sales that lie before its beginning, or that went nowhere, such as what left in a file.
    private static func takeInEarlier(
        _ wish: SyncWish, _ sales: String, _ jobCount: JobCount, _ database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO job (lane, sequence) SELECT \(wish.lane), value FROM json_each(\(sales))
            WHERE value < \(wish.first) ON CONFLICT DO NOTHING
            """)
        if database.changesCount > 0 { jobCount.forget(wish.lane) }
        jobCount.forgetLeftOut(wish.lane)
        try database.run(
            """
            UPDATE job SET state = 'waiting', finished_at_ms = NULL
            WHERE lane = \(wish.lane) AND state = 'abandoned' AND sequence IN (SELECT value FROM json_each(\(sales)))
                AND NOT EXISTS (SELECT 1 FROM books_member m WHERE m.lane = job.lane AND m.sequence = job.sequence)
            """)
    }

    /// Sets what waits for a person going again, and remembers how it stood.
    private static func setGoing(
        forcedBy job: Int64, _ lane: String, at time: Timestamp, _ database: Database
    ) throws {
        let parked = try Row.fetchAll(
            database,
            literal: """
                SELECT DISTINCT d.id, (SELECT min(f.sequence) FROM books_member f WHERE f.document = d.id) AS first
                FROM sync_job_sale s JOIN books_member m ON m.lane = \(lane) AND m.sequence = s.sequence
                JOIN books_document d ON d.id = m.document WHERE s.job = \(job) AND d.state = 'parked'
                """)
        for row in parked {
            let (document, first): (Int64, Int64) = (row["id"], row["first"])
            let task = try Int64.fetchOne(
                database,
                literal: """
                    SELECT min(id) FROM task WHERE lane = \(lane) AND sequence = \(first) AND resolved_at_ms IS NULL
                    """)
            try database.run(
                """
                INSERT INTO sync_job_forced (job, document, task, standing)
                VALUES (\(job), \(document), \(task), \(try standing(of: document, database)))
                """)
            try endTasks(of: first, in: lane, as: "retry", at: time, database)
            try resolveBooks(of: first, in: lane, to: .waiting, database)
        }
    }

    /// How the records of a document stand, in a text that is another one once something of it was begun.
    private static func standing(of document: Int64, _ database: Database) throws -> String {
        try Row.fetchAll(
            database,
            literal: """
                SELECT id || ' ' || state || ' ' || generation || ' ' || sends || ' ' || misses AS text
                FROM books_record WHERE document = \(document) ORDER BY id
                """
        ).map { $0["text"] as String }.joined(separator: ", ")
    }

    static func endTasks(
        of sequence: Int64, in lane: String, as resolution: String, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE task SET resolved_at_ms = \(time.milliseconds), resolution = \(resolution)
            WHERE lane = \(lane) AND sequence = \(sequence) AND resolved_at_ms IS NULL
            """)
    }

    // MARK: - Ending

    /// Closes the sums that forced jobs ask for, and ends the jobs of a lane of which nothing is to go any more.
    ///
    /// A forced job closes sums once, with what was there when it was asked for: what KRA answers later is collected anew.
    ///
    /// - Parameters:
    ///   - closing: sums of days before it are closed by themselves.
    ///   - sums: what was looked at, once all sales that can be are in their documents; nil where they are not.
    public func tendSyncJobs(
        of lane: String, closing: CalendarDay, sums: SumsToClose?, at time: Timestamp
    ) async throws(SpoolError) {
        let ends = try await read { database in
            try Int64.fetchAll(
                database, literal: "SELECT id FROM sync_job WHERE lane = \(lane) AND state = 'running'"
            ).filter { job in
                guard try Self.progress(of: job, closing: closing, database).toGo == 0 else { return false }
                return try sums != nil || !Self.waitsForPlace(job, database)
            }
        }
        guard sums?.jobs.isEmpty == false || !ends.isEmpty else { return }
        try await write { database in
            if let sums { try Self.close(sums, database) }
            for job in ends where try Self.progress(of: job, closing: closing, database).toGo == 0 {
                try database.run(
                    """
                    UPDATE sync_job SET state = 'done', finished_at_ms = \(time.milliseconds)
                    WHERE id = \(job) AND state = 'running'
                    """)
                // Whoever asked and the lane's own wave may both find it ended.
                if database.changesCount > 0 { try Self.keepEnd(of: job, closing: closing, database) }
            }
        }
        signals.ring()
    }

    /// Keeps how far a job was when it ended: what becomes of its documents later is no part of it.
    private static func keepEnd(of job: Int64, closing: CalendarDay, _ database: Database) throws {
        let end = try progress(of: job, closing: closing, database)
        try database.run(
            """
            INSERT INTO sync_job_end (job, posted, to_go, waiting, given_up, collecting)
            VALUES (\(job), \(end.posted), \(end.toGo), \(end.waiting), \(end.givenUp), \(end.collecting))
            """)
    }

    /// Ends a job: what of it was not begun stays, or is again, where it was; what is under way is carried to its end.
    ///
    /// - Throws: ``SpoolError`` `notFound`, or `refused` where it ended before.
    public func cancelSyncJob(_ id: Int64, closing: CalendarDay, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            let job = try Self.syncJob(id, closing: closing, database)
            guard job.state == .running else {
                throw SpoolError(.refused, "sync job \(id) is \(job.state.rawValue) already; nothing was changed")
            }
            try Self.cancel(id, job.lane, reason: nil, closing: closing, at: time, database)
        }
        signals.ring()
    }

    /// Ends the jobs of a company that is being removed: nothing of theirs can go any more.
    static func cancelSyncJobs(
        of lane: String, reason: String, closing: CalendarDay, at time: Timestamp, _ database: Database
    ) throws {
        let running = try Int64.fetchAll(
            database, literal: "SELECT id FROM sync_job WHERE lane = \(lane) AND state = 'running' ORDER BY id")
        for job in running { try cancel(job, lane, reason: reason, closing: closing, at: time, database) }
    }

    private static func cancel(
        _ job: Int64, _ lane: String, reason: String?, closing: CalendarDay, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE sync_job SET state = 'cancelled', reason = \(reason), finished_at_ms = \(time.milliseconds)
            WHERE id = \(job)
            """)
        try giveBack(job, lane, database)
        try openAgain(job, lane, closing: closing, database)
        try keepEnd(of: job, closing: closing, database)
    }

    private static func isRemoved(_ lane: String, _ database: Database) throws -> Bool {
        try Int64.fetchOne(
            database, literal: "SELECT 1 FROM books_connection WHERE lane = \(lane) AND state = 'removed'") != nil
    }

    /// Documents that waited for a person and of which nothing was begun wait again, with their task.
    private static func giveBack(_ job: Int64, _ lane: String, _ database: Database) throws {
        let forced = try Row.fetchAll(
            database,
            literal: """
                SELECT f.document, f.task, f.standing FROM sync_job_forced f JOIN books_document d ON d.id = f.document
                WHERE f.job = \(job) AND d.state = 'ready' AND NOT EXISTS (
                    SELECT 1 FROM books_member m JOIN sync_job_sale s ON s.sequence = m.sequence
                    JOIN sync_job k ON k.id = s.job AND k.lane = \(lane) AND k.state = 'running' AND k.is_forced
                    WHERE m.document = f.document)
                """)
        for row in forced where try standing(of: row["document"], database) == row["standing"] {
            let (document, task): (Int64, Int64?) = (row["document"], row["task"])
            try database.run("UPDATE books_document SET state = 'parked' WHERE id = \(document)")
            try moveJobs(of: document, to: .parked, at: nil, database)
            try database.run("UPDATE task SET resolved_at_ms = NULL, resolution = NULL WHERE id = \(task)")
        }
    }

    /// Whether a sale of a job is still to be given its document, or sent to none.
    private static func waitsForPlace(_ job: Int64, _ database: Database) throws -> Bool {
        try Int64.fetchOne(
            database,
            literal: """
                SELECT EXISTS (SELECT 1 FROM sync_job k JOIN sync_job_sale s ON s.job = k.id
                    JOIN job j ON j.lane = k.lane AND j.sequence = s.sequence
                    LEFT JOIN books_member m ON m.lane = k.lane AND m.sequence = s.sequence
                    WHERE k.id = \(job) AND m.document IS NULL AND j.state IN ('waiting', 'in_flight'))
                """) == 1
    }

    // MARK: - Looking

    /// One job.
    ///
    /// - Parameter closing: sums of days before it are closed by themselves.
    public func syncJob(_ id: Int64, closing: CalendarDay) async throws(SpoolError) -> SyncJobRow {
        try await read { try Self.syncJob(id, closing: closing, $0) }
    }

    /// The jobs, the newest first, at most `limit`, before the number `before`.
    public func syncJobs(
        of lane: String?, state: SyncJobRow.State?, before: Int64?, limit: Int, closing: CalendarDay
    ) async throws(SpoolError) -> [SyncJobRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                literal: """
                    SELECT * FROM sync_job WHERE id < \(before ?? .max) AND (\(lane) IS NULL OR lane = \(lane))
                        AND (\(state?.rawValue) IS NULL OR state = \(state?.rawValue))
                    ORDER BY id DESC LIMIT \(limit)
                    """
            ).map { try Self.syncJob($0, closing: closing, database) }
        }
    }

    private static func syncJob(_ id: Int64, closing: CalendarDay, _ database: Database) throws -> SyncJobRow {
        let row = try Row.fetchOne(database, literal: "SELECT * FROM sync_job WHERE id = \(id)")
        guard let row else { throw SpoolError(.notFound, "no sync job has the number \(id)") }
        return try syncJob(row, closing: closing, database)
    }

    private static func syncJob(_ row: Row, closing: CalendarDay, _ database: Database) throws -> SyncJobRow {
        let finished: Int64? = row["finished_at_ms"]
        return SyncJobRow(
            id: row["id"], lane: row["lane"], askedBy: row["asked_by"],
            askedAt: Timestamp(milliseconds: row["asked_at_ms"]), selection: row["selection"],
            isForced: row["is_forced"], takesEarlier: row["takes_earlier"], already: Int(row["already"] as Int64),
            retries: row["retries"],
            state: SyncJobRow.State(rawValue: row["state"]) ?? .running,
            finishedAt: finished.map(Timestamp.init(milliseconds:)), reason: row["reason"],
            progress: try progress(of: row["id"], closing: closing, database), rest: try rest(of: row, database))
    }

    /// What of a running job rests for something that passes by itself; nil where nothing does.
    private static func rest(of job: Row, _ database: Database) throws -> SyncJobRow.Rest? {
        guard job["state"] == SyncJobRow.State.running.rawValue else { return nil }
        let (id, lane): (Int64, String) = (job["id"], job["lane"])
        let row = try Row.fetchOne(
            database,
            literal: """
                SELECT count(*) AS n, min(d.not_before_ms) AS until, d.rest_reason AS reason FROM sync_job_sale s
                JOIN books_member m ON m.lane = \(lane) AND m.sequence = s.sequence
                JOIN books_document d ON d.id = m.document
                WHERE s.job = \(id) AND d.state = 'ready' AND d.rest_code IS NOT NULL AND \(Self.laneTask) IS NULL
                """)
        guard let row, let until: Int64 = row["until"], let reason: String = row["reason"] else { return nil }
        return SyncJobRow.Rest(
            documents: Int(row["n"] as Int64), reason: reason, until: Timestamp(milliseconds: until))
    }

    private static func progress(
        of job: Int64, closing: CalendarDay, _ database: Database
    ) throws -> SyncJobRow.Progress {
        var progress = SyncJobRow.Progress()
        if let end = try Row.fetchOne(database, literal: "SELECT * FROM sync_job_end WHERE job = \(job)") {
            (progress.posted, progress.toGo) = (Int(end["posted"] as Int64), Int(end["to_go"] as Int64))
            (progress.waiting, progress.givenUp) = (Int(end["waiting"] as Int64), Int(end["given_up"] as Int64))
            progress.collecting = Int(end["collecting"] as Int64)
            return progress
        }
        let rows = try Row.fetchAll(
            database,
            literal: """
                WITH about AS (
                    SELECT k.lane, k.is_forced AND NOT k.sums_closed AS closes, s.sequence, m.document FROM sync_job k
                    JOIN sync_job_sale s ON s.job = k.id
                    LEFT JOIN books_member m ON m.lane = k.lane AND m.sequence = s.sequence WHERE k.id = \(job)
                )
                SELECT standing, count(*) AS n FROM (
                    SELECT CASE d.state WHEN 'done' THEN 'posted' WHEN 'abandoned' THEN 'given_up'
                        WHEN 'parked' THEN 'waiting'
                        WHEN 'open' THEN iif(
                            d.rest_code IS NOT NULL AND \(Self.laneTask) IS NOT NULL, 'waiting', iif(a.closes OR d.day < \("\(closing)"), 'to_go', 'collecting'))
                        ELSE iif(d.finished_at_ms IS NOT NULL, 'posted', iif(
                            d.rest_code IS NOT NULL AND \(Self.laneTask) IS NOT NULL OR d.is_credit AND EXISTS (
                            SELECT 1 FROM books_member n JOIN sale c ON c.sequence = n.sequence
                            JOIN job o ON o.lane = d.lane AND o.sequence = c.credits_sequence
                            LEFT JOIN books_member p ON p.lane = o.lane AND p.sequence = o.sequence
                            LEFT JOIN books_document q ON q.id = p.document
                            WHERE n.document = d.id AND 'parked' IN (o.state, q.state)), 'waiting', 'to_go'))
                            END AS standing
                    FROM about a JOIN books_document d ON d.id = a.document
                    UNION ALL
                    SELECT CASE WHEN j.state = 'abandoned' THEN 'given_up'
                        WHEN EXISTS (SELECT 1 FROM job k WHERE k.lane = 'kra' AND k.sequence = a.sequence
                            AND k.state = 'parked') THEN 'waiting' ELSE 'to_go' END
                    FROM about a JOIN job j ON j.lane = a.lane AND j.sequence = a.sequence WHERE a.document IS NULL
                ) GROUP BY standing
                """)
        for row in rows {
            let count = Int(row["n"] as Int64)
            switch row["standing"] as String {
            case "posted": progress.posted = count
            case "to_go": progress.toGo = count
            case "waiting": progress.waiting = count
            case "given_up": progress.givenUp = count
            default: progress.collecting = count
            }
        }
        return progress
    }
}
