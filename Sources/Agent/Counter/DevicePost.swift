import Devices
import Fiscal
import Rendering
import Spool
import Synchronization
import Wire

/// A device at its post: what is kept of it, how it is worked, and how it stood when it was last looked at.
final class DevicePost: Sendable {
    /// What it is used for.
    enum Use: Sendable {
        /// It prints slips; the driver is nil for a plain device file.
        case slips(EscPosRenderer, ReceiptPrinterDriver?)
        /// It prints slips as lines of text, in receipts that are not fiscal.
        case text(TextRenderer)
        /// It makes sales fiscal.
        case signing(ControlUnitDriver)
        /// It makes sales fiscal over HTTP, at an address.
        case httpSigning(SignerDriver, base: String, host: String)
        /// It is known and looked at; nothing of a shop's day goes through it yet.
        case none
    }

    let name: String
    /// The profile; nil for a plain device file of the settings.
    let profile: String?
    let device: Device
    let use: Use
    /// Whether its port in the network is greeted with the owner's password.
    let takesPassword: Bool
    /// How it stood when it was last looked at.
    let standing = Mutex(DeviceStanding(.opening))
    /// The code of the task that was raised for it; nil before anything was said, and a code of nil for none.
    let raised = Mutex<String??>(nil)
    /// The hex dump of what is said to it and what it says, while somebody wants it.
    let trace: TraceTap

    /// What it is to people; a fiscal printer is one although its paper is too narrow for slips.
    var kind: DeviceDesk.View.Kind {
        switch use {
        case .slips, .text, .none: .printer
        case .signing: .controlUnit
        case .httpSigning: .signer
        }
    }

    /// Whether slips are its work.
    var isPrinter: Bool {
        switch use {
        case .slips, .text: true
        default: false
        }
    }

    init(
        name: String, profile: String?, device: Device, use: Use, takesPassword: Bool = false, trace: TraceTap
    ) {
        self.name = name
        self.takesPassword = takesPassword
        self.profile = profile
        self.device = device
        self.use = use
        self.trace = trace
    }
}

extension DevicePost: SlipPrinter {
    var isPresent: Bool { standing.withLock { $0.state.takesWork } }

    func lay(_ slip: Slip) -> [UInt8] {
        switch use {
        case .slips(let renderer, _): renderer.render(slip)
        case .text(let renderer): Array(renderer.render(slip).utf8)
        default: []
        }
    }

    func printSlip(_ slip: [UInt8], attempt: Int64) async -> SlipEnd {
        switch use {
        case .slips(_, let driver): await device.printSlip(slip, proof: driver?.proof(ofAttempt: attempt) ?? .none)
        case .text: await device.printSlip(slip, proof: .none)
        default: .notBegun(DeviceStanding(.wrongFirmware, detail: "\(name) prints no slips"))
        }
    }
}

extension EscPosRenderer {
    /// Lays out for a printer as its profile has it.
    init(_ driver: ReceiptPrinterDriver) {
        self.init(
            width: PaperWidth.allCases.last { $0.rawValue <= driver.columns } ?? .columns32,
            codePage: CodePage(driver.encoding), selector: driver.codePage.map { UInt8(clamping: $0) },
            cut: driver.cuts, feed: driver.cuts ? driver.feedBeforeCut : 4,
            qr: driver.qr == .raster ? .raster : driver.qr == .native ? .native : .none,
            storesCodeFirst: driver.keepsCode)
    }
}

extension CodePage {
    /// The table of a printer's encoding; the oldest, whose lower half is ASCII, where there is none of ours.
    fileprivate init(_ encoding: ReceiptPrinterDriver.Encoding) {
        self =
            switch encoding {
            case .cp850: .cp850
            case .cp858: .cp858
            case .cp1252: .windows1252
            case .ascii, .cp437, .cp1251, .utf8: .cp437
            }
    }
}

/// Hands the trace of a device to whoever listens, and costs nothing where nobody does.
final class TraceTap: Sendable {
    private let listeners = Mutex<[Int: AsyncStream<String>.Continuation]>([:])

    /// Lines that a listener who does not keep up is owed; older ones are dropped.
    private static let limit = 4_096

    /// The lines from now on, for a while.
    func lines(for time: Duration) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(Self.limit))
        let id = listeners.withLock { listeners in
            let id = (listeners.keys.max() ?? 0) + 1
            listeners[id] = continuation
            return id
        }
        let end = Task {
            try await Task.sleep(for: time)
            continuation.finish()
        }
        continuation.onTermination = { [weak self] _ in
            end.cancel()
            self?.listeners.withLock { _ = $0.removeValue(forKey: id) }
        }
        return stream
    }

    /// Tells a line.
    func tell(_ line: String) {
        for listener in listeners.withLock({ Array($0.values) }) { listener.yield(line) }
    }
}
