public import Fiscal

/// One document for a control unit: an invoice, a credit note or a debit note (reference §3.6.1).
///
/// It has no payments: the unit takes none. Widths and characters are the unit's; nothing is cut or replaced here.
public struct ControlUnitInvoice: Sendable, Equatable {
    /// What it is.
    public enum Kind: Sendable, Equatable {
        /// An invoice.
        case invoice
        /// A credit note to the document with this CU invoice number.
        case creditNote(of: ControlUnitNumber)
        /// A debit note to the document with this CU invoice number.
        case debitNote(of: ControlUnitNumber)
    }

    /// Who buys; every part may be empty.
    public struct Buyer: Sendable, Equatable {
        /// Name, 30 characters.
        public var name = ""
        /// PIN: letter, nine digits, letter.
        public var pin = ""
        /// Head quarters, 30 characters.
        public var headquarters = ""
        /// Address, 30 characters.
        public var address = ""
        /// Postal code and city, 30 characters.
        public var postalCodeAndCity = ""
        /// Number of the exemption certificate, 30 characters.
        public var exemptionNumber = ""

        /// A buyer without a name.
        public init() {}
    }

    /// One line.
    public struct Line: Sendable, Equatable {
        /// Name, 36 characters.
        public var name: String
        /// The VAT letter, A to E: from the profile's table, as sources disagree on it (§3.6.1).
        public var letter: Character
        /// The unit price.
        ///
        /// Whether it includes VAT nobody has written down (§10.2); the profile says it.
        public var price: Money
        /// The unit of measure, 3 characters.
        public var unit: String
        /// `XXXX.XX.XX`; required where the rate is zero.
        public var hsCode: String
        /// The HS code's name, 20 characters.
        public var hsName: String
        /// The rate in hundredths of a percent: 1600 is 16 %.
        public var rateHundredths: Int
        /// How much.
        public var quantity: Quantity
        /// A discount (below zero) or surcharge in hundredths of a percent: -2500 takes a quarter off.
        public var discountHundredths: Int

        /// Makes a line.
        public init(
            name: String, letter: Character, price: Money, unit: String, hsCode: String = "", hsName: String = "",
            rateHundredths: Int, quantity: Quantity = .one, discountHundredths: Int = 0
        ) {
            self.name = name
            self.letter = letter
            self.price = price
            self.unit = unit
            self.hsCode = hsCode
            self.hsName = hsName
            self.rateHundredths = rateHundredths
            self.quantity = quantity
            self.discountHundredths = discountHundredths
        }
    }

    /// What it is.
    public var kind: Kind
    /// The trader's own number, by which the unit's journal finds it: 1 to 15 letters and digits, never used twice.
    public var traderNumber: String
    /// Who buys.
    public var buyer: Buyer
    /// The lines, 1 to 999.
    public var lines: [Line]

    /// Makes a document.
    public init(kind: Kind = .invoice, traderNumber: String, buyer: Buyer = Buyer(), lines: [Line]) {
        self.kind = kind
        self.traderNumber = traderNumber
        self.buyer = buyer
        self.lines = lines
    }

    /// A temporary number such as `T1-000041` in the unit's letters and digits: `T1x000041`.
    ///
    /// No two temporary numbers become the same (reference §10.1). Nil where that cannot be kept, or it is too long.
    public static func traderNumber(for temporaryNumber: String) -> String? {
        guard !temporaryNumber.contains("x"), !temporaryNumber.isEmpty else { return nil }
        let number = temporaryNumber.replacing("-", with: "x")
        return number.utf8.count <= 15 && number.utf8.allSatisfy(ControlUnitText.isLetterOrDigit) ? number : nil
    }
}

/// The text that a control unit takes: `A-Z a-z 0-9` and space (reference §3.6.1).
public enum ControlUnitText {
    /// A name as the unit takes it: other characters become spaces, runs of them one, and the end is cut.
    ///
    /// For names alone; a number or a PIN is never mended.
    public static func name(_ text: String, width: Int = 36) -> String {
        let words = text.unicodeScalars.split { !($0.isASCII && isLetterOrDigit(UInt8($0.value))) }
        var name = String(words.map(String.init).joined(separator: " ").prefix(width))
        while name.hasSuffix(" ") { name.removeLast() }
        return name
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
