import Fiscal

/// What is asked of a device, whatever its maker calls it.
public enum ISLVerb: String, Sendable, Hashable, CaseIterable {
    /// Its status.
    case status
    /// The current or last receipt: the question after any doubt.
    case transaction
    /// The number of the last document, which never resets.
    case lastDocument = "last_document"
    /// Opens a fiscal receipt.
    case open
    /// Sells a line.
    case item
    /// Pays.
    case pay
    /// Prints a line of text in a fiscal receipt.
    case text
    /// Closes and so finishes the receipt.
    case close
    /// Cancels the receipt, before any payment.
    case cancel
    /// Opens a receipt that is not fiscal.
    case openNonfiscal = "open_nonfiscal"
    /// Prints a line of text in it.
    case nonfiscalText = "nonfiscal_text"
    /// Closes a receipt that is not fiscal.
    case closeNonfiscal = "close_nonfiscal"
    /// Who the device is.
    case identity
}

/// How a customer pays.
public enum ISLMeans: String, Sendable, Hashable, CaseIterable, Codable {
    /// Notes and coins.
    case cash
    /// A credit or debit card.
    case card
    /// On account.
    case credit
    /// A cheque.
    case cheque
    /// Money on a phone.
    case mobile
}

/// Where the device keeps what it says of its current receipt.
public struct ISLPlaces: Sendable, Equatable {
    /// The field that says whether a receipt is open.
    public var isOpen: Int
    /// The field with the receipt's number; nil where it has none.
    public var number: Int?
    /// The field with the count of lines.
    public var items: Int
    /// The field with the sum.
    public var amount: Int
    /// The field with what has been paid.
    public var paid: Int

    /// Makes places, from 0.
    public init(isOpen: Int, number: Int?, items: Int, amount: Int, paid: Int) {
        self.isOpen = isOpen
        self.number = number
        self.items = items
        self.amount = amount
        self.paid = paid
    }
}

/// What differs between the devices of the ISL family: data, read from a profile.
///
/// Nil, or a verb that is missing, is what the reference does not know; whoever needs it refuses before anything is sent.
public struct ISLDialect: Sendable, Equatable {
    /// One command: its code and its data.
    public struct Call: Sendable, Equatable {
        /// The code.
        public var code: UInt8
        /// The data.
        public var template: CommandTemplate

        /// Makes a call.
        public init(_ code: UInt8, _ template: CommandTemplate = .empty) {
            self.code = code
            self.template = template
        }
    }

    /// How an item says what is taken off it.
    public struct Discount: Sendable, Equatable {
        /// With an amount off.
        public var amount: CommandTemplate
        /// Without one.
        public var none: CommandTemplate

        /// Makes a discount.
        public init(amount: CommandTemplate, none: CommandTemplate = .empty) {
            self.amount = amount
            self.none = none
        }
    }

    /// In what an amount is told.
    public enum Amounts: Sendable, Equatable {
        /// Whole cents.
        case cents
        /// Shillings with a decimal point.
        case decimal
        /// Not known (reference §10.2): a whole number agrees with ours if it does so as cents or as shillings.
        case unmeasured
    }

    /// The device's name, for sentences.
    public var name: String
    /// Its frames and times.
    public var framing: ISLFraming
    /// Its commands.
    public var calls: [ISLVerb: Call]
    /// What stands between the fields of an answer: a comma, or TAB on X models.
    public var separator: UInt8
    /// Whether each answer begins with an error code, 0 where all is well (reference §2.2).
    public var answersErrorCode: Bool
    /// Where `transaction` keeps its numbers, the error code not counted.
    public var transaction: ISLPlaces
    /// In what amounts are told.
    public var amounts = Amounts.unmeasured
    /// The letter or number of each means of payment.
    public var payments: [ISLMeans: String]
    /// How an amount off a line is written; nil where that is not known.
    public var discount: Discount?
    /// What the status bits say.
    public var status: StatusMap
    /// Status bits that say "refused" without saying why, as (byte, bit).
    public var alarms: [StatusMap.Bit.Place]
    /// The status byte with an error number in its low seven bits; nil where it has switches.
    public var errorByte: Int?
    /// What error numbers and codes mean.
    public var errors: [Int: DeviceCondition]
    /// Commands that change fiscal state or settings: nobody sends them for a till (reference §2.5).
    public var forbidden: Set<UInt8>

