public import Accounting
public import Fiscal
public import OSCU
public import Rendering

/// What a site sets in `risiti.yaml` or `RISITI_…`; no secret is among it.
public struct Settings: Sendable {
    /// The shop.
    public var branch: Branch
    /// How KRA is spoken to.
    public var kra: KRASettings
    /// Addresses to listen on, host and port; loopback only.
    public var listen: [ListenAddress]
    /// Web origins that may post sales, by name.
    public var allowedOrigins: [String]
    /// What slips look like.
    public var receipt: ReceiptSettings
    /// A directory with profiles of the site's own beside `/etc/risiti/profiles`; nil where there is none.
    public var profiles: String?
    /// Ports that a scan for devices leaves alone, by any of their names.
    public var excludedPorts: [String]
    /// Printers by name.
    public var printers: [String: PrinterSettings]
    /// How many whole years documents are kept before they may be given up, at least ``shortestKeepYears``.
    public var keepYears: Int
    /// What the lanes of companies that are connected from now on begin with, by provider.
    public var lanes: [Provider: LaneSettings]
    /// The proxy for outgoing calls.
    public var proxy: String?
    /// The directory of the second copy, on another medium; nil where there is none.
    public var mirror: String?
    /// A PEM file with certificates that the site adds.
    public var certificates: String?

    /// Five years from the end of the reporting period: the Tax Procedures Act of 2015, section 23.
    public static let shortestKeepYears = 5

    /// What a new company's lane begins with; `risiti books settings` changes it for one company.
    public struct LaneSettings: Sendable, Hashable {
        /// What a document waits for.
        public var after: BooksSettings.After
    }

    /// Who makes a sale fiscal.
    public enum Fiscaliser: Sendable, Hashable {
        /// KRA's OSCU, over the network.
        case oscu
        /// A control unit on the counter.
        case controlUnit(ControlUnitSettings)

        /// Its name in the settings.
        enum Name: String, CaseIterable {
            case oscu
            case controlUnit = "control-unit"
        }
    }

    /// How the control unit on the counter is used.
    public struct ControlUnitSettings: Sendable, Hashable {
        /// The device's name, as `risiti devices add` was told it.
        public var device: String
        /// The HS code and its words for lines of a tax letter that bear no tax; the unit demands one (fiscal-hardware
        /// §1.3).
        public var hsCodes: [TaxLetter: String]
        /// The unit's letter for each of ours, where the owner knows better than its rates tell (§3.6.1).
        public var letters: [TaxLetter: Character]
        /// Whether the agent makes the Z report that the unit demands, or a person does.
        public var dayClose: DayClose
    }

    /// Who makes the Z report that a control unit demands after 24 hours.
    public enum DayClose: String, Sendable, CaseIterable {
        /// The agent, when the unit refuses a document for want of it.
        case automatic
        /// A person, who is asked by a task.
        case ask
    }

    /// What concerns KRA.
    public struct KRASettings: Sendable {
        /// Who makes a sale fiscal.
        public var fiscaliser: Fiscaliser
        /// Direct or integrator route.
        public var route: OSCURoute
        /// The base address.
        public var baseURL: String
        /// The token address of the integrator route.
        public var tokenURL: String?
        /// What amounts mean.
        public var amounts: AmountConvention
        /// The rates until a code list replaces them.
        public var rates: TaxTable
        /// How long a sale may wait for KRA.
        public var outageBudget: Duration
        /// What to do where goods are sold that KRA has no stock of.
        public var openingStock: OpeningStock
        /// Which portal the QR code leads to.
        public var portal: QRPortal
    }

    /// What to do where goods are sold that KRA has no stock of (reference §4.6).
    public enum OpeningStock: String, Sendable, CaseIterable {
        /// Declare what is sold as opening stock, just before.
        case declare
        /// Park the sale with a task.
        case refuse
    }

    /// What slips look like.
    public struct ReceiptSettings: Sendable {
        /// The language of the slip.
        public var language: Language
        /// The printer for `print=true`.
        public var printer: String
        /// A welcome, at most 20 characters.
        public var welcome: String
        /// A thank-you, at most 20 characters.
        public var thanks: String
    }

    /// A printer that is a plain device file; what tells more of itself is added by `risiti devices add`.
    public struct PrinterSettings: Sendable {
        /// A device file, pty or plain file.
        public var path: String
        /// Columns.
        public var width: PaperWidth
    }
}

/// An address to listen on.
public struct ListenAddress: Sendable, Hashable {
    /// The host, a loopback address or `localhost`.
    public let host: String
    /// The port, 0 for any free one.
    public let port: Int

    /// Reads `127.0.0.1:4780` or `[::1]:4780`; nil for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].trimmingPrefix("[")
        self.host = host.hasSuffix("]") ? String(host.dropLast()) : String(host)
        self.port = port
        guard !self.host.isEmpty else { return nil }
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
