public import Fiscal

/// What a document of the books is made from.
public struct BooksSource: Sendable {
    /// A sale or credit note with what makes it fiscal.
    public struct Member: Sendable {
        /// The sale.
        public let document: Document
        /// Its fiscal receipt; nil where KRA has not answered yet.
        public let receipt: FiscalReceipt?

        /// Makes a member.
        public init(document: Document, receipt: FiscalReceipt?) {
            (self.document, self.receipt) = (document, receipt)
        }
    }

    /// The sale that a credit note takes back, as the books have it.
    public struct Original: Hashable, Sendable {
        /// What it is there.
        public let kind: BooksDocument.Kind
        /// The provider's id of it.
        public let id: String
        /// What was sold on account and is not yet set off.
        public let owed: Money

        /// Makes an original.
        public init(kind: BooksDocument.Kind, id: String, owed: Money) {
            (self.kind, self.id, self.owed) = (kind, id, owed)
        }
    }

    /// Its number in the books.
    public let number: String
    /// Its day.
    public let day: CalendarDay
    /// Whether it is a day's sum.
    public let isSummary: Bool
    /// What it is made of: one, or a day's in their order.
    public let members: [Member]
    /// What a credit note takes back; nil where the books have it in a day's sum, or not at all.
    public let original: Original?
    /// Whether every fiscal receipt is there that will ever be.
    public let isComplete: Bool

    /// Makes a source.
    public init(
        number: String, day: CalendarDay, isSummary: Bool, members: [Member], original: Original? = nil,
        isComplete: Bool = true
    ) {
        precondition(!members.isEmpty, "a document of the books is made from something")
        (self.number, self.day, self.isSummary) = (number, day, isSummary)
        (self.members, self.original, self.isComplete) = (members, original, isComplete)
    }

    /// Whether it takes back.
    public var isCredit: Bool { members[0].document.sale.isCreditNote }
    /// The buyer; nil in a day's sum.
    var buyer: Buyer? { isSummary ? nil : members[0].document.sale.buyer }

    /// The buyer's name; nil where there is none, or nothing but spaces.
    var buyerName: String? { buyer?.name.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil } }
    /// The fiscal receipt of a document that has one of its own.
    public var receipt: FiscalReceipt? { isSummary ? nil : members[0].receipt }

    /// What of it was sold on account, or taken back so.
    public var onAccount: Money { takings.first { $0.method == .credit }?.amount ?? .zero }

    /// What came in by each method, change given back; in the order of the methods.
    var takings: [(method: PaymentMethod, amount: Money, reference: String?)] {
        var sums: [PaymentMethod: Money] = [:]
        var references: [PaymentMethod: String] = [:]
        for member in members {
            let sale = member.document.sale
            var change = sale.payments.reduce(Money.zero) { $0 + $1.amount } - sale.totals.total
            // Change is given from what is in the till.
            for payment in sale.payments.sorted(by: { $0.method == .cash && $1.method != .cash }) {
                let kept = payment.amount - min(change, payment.amount)
                change = change - (payment.amount - kept)
                sums[payment.method, default: .zero] = sums[payment.method, default: .zero] + kept
                if members.count == 1 { references[payment.method] = payment.reference }
            }
        }
        return PaymentMethod.allCases.compactMap { method in
            sums[method].flatMap { $0 > .zero ? (method, $0, references[method]) : nil }
        }
    }
}

extension BooksMap {
    /// Where a sale goes in these books.
    public func place(of sale: Sale) -> Placement {
        if sale.isCreditNote { return .own }
        switch mode {
        case .document: return .own
        case .summary: return .summary
        case .hybrid:
            let isNamed = sale.buyer?.pin != nil || sale.payments.contains { $0.method == .credit }
            return isNamed ? .own : .summary
        }
    }

    /// Where a sale goes.
    public enum Placement: Sendable, Hashable {
        /// Into a document of its own.
        case own
        /// Among its day's.
        case summary
    }
}

/// How documents are numbered in the books, so that every branch of a company can post there.
public enum BooksNumber {
    /// The longest that QuickBooks takes (accounting-apis §1.11).
    public static let longest = 21

    /// The number of a sale or credit note: `00-T1-000041`.
    public static func document(branch: String, temporaryNumber: String) -> String {
        let number = "\(branch)-\(temporaryNumber)"
        // A till of eight letters in a restored series has 21 characters; one that sold a million more has no branch.
        return number.count <= longest ? number : String(temporaryNumber.suffix(longest))
    }

    /// The stem of a day's sums, to which a count is added: `Z-00-20261120` (accounting-apis §5.3).
    public static func summary(branch: String, day: CalendarDay, isCredit: Bool) -> String {
        "\(isCredit ? "C" : "Z")-\(branch)-\(day.compact)"
    }

    /// The number of a document that is posted once more where a void one keeps its own: `00-T1-000041-2`, then `-3`.
    ///
    /// - Parameters:
    ///   - own: the document's first number.
    ///   - number: the one that it bore last.
    public static func again(_ own: String, after number: String) -> String {
        "\(own)-\((count(number, of: own) ?? 1) + 1)"
    }

    /// Whether a number is a further one of a document's own.
    public static func isAgain(_ number: String, of own: String) -> Bool { count(number, of: own) != nil }

    private static func count(_ number: String, of own: String) -> Int? {
        guard number.lowercased().hasPrefix(own.lowercased() + "-"), let count = Int(number.dropFirst(own.count + 1)),
            count > 1
        else { return nil }
        return count
    }
}
