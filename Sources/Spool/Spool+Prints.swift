public import Fiscal
import GRDB

/// Which paper of a sale.
public enum Paper: String, Sendable {
    /// The slip before KRA has answered.
    case temporary
    /// The fiscal receipt.
    case fiscal
}

/// A slip on its way to a printer.
public struct PrintJob: Sendable, Hashable {
    /// Its number.
    public let id: Int64
    /// The entry that it shows.
    public let sequence: Int64
    /// Which paper.
    public let paper: Paper
    /// Whether it says COPY.
    public let isCopy: Bool
    /// The printer's name.
    public let printer: String
    /// How often paper of it may have come out although nothing proved it, a cut that came while it was printed included.
    public let doubts: Int

    /// Whether what is printed for it must say COPY: it is one, or its original may be on paper already.
    public var saysCopy: Bool { isCopy || doubts > 0 }
}

/// How the printing of a job ended.
public enum PrintOutcome: Sendable, Hashable {
    /// Paper came out.
    case printed
    /// Nothing left for the printer: the job waits as it was.
    case notBegun
    /// Paper may have come out, whole or in part: the job waits, and what is printed then says COPY.
    case doubtful(reason: String)
    /// It is given up; a task says why.
    case failed(reason: String)
}

/// A print job as a person sees it.
public struct PrintView: Sendable {
    /// The job.
    public let job: PrintJob
    /// waiting, printing, done or failed.
    public let state: String
    /// What went wrong.
    public let error: String?
}

extension Spool {
    /// Asks for a print: the original if this paper of the sale was never asked for, else a copy.
    ///
    /// An original that failed before anything left for its printer is asked for again as the original.
    public func askPrint(_ sequence: Int64, paper: Paper, printer: String, at time: Timestamp) async throws(SpoolError)
        -> PrintView
    {
        let id = try await write { database -> Int64 in
            let original = try Row.fetchOne(
                database,
                literal: """
                    SELECT id, state, doubts FROM print_job WHERE sequence = \(sequence) AND paper = \(paper.rawValue)
                        AND designation = 'original'
                    """)
            if let original, original["state"] == "failed", original["doubts"] == 0 {
                let id: Int64 = original["id"]
                try database.run(
                    """
                    UPDATE print_job SET state = 'waiting', error = NULL, finished_at_ms = NULL, printer = \(printer)
                    WHERE id = \(id)
                    """)
                return id
            }
            let designation = original == nil ? "original" : "copy"
            try database.run(
                """
                INSERT INTO print_job (sequence, paper, designation, printer, asked_at_ms)
                VALUES (\(sequence), \(paper.rawValue), \(designation), \(printer), \(time.milliseconds))
                """)
            return database.lastInsertedRowID
        }
        signals.ring(.print)
        return try await printJob(id)
    }

    /// Whether the original of a paper was handed out already, to a printer or to the till.
    public func wasPrinted(_ sequence: Int64, paper: Paper) async throws(SpoolError) -> Bool {
        try await read { database in
            try Int64.fetchOne(
                database,
                literal: "SELECT count(*) FROM print_job WHERE sequence = \(sequence) AND paper = \(paper.rawValue)"
            ) ?? 0 > 0
        }
    }

    /// One print job.
    public func printJob(_ id: Int64) async throws(SpoolError) -> PrintView {
        try await read { database in
            guard let row = try Row.fetchOne(database, literal: "SELECT * FROM print_job WHERE id = \(id)") else {
                throw SpoolError(.notFound, "no print job has the number \(id)")
            }
            return PrintView(job: Self.printJob(row), state: row["state"], error: row["error"])
        }
    }

    /// The oldest print job of a printer that is not finished.
    public func nextPrint(on printer: String) async throws(SpoolError) -> PrintJob? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: """
                    SELECT * FROM print_job INDEXED BY print_open
                    WHERE state IN ('waiting', 'printing') AND printer = \(printer) ORDER BY id LIMIT 1
                    """
            ).map(Self.printJob)
        }
    }

    /// How many slips wait for each printer that has any.
    public func printsWaiting() async throws(SpoolError) -> [String: Int] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                literal: """
                    SELECT printer, count(*) AS waiting FROM print_job INDEXED BY print_open
                    WHERE state IN ('waiting', 'printing') GROUP BY printer
                    """)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["printer"], $0["waiting"]) })
        }
    }

    /// Writes down that a job's bytes are about to leave.
    ///
    /// One that was being printed already was cut off: that is a doubt more.
    public func beginPrint(_ job: PrintJob) async throws(SpoolError) {
        try await write {
            try $0.run("UPDATE print_job SET state = 'printing', doubts = \(job.doubts) WHERE id = \(job.id)")
        }
    }

    /// Writes down how a print ended.
    public func endPrint(_ job: PrintJob, _ outcome: PrintOutcome, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            switch outcome {
            case .notBegun: try Self.wait(job, doubts: job.doubts, error: nil, database)
            case .doubtful(let reason): try Self.wait(job, doubts: job.doubts + 1, error: reason, database)
            case .printed:
                try Self.finish(job, state: "done", error: nil, at: time, database)
                let id = try Self.documentID(of: job, database)
                try Self.record(.printDone, ["id": id, "print_job": "\(job.id)"], at: time, database)
            case .failed(let reason):
                try Self.finish(job, state: "failed", error: reason, at: time, database)
                let trouble = Trouble(
                    code: "print.failed",
                    reason: "the slip of \(try Self.documentID(of: job, database)) was not printed: \(reason)",
                    evidence: ["print_job": "\(job.id)", "printer": job.printer],
                    action: "mend the printer, then print the slip again")
                try Self.raise(trouble, lane: nil, sequence: job.sequence, at: time, database)
            }
        }
        signals.ring(.print)
    }

    private static func wait(_ job: PrintJob, doubts: Int, error: String?, _ database: Database) throws {
        try database.run(
            "UPDATE print_job SET state = 'waiting', doubts = \(doubts), error = \(error) WHERE id = \(job.id)")
    }

    private static func finish(
        _ job: PrintJob, state: String, error: String?, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE print_job SET state = \(state), error = \(error), finished_at_ms = \(time.milliseconds)
            WHERE id = \(job.id)
            """)
    }

    private static func documentID(of job: PrintJob, _ database: Database) throws -> String {
        try String.fetchOne(database, literal: "SELECT document_id FROM sale WHERE sequence = \(job.sequence)") ?? "?"
    }

    private static func printJob(_ row: Row) -> PrintJob {
        let doubts: Int = row["doubts"]
        return PrintJob(
            id: row["id"], sequence: row["sequence"], paper: Paper(rawValue: row["paper"]) ?? .temporary,
            isCopy: row["designation"] == "copy", printer: row["printer"],
            doubts: row["state"] == "printing" ? doubts + 1 : doubts)
    }
}
