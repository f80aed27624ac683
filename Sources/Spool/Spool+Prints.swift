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
    /// Whether a power cut may have come while it was printed.
    public let wasInterrupted: Bool
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
    public func askPrint(_ sequence: Int64, paper: Paper, printer: String, at time: Timestamp) async throws(SpoolError)
        -> PrintView
    {
        let id = try await write { database -> Int64 in
            let printed = try Int64.fetchOne(
                database,
                literal: """
                    SELECT count(*) FROM print_job WHERE sequence = \(sequence) AND paper = \(paper.rawValue)
                        AND designation = 'original'
                    """)
            let designation = printed == 0 ? "original" : "copy"
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

    /// The oldest print job that is not finished.
    public func nextPrint() async throws(SpoolError) -> PrintJob? {
        try await read { database in
            try Row.fetchOne(
                database,
                literal: "SELECT * FROM print_job WHERE state IN ('waiting', 'printing') ORDER BY id LIMIT 1"
            ).map(Self.printJob)
        }
    }

    /// Writes down that a job's bytes are about to leave.
    public func beginPrint(_ job: PrintJob) async throws(SpoolError) {
        try await write { try $0.run("UPDATE print_job SET state = 'printing' WHERE id = \(job.id)") }
    }

    /// Writes down how a print ended; nil is well.
    public func endPrint(_ job: PrintJob, error: String?, at time: Timestamp) async throws(SpoolError) {
        try await write { database in
            try database.run(
                """
                UPDATE print_job SET state = \(error == nil ? "done" : "failed"), error = \(error),
                    finished_at_ms = \(time.milliseconds) WHERE id = \(job.id)
                """)
            let id = try String.fetchOne(
                database, literal: "SELECT document_id FROM sale WHERE sequence = \(job.sequence)")
            if let error {
                let trouble = Trouble(
                    code: "print.failed", reason: "the slip of \(id ?? "?") was not printed: \(error)",
                    evidence: ["print_job": "\(job.id)", "printer": job.printer],
                    action: "mend the printer, then print the slip again")
                try Self.raise(trouble, lane: nil, sequence: job.sequence, at: time, database)
            } else {
                try Self.record(.printDone, ["id": id ?? "", "print_job": "\(job.id)"], at: time, database)
            }
        }
        signals.ring(.print)
    }

    private static func printJob(_ row: Row) -> PrintJob {
        PrintJob(
            id: row["id"], sequence: row["sequence"], paper: Paper(rawValue: row["paper"]) ?? .temporary,
            isCopy: row["designation"] == "copy", printer: row["printer"], wasInterrupted: row["state"] == "printing")
    }
}
