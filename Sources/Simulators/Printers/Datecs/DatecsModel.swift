/// What differs between the fiscal devices that speak Datecs' protocol or a relative: facts of fiscal-hardware.md §2 and §4.
public struct DatecsModel: Sendable, Equatable {
    /// The two kinds of frame (§2.1, §2.2).
    enum Form: Sendable {
        case classic
        case extended
    }

    /// What the opening of a receipt is told (§2.5, §2.6, §2.8, §4).
    enum Opening: Sendable {
        /// `Op,Pwd,Till[,I][,UNP]`
        case printer
        /// `Op,Pwd,Till[,I]` or `Op,Pwd,UNP,Till[,I]`
        case register
        /// `Op TAB Pwd TAB [NSale TAB] Till TAB Invoice TAB`
        case extended
        /// `Op,Pwd,UNP`
        case daisy
        /// `OperatorName,UNP`
        case eltrade
        /// `Op,UNP,RevDocNo`
        case incotex
    }

    /// The profile that it answers to.
    public let profile: String
    let name: String
    /// Two letters and six digits (§1.7).
    public let serial: String
    var form = Form.classic
    var opening = Opening.printer
    var openCode: UInt8 = 0x30
    var cancelCode: UInt8 = 0x3C
    /// The operator's; nil where none is asked for.
    var password: String? = "0000"
    /// What stands before an amount off a line.
    var amountSign: Character = ";"
    /// The letters of the payments, or the digits of an X model.
    var payments = "PNCDIJKL"
    /// Letters in a line of text.
    var width = 42
    /// Whether byte 3 of the status is an error's number.
    var hasErrorNumber = false
    /// Whether a repetition needs the same command too.
    var repeatsByCommand = false
    /// The status of an idle device that is well.
    var healthy: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x86, 0x9A]
    /// The bit that says wrong password, or three of them.
    var passwordBit: DatecsBit = DatecsBit(1, 1)
    var coverBit = DatecsBit(0, 6)
    /// Commands that change fiscal state or settings (§2.5).
    public internal(set) var forbidden: Set<UInt8> = [
        0x29, 0x2B, 0x42, 0x48, 0x53, 0x55, 0x57, 0x5B, 0x62, 0x65, 0x66, 0x6B, 0x72, 0x73, 0x80, 0x85, 0x86, 0x90,
    ]

    /// Datecs FP-700 and other printers with classic frames.
    public static let fp700 = DatecsModel(profile: "datecs.fp-700", name: "FP-700", serial: "DT700001")

    /// Datecs DP-25 and other registers; the operator's password is its number.
    public static let dp25: DatecsModel = {
        var model = DatecsModel(profile: "datecs.dp-25", name: "DP-25", serial: "DT250001")
        model.opening = .register
        model.password = "1"
        model.payments = "PNCDIJ"
        model.width = 22
        return model
    }()

    /// Datecs X.
    public static let x: DatecsModel = {
        var model = DatecsModel(profile: "datecs.x", name: "FP-700X", serial: "DT700002")
        model.form = .extended
        model.opening = .extended
        model.password = "1"
        model.payments = "0123456"
        model.width = 72
        model.healthy += [0x80, 0x80]
        model.forbidden.remove(0x2B)
        return model
    }()

    /// Daisy.
    public static let daisy: DatecsModel = {
        var model = DatecsModel(profile: "daisy.isl", name: "DAISY", serial: "DY000001")
        model.opening = .daisy
        model.cancelCode = 0x82
        model.amountSign = "$"
        model.payments = "PNCDUBE"
        model.hasErrorNumber = true
        model.repeatsByCommand = true
        model.healthy = [0x80, 0x80, 0x80, 0x80, 0x80, 0xF8]
        model.passwordBit = DatecsBit(1, 6)
        model.forbidden.remove(0x80)
        return model
    }()

    /// Eltrade.
    public static let eltrade: DatecsModel = {
        var model = DatecsModel(profile: "eltrade.isl", name: "ELTRADE", serial: "ED000001")
        model.opening = .eltrade
        model.openCode = 0x90
        model.password = nil
        model.payments = "PNCDIJKLMQR"
        model.width = 30
        model.coverBit = DatecsBit(1, 5)
        model.forbidden.remove(0x90)
        return model
    }()

    /// Incotex.
    public static let incotex: DatecsModel = {
        var model = DatecsModel(profile: "incotex.isl", name: "INCOTEX", serial: "IN000001")
        model.opening = .incotex
        model.cancelCode = 0x82
        model.password = nil
        model.payments = "PCNDB"
        model.width = 34
        model.hasErrorNumber = true
        model.passwordBit = DatecsBit(1, 5)
        model.forbidden.remove(0x80)
        return model
    }()

    /// All.
    public static let all = [fp700, dp25, x, daisy, eltrade, incotex]

    private init(profile: String, name: String, serial: String) {
        self.profile = profile
        self.name = name
        self.serial = serial
    }

    /// Commands that need paper: they are refused without, and nothing changes (§2.10).
    var printing: Set<UInt8> {
        var codes: Set<UInt8> = [
            0x26, 0x27, 0x2A, 0x2C, 0x2E, 0x31, 0x34, 0x35, 0x36, 0x38, 0x39, 0x3A, 0x45, 0x46, 0x47, 0x54, 0x6D,
        ]
        codes.formUnion([openCode, cancelCode, form == .classic ? 0x2D : 0x2B])
        return codes
    }
}

