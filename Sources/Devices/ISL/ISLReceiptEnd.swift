import Fiscal

/// What is written down before a step that cannot be taken back, so that a restart knows how far a receipt may be.
public struct ISLReceiptMark: Sendable, Equatable, Codable {
    /// What may have been sent.
    public enum Stage: String, Sendable, Codable {
        /// The opening, and lines.
        case opening
        /// Payments too: from here on nothing is cancelled.
        case paying
        /// The close too.
        case closing
    }

    /// What may have been sent.
    public var stage: Stage
    /// The device's last document before this receipt.
    public var document: Int

    /// Makes a mark.
    public init(stage: Stage, document: Int) {
        self.stage = stage
        self.document = document
    }
}

/// What a receipt wants done next.
public enum ISLReceiptStep: Sendable, Equatable {
    /// Put this on stable storage in place of the mark before, then call ``ISLReceipt/stored()``.
    case store(ISLReceiptMark)
    /// Make this exchange, then call ``ISLReceipt/ended(_:)``.
    case exchange(ISLCommand)
    /// Nothing more.
    case over(ISLReceiptEnd)
}

/// How a receipt ended.
public enum ISLReceiptEnd: Sendable, Equatable {
    /// It was printed and closed, once.
    case finished(ISLReceiptNumbers)
    /// There is no such receipt, and it is safe to start again, when what stood in the way is mended.
    case notBegun(ISLReceiptTrouble)
    /// A person has to look. With a mark, ``ISLReceipt`` can take it up again from there once they have; without one
    /// it must not.
    case person(ISLReceiptTrouble, ISLReceiptMark?)
}

/// What the device said of a finished receipt; nil where its answer was lost and its counters do not tell.
public struct ISLReceiptNumbers: Sendable, Equatable {
    /// The number of the fiscal receipt, or the slip's on X models.
    public var receipt: String?
    /// The number among all receipts since the last Z.
    public var allReceipts: String?
    /// The device's last document before it.
    public var documentBefore: Int
    /// What a person may want to know: doubts that were settled, texts that may be missing.
    public var remarks: [String]

    /// Makes numbers.
    public init(receipt: String?, allReceipts: String?, documentBefore: Int, remarks: [String] = []) {
        self.receipt = receipt
        self.allReceipts = allReceipts
        self.documentBefore = documentBefore
        self.remarks = remarks
    }
}

/// Why a receipt did not end well.
public struct ISLReceiptTrouble: Error, Sendable, Equatable {
    /// What is the matter; stable.
    public enum Kind: String, Sendable {
        /// The device is not ready: paper, cover, clock, a Z report.
        case notReady = "isl.not_ready"
        /// The device does not answer.
        case silent = "isl.silent"
        /// Nothing of it arrived.
        case lost = "isl.lost"
        /// The device refused a step.
        case refused = "isl.refused"
        /// It was cancelled, because the device's lines were not ours.
        case cancelled = "isl.cancelled"
        /// The device computed something else.
        case mismatch = "isl.mismatch"
        /// A receipt is open that is not this one.
        case foreign = "isl.foreign"
        /// The device lost its memory or its clock.
        case service = "isl.service"
        /// What the device says does not fit together.
        case unclear = "isl.unclear"
    }

    /// What is the matter.
    public let kind: Kind
    /// A sentence for a person.
    public let sentence: String
    /// What the device said of itself.
    public let conditions: Set<DeviceCondition>
    /// The last exchanges, the oldest first: what was asked and what came.
    public let evidence: [String]
}

/// The answer to `transaction`: the current receipt, or the last.
struct ISLTransaction: Sendable, Equatable {
    let isOpen: Bool
    let number: Int?
    let items: Int
    /// The sum, in every reading.
    let amount: [Money]
    let amountText: String
    /// What was paid, in every reading; nil where the field is missing.
    let paid: [Money]?
    let paidText: String

    /// Reads it; nil where a number is missing or none.
    init?(_ reply: ISLReply, _ dialect: ISLDialect) {
        let fields = reply.fields.map { field in field.filter { $0 != " " } }
        func field(_ place: Int) -> String? { fields.indices.contains(place) ? fields[place] : nil }
        let places = dialect.transaction
        guard let isOpen = field(places.isOpen), isOpen == "0" || isOpen == "1",
            let items = field(places.items).flatMap({ Int($0) }), let amountText = field(places.amount)
        else { return nil }
        let amount = dialect.readings(amountText)
        guard !amount.isEmpty else { return nil }
        if let place = places.number {
            guard let number = field(place).flatMap({ Int($0) }) else { return nil }
            self.number = number
        } else {
            number = nil
        }
        self.isOpen = isOpen == "1"
        self.items = items
        self.amount = amount
        self.amountText = amountText
        paidText = field(places.paid) ?? ""
        let paid = dialect.readings(paidText)
        self.paid = paid.isEmpty ? nil : paid
    }
}
