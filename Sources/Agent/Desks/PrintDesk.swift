import Fiscal
import Logging
public import Rendering
public import ServiceLifecycle
public import Spool
package import Wire

/// Has slips laid out, and prints those that were asked for, one after the other.
///
/// A print job is a row: it survives a power cut. One that was cut off is printed again as a copy, since a printer
/// behind a plain device file cannot tell what it did (design §3.6).
public final class PrintDesk: Service {
    private let spool: Spool
    private let settings: Settings
    private let clock: WallClock
    private let devices: [String: any SlipPrinter]
    private let log = Logger(label: "risiti.agent.print")

    /// The longest that a printer may take for one slip.
    private static let deadline = Duration.seconds(20)

    /// Opens the desk; `devices` are the printers by name.
    package init(spool: Spool, settings: Settings, clock: WallClock, devices: [String: any SlipPrinter]) {
        self.spool = spool
        self.settings = settings
        self.clock = clock
        self.devices = devices
    }

    /// Opens the desk with the device files that the settings name.
    convenience init(spool: Spool, settings: Settings, clock: WallClock) {
        self.init(
            spool: spool, settings: settings, clock: clock,
            devices: settings.printers.mapValues { DeviceFile(path: $0.path) })
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

    /// Asks for a slip on the shop's printer; a copy if this paper of the sale was printed before.
    ///
    /// - Throws: ``SpoolError`` `refused` where no printer is set.
    public func ask(for sale: StoredSale) async throws(SpoolError) -> PrintView {
        let name = settings.receipt.printer
        guard devices[name] != nil else {
            throw SpoolError(.refused, "no printer is set; add printers.\(name).path to risiti.yaml")
        }
        return try await spool.askPrint(
            sale.entry.document.sequence, paper: sale.paper, printer: name, at: clock.now())
    }

    /// Each printer's name, path, and whether it is there.
    public func printers() -> [(name: String, path: String, isPresent: Bool)] {
        settings.printers.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.path, devices[$0.key]?.isPresent() == true)
        }
    }

    /// Prints what is asked for until graceful shutdown.
    public func run() async throws {
        let changes = spool.changes(.print)
        try? await printAll()
        for await _ in changes.cancelOnGracefulShutdown() {
            do {
                try await printAll()
            } catch {
                log.error("print jobs cannot be read", metadata: ["error.code": "\(error.code.rawValue)"])
            }
        }
    }

    private func printAll() async throws(SpoolError) {
        while !Task.isShuttingDownGracefully, let job = try await spool.nextPrint() {
            try await carry(job)
        }
    }

    /// Takes one job to its printer; what left and how it ended are written down before and after.
    package func carry(_ job: PrintJob) async throws(SpoolError) {
        try await spool.beginPrint(job)
        let error = await printOne(job)
        if let error {
            log.error("a slip was not printed", metadata: ["print.job": "\(job.id)", "reason": "\(error)"])
        }
        try await spool.endPrint(job, error: error, at: clock.now())
    }

    /// Prints one job; the sentence of what went wrong, or nil.
    private func printOne(_ job: PrintJob) async -> String? {
        guard let device = devices[job.printer], let printer = settings.printers[job.printer] else {
            return "the printer \(job.printer) is not set any more"
        }
        do {
            let document = try await spool.entry(job.sequence).document
            let sale = try await spool.sale(document.id)
            let isCopy = job.isCopy || job.wasInterrupted
            // The paper that was asked for is printed, even if KRA has answered since.
            let receipt = job.paper == .temporary ? nil : sale.receipt
            let slip = slip(
                sale, receipt: receipt, designation: isCopy ? .copy : .original, printedAt: isCopy ? clock.now() : nil)
            try await device.write(EscPosRenderer(width: printer.width).render(slip), deadline: Self.deadline)
            return nil
        } catch let error as WireError {
            return error.sentence
        } catch {
            return "\(error)"
        }
    }
}

extension StoredSale {
    /// Which paper shows this sale now.
    public var paper: Paper { receipt == nil ? .temporary : .fiscal }
}

/// Where slips leave the machine.
package protocol SlipPrinter: Sendable {
    /// Takes all bytes by a deadline, or says how far it came.
    func write(_ bytes: [UInt8], deadline: Duration) async throws(WireError)
    /// Whether it can be written to now.
    func isPresent() -> Bool
}

extension DeviceFile: SlipPrinter {}
