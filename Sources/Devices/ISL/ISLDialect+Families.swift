// What reference §2 and §4 know of each family. These are the editions of other countries: no Kenyan manual of any is
// public (reference §0), so a device's tax groups are its owner's to say, and are not here.

extension ISLDialect {
    /// Datecs printers with classic frames: FP-700, FP-800, FMP-10 (reference §2.5).
    public static let datecsClassic = ISLDialect(
        name: "Datecs", framing: .classic,
        calls: classicCalls, separator: UInt8(ascii: ","), answersErrorCode: false,
        transaction: ISLPlaces(isOpen: 0, number: nil, items: 1, amount: 2, paid: 3),
        payments: [.cash: "P", .card: "D", .credit: "N", .cheque: "C", .mobile: "I"],
        amountOff: ";", status: StatusMap(classicBits), alarms: classicAlarms, errorByte: nil, errors: [:],
        forbidden: classicForbidden)

    /// Datecs whose names end in X: FP-700X, DP-25X, WP-50X (reference §2.8).
    public static let datecsX = ISLDialect(
        name: "Datecs X", framing: .extended,
        calls: [
            .status: Call(0x4A),
            .transaction: Call(0x4C),
            .open: Call(0x30, "{operator}\t{password}\t{till}\t\t"),
            .item: Call(
                0x31,
                "{name|cut:72}\t{group}\t{price|2}\t{quantity|3}\t{discount_kind}\t{discount_value}\t{department}\t"),
            .payment: Call(0x35, "{means}\t{amount|2}\t"),
            .text: Call(0x36, "{text|cut:42}\t\t\t\t\t\t"),
            .close: Call(0x38),
            .cancel: Call(0x3C),
            .closeNonfiscal: Call(0x27),
            .identity: Call(0x5A, "1"),
        ],
        separator: 0x09, answersErrorCode: true,
        transaction: ISLPlaces(isOpen: 0, number: 1, items: 2, amount: 3, paid: 4),
        payments: [.cash: "0", .card: "1"],  // 3 to 5 are "other": the owner's to say
        amountOff: nil, status: StatusMap(extendedBits),
        alarms: [.init(0, 5), .init(1, 0), .init(4, 5)], errorByte: nil, errors: extendedErrors,
        forbidden: classicForbidden.subtracting([0x2B]))

    /// Daisy (reference §4.1).
    public static let daisy: ISLDialect = {
        var dialect = datecsClassic
        dialect.name = "Daisy"
        dialect.framing.busyPeriod = .milliseconds(100)
        dialect.calls[.open] = Call(0x30, "{operator},{password},{sale}")
        dialect.calls[.cancel] = Call(0x82)
        dialect.payments = [.cash: "P"]  // N, C, D and B are payments 1 to 4: the owner's to say
        dialect.amountOff = "$"
        dialect.errorByte = 3
        dialect.status.bits = classicBits.filter { !($0.byte == 5 || $0.byte == 1 && $0.bit >= 5) }
        dialect.status.bits += [
            .init(1, 5, .cutterError), .init(4, 2, .memoryError), .init(5, 0, .memoryFull),
            .init(5, 3, .notFiscalised, means: false),
        ]
        dialect.alarms.append(.init(1, 6))  // wrong password
        dialect.forbidden.remove(0x80)  // reads constants here (reference §10.3)
        return dialect
    }()

    /// Eltrade (reference §4.2).
    public static let eltrade: ISLDialect = {
        var dialect = datecsClassic
        dialect.name = "Eltrade"
        dialect.calls[.open] = Call(0x90, "{operator},{sale}")
        dialect.calls[.item] = Call(0x31, "{name|cut:30}\t{group}{price|2}*{quantity|3}{discount}")
        dialect.calls[.text] = Call(0x36, "{text|cut:30}")
        dialect.payments = [.cash: "P", .card: "L"]  // L from one driver; the manual numbers the types
        dialect.status.bits = classicBits.filter { !($0.byte == 1 && $0.bit >= 3) }
        dialect.status.bits += [.init(1, 3, .batteryLow), .init(1, 4, .ramReset), .init(1, 5, .coverOpen)]
        dialect.forbidden.remove(0x90)
        return dialect
    }()

