public import Fiscal
import GRDB

/// What the spool knows of a job at one moment.
public struct JobStanding: Sendable {
    /// The write that is under way for it.
    public let write: InFlightWrite?
    /// The items of its lines, in their order.
    public let items: [RegisteredItem]
    /// KRA's answer to it, once there.
    public let receipt: FiscalReceipt?
    /// Whether its own stock movement was accepted.
    public let stockMoved: Bool
    private let last: [String: Int64]

    fileprivate init(
        write: InFlightWrite?, items: [RegisteredItem], receipt: FiscalReceipt?, stockMoved: Bool, last: [String: Int64]
    ) {
        (self.write, self.items, self.receipt) = (write, items, receipt)
        (self.stockMoved, self.last) = (stockMoved, last)
    }

    /// The number that comes next.
    public func next(_ counter: AcceptanceCounter) -> Int64 { last[counter.rawValue, default: 0] + 1 }
}

extension Spool {
    /// What the spool knows of a job, whose document is this, in one read: each step of a job begins with it.
    ///
    /// - Throws: ``SpoolError`` `notFound` where a line's item was never remembered.
    public func standing(of job: Job, _ document: Document) async throws(SpoolError) -> JobStanding {
        try await read { database in
            let moved = try Int64.fetchOne(
                database,
                literal: "SELECT stock_moved FROM job WHERE lane = \(job.lane) AND sequence = \(job.sequence)")
            let counters = try Row.fetchAll(database, literal: "SELECT name, last FROM acceptance_counter")
            return JobStanding(
                write: try Self.inFlight(job, database), items: try Self.items(of: document, database),
                receipt: try Self.receipt(job.sequence, database), stockMoved: moved == 1,
                last: Dictionary(counters.map { ($0["name"], $0["last"]) }) { $1 })
        }
    }
}
