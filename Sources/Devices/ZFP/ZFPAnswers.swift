import Fiscal

/// The last document that a control unit signed (`71`, reference §3.6.1).
public struct ControlUnitNumber: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Nineteen digits: three of the maker, six of the unit, ten that count (§1.3).
    public let text: String

    /// Where the receipt's QR code leads; with the number behind it (§1.3).
    public static let linkBase =
        "https://itax.kra.go.ke/KRA-Portal/invoiceChk.htm?actionCode=loadPage&invoiceNo="

    /// Reads nineteen digits; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 19, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.text = String(text)
    }

    /// How many documents the unit has signed.
    public var counter: Int64 { Int64(text.suffix(10)) ?? 0 }

    /// The digits before the counter: the same for every document of a unit.
    public var unit: Substring { text.prefix(9) }

    /// The link of the QR code, rebuilt from the number rather than split off an answer (§10.3).
    public var link: String { Self.linkBase + text }

    /// Whether a unit with this serial number gives such numbers (§1.3).
    public func isOf(serial: String) -> Bool {
        serial.hasPrefix("KRAMW") && serial.dropFirst(5).prefix(3) == text.prefix(3)
            && serial.suffix(6) == unit.suffix(6)
    }

    /// The digits.
    public var description: String { text }
}

/// The answer to `71`: the last CU invoice number, nil where nothing was ever signed.
public struct ZFPLastNumbers: Sendable, Equatable {
    /// The last CU invoice number.
    public let invoice: ControlUnitNumber?

    /// Reads `LastCUInvoice(19);LastReceipt(7)`; nil for anything else.
    public init?(_ answer: DeviceAnswer) {
        let fields = ZFPFields(answer)
        guard fields.count >= 2 else { return nil }
        invoice = ControlUnitNumber(fields[0])
        guard invoice != nil || fields[0].isEmpty else { return nil }
    }
}

/// The answer to `72`: what is open.
public struct ZFPCurrentDocument: Sendable, Equatable {
    /// Whether a document is open.
    public let isOpen: Bool
    /// How many lines it has.
    public let sales: Int
    /// Whether power failed in it.
    public let hasLostPower: Bool

    /// Reads `Open;Sales(3);SubA;SubB;SubC;SubD;SubE;0;0;Format;0;0;ClientReceipt;PowerDown;0`; nil for anything else.
    ///
    /// The widths are not known (reference §10.2), so that the fields are found by their separator and trimmed.
    public init?(_ answer: DeviceAnswer) {
        let fields = ZFPFields(answer)
        guard fields.count >= 14, let sales = Int(fields[1]), (0...999).contains(sales),
            let isOpen = Self.flag(fields[0]), let power = Self.flag(fields[13])
        else { return nil }
        self.isOpen = isOpen
        self.sales = sales
        hasLostPower = power
    }

    private static func flag(_ text: String) -> Bool? { ["0": false, "1": true][text] }
}

/// The answer to `60`: who the unit is.
public struct ZFPIdentity: Sendable, Equatable {
    /// The CU serial number: `KRAMW004202110009550` (reference §1.3).
    public let serial: String
    /// The trader's PIN.
    public let pin: String

    /// Reads `Serial(20);PIN(11);`; nil for anything else.
    public init?(_ answer: DeviceAnswer) {
        let fields = ZFPFields(answer)
        guard fields.count >= 2, fields[0].utf8.count == 20, fields[1].utf8.count == 11 else { return nil }
        serial = fields[0]
        pin = fields[1]
    }
}

/// The answer to `22`, as far as a day close needs it.
public struct ZFPDiagnostics: Sendable, Equatable {
    /// The date of the last end of day, `DDMMYY`.
    public let lastEndOfDay: String

    /// Reads `DeviceType;SDIdxPos;LastInvoiceCUNum;LastInvoiceDate;LastEODDate;InvoicesSent`; nil for anything else.
    public init?(_ answer: DeviceAnswer) {
        let fields = ZFPFields(answer)
        guard fields.count >= 6 else { return nil }
        lastEndOfDay = fields[4]
    }
}

/// The fields of an answer with data: split at `;`, spaces and line ends trimmed.
struct ZFPFields {
    let texts: [String]

    init(_ answer: DeviceAnswer) {
        guard answer.status.isEmpty else {
            texts = []
            return
        }
        texts = answer.data.split(separator: 0x3B, omittingEmptySubsequences: false).map { field in
            var field = field
            while let last = field.last, last <= 0x20 { field.removeLast() }
            while let first = field.first, first <= 0x20 { field.removeFirst() }
            return String(decoding: field, as: UTF8.self)
        }
    }

    var count: Int { texts.count }
    subscript(index: Int) -> String { texts[index] }
}
