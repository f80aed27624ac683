package import Devices
import Fiscal
import Logging
public import Rendering
public import Spool

/// Has slips laid out, and takes those that were asked for to their printers, each once as the original.
///
/// A print job is a row: it survives a power cut. One whose paper may have come out although nothing proved it is printed
/// again as a copy (design §3.6).
public final class PrintDesk: Sendable {
    private let spool: Spool
    private let settings: Settings
    private let clock: WallClock
    private let printers: @Sendable (String) -> (any SlipPrinter)?
    private let standard: @Sendable () -> String?
    private let log = Logger(label: "risiti.agent.print")

    /// How often paper of a job may be in doubt before a person has to look at the printer.
    private static let doubtLimit = 5

    /// Opens the desk.
    ///
    /// - Parameters:
    ///   - printers: who prints for a name; nil where nobody does.
    ///   - standard: the name of the printer that slips go to; nil where there is none.
    package init(
        spool: Spool, settings: Settings, clock: WallClock,
        printers: @escaping @Sendable (String) -> (any SlipPrinter)?, standard: @escaping @Sendable () -> String?
    ) {
        self.spool = spool
        self.settings = settings
        self.clock = clock
        self.printers = printers
        self.standard = standard
    }

    private func slip(
        _ sale: StoredSale, receipt: FiscalReceipt?, designation: Designation, printedAt: Timestamp?
    ) -> Slip {
        Slip(
            entry: sale.entry, receipt: receipt, original: sale.originalReceipt, designation: designation,
            language: settings.receipt.language, welcome: settings.receipt.welcome, thanks: settings.receipt.thanks,
            printedAt: printedAt)
    }

    /// The slip that a till is handed: the original, or a copy where its original was printed here.
    public func slipForTill(_ sale: StoredSale) async throws(SpoolError) -> Slip {
        let printed = try await spool.wasPrinted(sale.entry.document.sequence, paper: sale.paper)
        return slip(
            sale, receipt: sale.receipt, designation: printed ? .copy : .original,
            printedAt: printed ? clock.now() : nil)
    }

    /// The receipt of a fiscal sale as a PDF for the shop's books: a copy, and the same bytes each time.
    @Sendable func receiptForBooks(_ sale: StoredSale) throws -> [UInt8] {
        try PDFRenderer().render(
            slip(sale, receipt: sale.receipt, designation: .copy, printedAt: sale.receipt?.signedAt))
    }

    /// The printer that slips go to.
    ///
    /// - Throws: ``SpoolError`` `refused` where none is set.
    @discardableResult
    public func requirePrinter() throws(SpoolError) -> String {
        guard let name = standard() else {
            throw SpoolError(
                .refused,
                "no printer is set; run: risiti devices scan, or add printers.\(settings.receipt.printer).path to risiti.yaml"
            )
        }
        return name
    }

    /// Asks for a slip on the shop's printer; a copy if this paper of the sale was printed before.
    ///
    /// - Throws: ``SpoolError`` `refused` where no printer is set.
    public func ask(for sale: StoredSale) async throws(SpoolError) -> PrintView {
        try await spool.askPrint(
            sale.entry.document.sequence, paper: sale.paper, printer: try requirePrinter(), at: clock.now())
    }

    /// Prints what waits for a printer, one after the other, until one does not go through or the task is cancelled.
    package func printAll(on printer: String) async {
        do {
            while !Task.isCancelled, let job = try await spool.nextPrint(on: printer), try await carry(job) {}
        } catch {
            log.error("print jobs cannot be read", metadata: ["error.code": "\(error.code.rawValue)"])
        }
    }

    /// Takes one job to its printer; what left and how it ended are written down before and after.
    ///
    /// - Returns: whether the job is over; else it waits for its printer.
    @discardableResult
    package func carry(_ job: PrintJob) async throws(SpoolError) -> Bool {
        guard let printer = printers(job.printer) else {
            try await spool.endPrint(
                job, .failed(reason: "the printer \(job.printer) is not there any more"), at: clock.now())
            return true
        }
        guard job.doubts < Self.doubtLimit else {
            let reason = "\(job.doubts) times paper may have come out, and nothing proved it"
            try await spool.endPrint(job, .failed(reason: reason), at: clock.now())
            return true
        }
        let slip: Slip
        do {
            slip = try await self.slip(job)
        } catch {
            try await spool.endPrint(job, .failed(reason: "\(error)"), at: clock.now())
            return true
        }
        try await spool.beginPrint(job)
        let outcome: PrintOutcome =
            switch await printer.printSlip(printer.lay(slip), attempt: Self.attempt(job)) {
            case .printed: .printed
            case .notBegun: .notBegun
            case .doubtful(let reason): .doubtful(reason: reason)
            }
        if outcome != .printed {
            log.notice("a slip waits", metadata: ["print.job": "\(job.id)", "reason": "\(outcome)"])
        }
        try await spool.endPrint(job, outcome, at: clock.now())
        return outcome == .printed
    }

    /// The number of this attempt at a job: each doubt makes another.
    private static func attempt(_ job: PrintJob) -> Int64 { job.id * Int64(doubtLimit) + Int64(job.doubts) }

    private func slip(_ job: PrintJob) async throws(SpoolError) -> Slip {
        let sale = try await spool.sale(try await spool.entry(job.sequence).document.id)
        // The paper that was asked for is printed, even if KRA has answered since.
        return slip(
            sale, receipt: job.paper == .temporary ? nil : sale.receipt,
            designation: job.saysCopy ? .copy : .original, printedAt: job.saysCopy ? clock.now() : nil)
    }
}

extension StoredSale {
    /// Which paper shows this sale now.
    public var paper: Paper { receipt == nil ? .temporary : .fiscal }
}

/// Where slips leave the machine.
package protocol SlipPrinter: Sendable {
    /// The bytes of a slip for this printer.
    func lay(_ slip: Slip) -> [UInt8]
    /// Prints a slip, and says what is known of it afterwards.
    ///
    /// `attempt` is a number that no other attempt has, at this job or another.
    func printSlip(_ slip: [UInt8], attempt: Int64) async -> SlipEnd
}