    /// Whether a raw command may be passed through to the device.
    public func allows(_ code: UInt8) -> Bool { !forbidden.contains(code) }
}

extension ISLDialect: CustomStringConvertible {
    /// The device's name.
    public var description: String { name }
}

extension StatusMap.Bit {
    /// A bit's place in a status.
    public struct Place: Sendable, Equatable {
        /// The byte, from 0.
        public let byte: Int
        /// The bit, from 0.
        public let bit: Int

        /// Makes a place.
        public init(_ byte: Int, _ bit: Int) {
            self.byte = byte
            self.bit = bit
        }
    }
}

/// A device's answer, taken apart as its dialect says.
public struct ISLReply: Sendable, Equatable {
    /// The fields, the error code not among them.
    public var fields: [String]
    /// A number or code of an error that the device named; nil where it named none.
    public var error: Int?
    /// What the status and the error say.
    public var conditions: Set<DeviceCondition>
    /// Whether the device said, in any way, that it did not do what was asked.
    public var isRefusal: Bool
}

extension ISLDialect {
    /// Conditions under which a command that prints or sells may not have been done, though an answer came.
    ///
    /// Cover open and paper out do not raise the general error on all models (reference §10.1).
    static let refusing: Set<DeviceCondition> = [
        .paperOut, .coverOpen, .printerError, .overheated, .cutterError, .ramReset, .commandInvalid, .syntaxError,
        .notAllowed, .memoryFull, .memoryError, .journalFull, .zRequired, .offlineDaysExceeded,
        .securityModuleMissing, .sdError,
    ]

    /// Takes an answer apart.
    public func read(_ answer: DeviceAnswer) -> ISLReply {
        var fields = answer.data.split(separator: separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if answersErrorCode, fields.last == "" { fields.removeLast() }  // each field is followed by TAB, the last too
        var error: Int?
        var isUnreadable = false
        if answersErrorCode {
            if let code = fields.first.flatMap({ Int($0) }) {
                if code != 0 { error = code }
                fields.removeFirst()
            } else {
                isUnreadable = true
            }
        }
        if let errorByte, answer.status.indices.contains(errorByte) {
            let number = Int(answer.status[errorByte] & 0x7F)
            if number != 0 { error = number }
        }
        var conditions = status.conditions(in: answer.status)
        if let condition = error.flatMap({ errors[$0] }) { conditions.insert(condition) }
        let isAlarmed = alarms.contains {
            answer.status.indices.contains($0.byte) && answer.status[$0.byte] >> $0.bit & 1 == 1
        }
        let isRefusal =
            isUnreadable || error != nil || isAlarmed || !conditions.isDisjoint(with: Self.refusing)
        return ISLReply(fields: fields, error: error, conditions: conditions, isRefusal: isRefusal)
    }

    /// An amount as the device tells it, in every reading that it may have.
    func readings(_ text: String) -> [Money] {
        let trimmed = text.filter { $0 != " " && $0 != "+" }
        switch amounts {
        case .cents: return [Int64(trimmed).map { Money(minor: $0) }].compactMap { $0 }
        case .decimal: return [Money(trimmed)].compactMap { $0 }
        case .unmeasured:
            guard !trimmed.contains("."), let cents = Int64(trimmed) else {
                return [Money(trimmed)].compactMap { $0 }
            }
            return [Money(minor: cents), Money(trimmed)].compactMap { $0 }
        }
    }
}