    /// Incotex 133, 181, 300S, 300SM and 777 (reference §4.3).
    public static let incotex: ISLDialect = {
        var dialect = datecsClassic
        dialect.name = "Incotex"
        dialect.calls[.open] = Call(0x30, "{operator},{sale},0")
        dialect.calls[.item] = Call(0x31, "{name|cut:34}\t{group}{price|2}*{quantity|3}{discount}")
        dialect.calls[.text] = Call(0x36, "{text|cut:34}")
        dialect.calls[.cancel] = Call(0x82)
        dialect.payments = [.cash: "P"]  // C, N, D and B are payments 1 to 4: the owner's to say
        dialect.errorByte = 3
        dialect.errors = [
            24: .memoryFull, 42: .notAllowed, 73: .batteryLow, 76: .clockUnset, 77: .journalFull, 78: .journalFull,
            79: .journalFull,
        ]
        dialect.status.bits = classicBits.filter { !($0.byte == 1 && ($0.bit == 3 || $0.bit == 5)) }
        dialect.alarms += [.init(1, 3), .init(1, 5)]  // no invoice range, three wrong passwords
        dialect.forbidden.remove(0x80)
        return dialect
    }()

    /// The commands of reference §2.5; the order of discount and quantity is that of its row 31.
    private static let classicCalls: [ISLVerb: Call] = [
        .status: Call(0x4A, "X"),
        .transaction: Call(0x4C, "T"),
        .lastDocument: Call(0x71),
        .open: Call(0x30, "{operator},{password},{till}"),
        .item: Call(0x31, "{name|cut:42}\t{group}{price|2}*{quantity|3}{discount}"),
        .payment: Call(0x35, "\t{means}{amount|2}"),
        .text: Call(0x36, "{text|cut:42}"),
        .close: Call(0x38),
        .cancel: Call(0x3C),
        .closeNonfiscal: Call(0x27),
        .identity: Call(0x5A, "1"),
    ]

    /// Reference §2.10, without byte 3 (switches), 0.3 (no display) and 1.6 (the tax terminal is away).
    private static let classicBits: [StatusMap.Bit] = [
        .init(0, 0, .syntaxError), .init(0, 1, .commandInvalid), .init(0, 2, .clockUnset),
        .init(0, 4, .printerError), .init(0, 6, .coverOpen),
        .init(1, 1, .notAllowed), .init(1, 2, .ramReset), .init(1, 3, .batteryLow), .init(1, 4, .refundOpen),
        .init(1, 5, .nonfiscalOpen),
        .init(2, 0, .paperOut), .init(2, 1, .paperLow), .init(2, 2, .journalFull), .init(2, 3, .fiscalOpen),
        .init(2, 4, .journalNearFull), .init(2, 5, .nonfiscalOpen), .init(2, 6, .journalNearFull),
        .init(4, 0, .memoryError), .init(4, 3, .memoryNearFull), .init(4, 4, .memoryFull), .init(4, 6, .overheated),
        .init(5, 0, .memoryError), .init(5, 2, .memoryError), .init(5, 3, .notFiscalised, means: false),
        .init(5, 5, .memoryError),
    ]

    /// General error, sum overflow, any error of the fiscal memory (reference §2.10).
    private static let classicAlarms: [StatusMap.Bit.Place] = [.init(0, 5), .init(1, 0), .init(4, 5)]

    /// Reference §2.11.
    private static let extendedBits: [StatusMap.Bit] = [
        .init(0, 0, .syntaxError), .init(0, 1, .commandInvalid), .init(0, 2, .clockUnset),
        .init(0, 4, .printerError), .init(0, 6, .coverOpen),
        .init(1, 1, .notAllowed),
        .init(2, 0, .paperOut), .init(2, 1, .paperLow), .init(2, 2, .journalFull), .init(2, 3, .fiscalOpen),
        .init(2, 4, .journalNearFull), .init(2, 5, .nonfiscalOpen),
        .init(4, 0, .memoryError), .init(4, 3, .memoryNearFull), .init(4, 4, .memoryFull), .init(4, 6, .memoryError),
        .init(5, 3, .notFiscalised, means: false),
    ]

    /// Reference §2.9: those that are a condition; the others are a refusal and nothing more.
    private static let extendedErrors: [Int: DeviceCondition] = [
        -111_015: .notAllowed, -111_016: .notAllowed, -111_018: .notAllowed, -111_024: .zRequired,
        -104_000: .zRequired, -111_067: .refundOpen, -112_000: .commandInvalid, -112_001: .syntaxError,
        -112_002: .notAllowed, -112_005: .notAllowed, -112_006: .paperOut, -100_403: .paperOut,
        -112_007: .coverOpen, -100_404: .coverOpen, -100_405: .paperLow, -112_008: .printerError,
    ]

    /// Reference §2.5, "must never send on its own".
    private static let classicForbidden: Set<UInt8> = [
        0x29, 0x2B, 0x42, 0x48, 0x53, 0x55, 0x57, 0x5B, 0x62, 0x65, 0x66, 0x6B, 0x72, 0x73, 0x80, 0x85, 0x86, 0x90,
    ]
}