/// A bit of the status, byte and bit from 0.
public struct DatecsBit: Sendable, Hashable {
    /// The byte.
    public let byte: Int
    /// The bit.
    public let bit: Int

    /// Makes a place.
    public init(_ byte: Int, _ bit: Int) {
        self.byte = byte
        self.bit = bit
    }

    /// Bits that raise the general error too (§2.10).
    static let general: Set<DatecsBit> = [
        .init(0, 0), .init(0, 1), .init(0, 4), .init(1, 1), .init(1, 2), .init(1, 3), .init(2, 0),
    ]
    /// Bits that raise the error of the fiscal memory too.
    static let memory: Set<DatecsBit> = [.init(4, 0), .init(4, 4), .init(5, 0), .init(5, 2)]
    /// Bits with which no receipt is opened: clock, mechanism, lost memory, fiscal memory.
    static let blocking: Set<DatecsBit> = [
        .init(0, 2), .init(0, 4), .init(1, 2), .init(4, 0), .init(4, 4), .init(5, 0), .init(5, 2), .init(5, 5),
    ]
    static let journalEnd = DatecsBit(2, 2)
    static let lostMemory = DatecsBit(1, 2)
    static let clockUnset = DatecsBit(0, 2)
}

/// What the reference does not know of the family (§10.2), read in one way each, here and nowhere else.
///
/// Amounts are told in cents by classic devices (the only hint is `R0`) and with two decimals by X models (their vectors).
/// A void counts as a line of `4C`. The block of 24 hours is 1.1 on classic devices, -111024 on X; wrong passwords are 1.1
/// on Datecs and -112002 on X, and so is a close that is not paid. `4A` answers an X model in its status alone. `4A L/P/R`,
/// `77` and `FF` are taken for syntax errors, for their layout is not known. What is not here is not played.
public struct DatecsReadings: Sendable, Equatable {
    /// Whether `71` (X: the slip's number) advances when a receipt is opened, or when it is closed.
    public var countsAtOpening = false
    /// Whether a cancelled receipt has a number too.
    public var countsCancelled = false
    /// Whether X and Z reports and cash movements have one.
    public var countsReports = true
    /// Whether what is paid over stays in `Tender`, or only what was due.
    public var keepsChange = true
    /// Whether `71` is answered between payment and close; §10.3 does not name it among what is.
    public var answersLastDocumentWhilePaying = false

    /// The readings that are taken unless a test says otherwise.
    public init() {}
}
