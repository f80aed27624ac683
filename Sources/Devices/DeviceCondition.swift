/// What a device says about itself, in one vocabulary for all makers (reference §7.2).
///
/// The raw value is the name that profiles use.
public enum DeviceCondition: String, Sendable, Hashable, CaseIterable {
    /// No paper: nothing that prints is done until there is.
    case paperOut = "paper_out"
    /// The paper's end is near.
    case paperLow = "paper_low"
    /// The cover stands open.
    case coverOpen = "cover_open"
    /// The printing mechanism fails.
    case printerError = "printer_error"
    /// The print head is too hot.
    case overheated
    /// The cutter is stuck.
    case cutterError = "cutter_error"
    /// The clock was never set, or is wrong.
    case clockUnset = "clock_unset"
    /// The working memory was lost: sums since the last Z are gone.
    case ramReset = "ram_reset"
    /// The clock's battery is low.
    case batteryLow = "battery_low"
    /// Its power went while a document was open.
    case powerLost = "power_lost"
    /// It does not know the command.
    case commandInvalid = "command_invalid"
    /// It could not read the command's data.
    case syntaxError = "syntax_error"
    /// The command has no place in its present state.
    case notAllowed = "not_allowed"
    /// A fiscal receipt is open.
    case fiscalOpen = "fiscal_open"
    /// A receipt that is not fiscal is open.
    case nonfiscalOpen = "nonfiscal_open"
    /// A refund is open.
    case refundOpen = "refund_open"
    /// The fiscal memory is full.
    case memoryFull = "memory_full"
    /// The fiscal memory is nearly full.
    case memoryNearFull = "memory_near_full"
    /// The fiscal memory fails, or may only be read.
    case memoryError = "memory_error"
    /// The electronic journal is full.
    case journalFull = "journal_full"
    /// The electronic journal is nearly full.
    case journalNearFull = "journal_near_full"
    /// It was never put into fiscal use.
    case notFiscalised = "not_fiscalised"
    /// It wants a Z report before it goes on.
    case zRequired = "z_required"
    /// It holds documents that the authority does not have yet.
    case unsentDocuments = "unsent_documents"
    /// It was without the authority for too long, and is blocked.
    case offlineDaysExceeded = "offline_days_exceeded"
    /// Its security chip or certificates are missing.
    case securityModuleMissing = "security_module_missing"
    /// Its memory card is missing, wrong or full.
    case sdError = "sd_error"
    /// The cash drawer is open.
    case drawerOpen = "drawer_open"
}

/// Which bits of a status mean which conditions: data, as a profile has it.
public struct StatusMap: Sendable, Equatable {
    /// One bit and what it says.
    public struct Bit: Sendable, Equatable {
        /// The status byte, from 0.
        public let byte: Int
        /// The bit, from 0, the least significant.
        public let bit: Int
        /// What it says when it stands at ``means``.
        public let condition: DeviceCondition
        /// The value that says it: true for most; false where the bit says that all is well ("is fiscalised").
        public let means: Bool

        /// Makes a bit.
        public init(_ byte: Int, _ bit: Int, _ condition: DeviceCondition, means: Bool = true) {
            self.byte = byte
            self.bit = bit
            self.condition = condition
            self.means = means
        }
    }

    /// The bits, in any order; several may say the same.
    public var bits: [Bit]

    /// Makes a map.
    public init(_ bits: [Bit]) {
        self.bits = bits
    }

    /// What a status says; a byte that did not come says nothing.
    public func conditions(in status: [UInt8]) -> Set<DeviceCondition> {
        var found: Set<DeviceCondition> = []
        for bit in bits where status.indices.contains(bit.byte) && (0..<8).contains(bit.bit) {
            if (status[bit.byte] >> bit.bit & 1 == 1) == bit.means { found.insert(bit.condition) }
        }
        return found
    }
}
