/// What can be asked of a device that speaks ZFP: a Kenyan control unit (reference §3.6.1), or a printer as its profile
/// has it (§3.5).
///
/// There is no way to make one of the commands that a driver must never send: reset, serial number, PIN and
/// fiscalisation, VAT rates, and writes to the network settings and the HS table.
public struct ZFPCommand: Sendable, Equatable {
    /// CMD.
    public let code: UInt8
    /// DATA, not yet framed.
    public let data: [UInt8]
    /// Whether the device is another one after it: then it is sent once, and an answer that was lost is never risked again.
    public let changes: Bool
    /// Whether it may take as long as a report.
    public let isReport: Bool

    private init(_ code: UInt8, _ data: String = "", changes: Bool = false, isReport: Bool = false) {
        self.code = code
        self.data = Array(data.utf8)
        self.changes = changes
        self.isReport = isReport
    }

    /// Reset, serial number, PIN and fiscalisation, VAT rates (§3.6.1): whatever a profile says, they are not sent.
    static let never: Set<UInt8> = [0x3F, 0x40, 0x41, 0x42]

    /// A command of a printer's profile; nil for a code that the frame has no place for, or that is never sent.
    init?(code: UInt8, data: [UInt8], changes: Bool) {
        guard ZFPFrame.commands.contains(code), !Self.never.contains(code) else { return nil }
        self.code = code
        self.data = data
        self.changes = changes
        isReport = false
    }

    /// `20`: the status bytes (§3.8).
    public static let status = ZFPCommand(0x20)
    /// `21`: the version.
    public static let version = ZFPCommand(0x21)
    /// `22`: kind, last invoice, last end of day, how many were sent.
    public static let diagnostics = ZFPCommand(0x22)
    /// `60`: serial number and PIN.
    public static let identity = ZFPCommand(0x60)
    /// `62`: the rates of A to E.
    public static let vatRates = ZFPCommand(0x62)
    /// `68`: the clock.
    public static let clock = ZFPCommand(0x68)
    /// `6D`: the amounts of the day, what an X report tells; nothing is closed by it.
    public static let dayAmounts = ZFPCommand(0x6D, isReport: true)
    /// `71`: the last CU invoice number.
    public static let lastNumbers = ZFPCommand(0x71)
    /// `72`: the document that is open, if one is.
    public static let currentDocument = ZFPCommand(0x72)
    /// `38`: close, which signs.
    public static let close = ZFPCommand(0x38, changes: true)
    /// `39`: cancel what is open.
    ///
    /// Never after a close whose answer was lost (§6.6).
    public static let cancel = ZFPCommand(0x39, changes: true)
    /// `7C Z`: the daily report.
    public static let dailyReport = ZFPCommand(0x7C, "Z", changes: true, isReport: true)

    /// `30`: open a document.
    static func open(_ data: String) -> ZFPCommand { ZFPCommand(0x30, data, changes: true) }
    /// `31`: sell a line.
    static func sell(_ data: String) -> ZFPCommand { ZFPCommand(0x31, data, changes: true) }

    /// The command's name in sentences and evidence: `72h`.
    var name: String { ZFPCommand.name(code) }

    static func name(_ code: UInt8) -> String { String(code, radix: 16, uppercase: true) + "h" }
}
