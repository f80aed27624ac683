/// A receipt as the device's memory has it; it survives a power cut.
struct DatecsReceipt: Sendable, Equatable {
    /// What it is.
    enum Kind: String, Sendable {
        case receipt
        case refund = "credit_note"
        case nonfiscal
    }

    /// One line as it was sold.
    struct Line: Sendable, Equatable {
        let name: String
        /// 0 for A, 7 for H.
        let group: Int
        let amount: ExactDecimal
    }

    var kind = Kind.receipt
    /// What the till calls it, where it was told.
    var reference = ""
    var lines: [Line] = []
    /// Payments: the letter, and what was handed over.
    var payments: [(letter: String, amount: ExactDecimal)] = []
    /// What stands on the paper so far.
    var print: [String] = []
    var isOpen = true
    var hasDuplicate = false

    /// The sum.
    var amount: ExactDecimal { lines.reduce(.zero) { $0 + $1.amount } }
    /// What was paid.
    var paid: ExactDecimal { payments.reduce(.zero) { $0 + $1.amount } }

    /// The sum of each group, A to H.
    var groups: [ExactDecimal] {
        (0..<8).map { group in lines.filter { $0.group == group }.reduce(.zero) { $0 + $1.amount } }
    }

    static func == (left: DatecsReceipt, right: DatecsReceipt) -> Bool {
        left.kind == right.kind && left.lines == right.lines && left.print == right.print && left.isOpen == right.isOpen
            && left.paid == right.paid
    }
}

/// What the device counts from one Z report to the next, and beyond.
struct DatecsDay: Sendable, Equatable {
    /// Sales of each group, A to H.
    var groups = [ExactDecimal](repeating: .zero, count: 8)
    /// What was taken by each means.
    var payments: [String: ExactDecimal] = [:]
    /// Cash that was put in and taken out.
    var cashIn = ExactDecimal.zero
    var cashOut = ExactDecimal.zero
    /// Receipts since the last Z, and those of them that are fiscal (§2.5: both restart at each Z).
    var allReceipts = 0
    var fiscalReceipts = 0
    var refunds = 0
    /// When the first receipt since the last Z was opened.
    var began: Int?

    /// Cash in the drawer.
    var cash: ExactDecimal {
        (payments["P"] ?? .zero) + (payments["0"] ?? .zero) + cashIn - cashOut
    }
}

/// Why a device does not do what it was told.
enum DatecsRefusal: Sendable {
    case syntax
    case unknown
    case notAllowed
    case receiptOpen
    case receiptClosed
    case paymentStarted
    case tooManySales
    case noCash
    case dayOver
    case wrongPassword
    case paper
    case cover
    case head

    /// The code that an X model names (§2.9).
    var code: Int {
        switch self {
        case .syntax: -112_001
        case .unknown: -112_000
        case .notAllowed, .wrongPassword: -112_002
        case .receiptOpen: -111_015
        case .receiptClosed: -111_016
        case .paymentStarted: -111_018
        case .tooManySales: -111_019
        case .noCash: -111_017
        case .dayOver: -111_024
        case .paper: -112_006
        case .cover: -112_007
        case .head: -112_008
        }
    }

    /// The bit that a classic device sets; none where the paper, the cover or the head say it already.
    func bit(_ model: DatecsModel) -> DatecsBit? {
        switch self {
        case .syntax: DatecsBit(0, 0)
        case .unknown: DatecsBit(0, 1)
        case .paper, .cover, .head: nil
        case .wrongPassword: model.passwordBit
        default: DatecsBit(1, 1)
        }
    }

    /// The number that Incotex names (§4.3); 0 where none is documented, and Daisy's list is not.
    func number(_ model: DatecsModel) -> UInt8 {
        guard model.opening == .incotex else { return 0 }
        switch self {
        case .tooManySales: return 12
        case .receiptClosed: return 18
        case .noCash: return 21
        case .paymentStarted: return 42
        default: return 0
        }
    }
}
