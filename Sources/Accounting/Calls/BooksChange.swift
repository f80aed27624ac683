public import Fiscal

/// A thing at a company as it stands there, read from its feed of changes or from a list of its documents.
public struct BooksChange: Hashable, Sendable, Codable {
    /// What it is there.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A buyer.
        case customer
        /// A thing that is sold.
        case item
        /// Money that is owed.
        case invoice
        /// Paid at once.
        case salesReceipt = "sales_receipt"
        /// Takes back what was owed.
        case creditNote = "credit_note"
        /// Takes back and pays out.
        case refund
        /// Money that came for an invoice, or a credit note set against one.
        case payment

        /// What a document is there.
        public init(_ kind: BooksDocument.Kind) {
            switch kind {
            case .invoice: self = .invoice
            case .salesReceipt: self = .salesReceipt
            case .creditNote: self = .creditNote
            case .refund: self = .refund
            }
        }

        /// The kind of document; nil for what is none.
        public var document: BooksDocument.Kind? {
            switch self {
            case .invoice: .invoice
            case .salesReceipt: .salesReceipt
            case .creditNote: .creditNote
            case .refund: .refund
            case .customer, .item, .payment: nil
            }
        }
    }

    /// How it left the books.
    public enum Gone: String, Sendable, Codable {
        /// It is not there any more.
        case deleted
        /// It is there and counts nothing.
        case voided
        /// It is there and cannot be used.
        case archived
    }

    /// What it is.
    public var kind: Kind
    /// The provider's id.
    public var id: String
    /// Its version: QuickBooks' `SyncToken`, Xero's `UpdatedDateUTC` as it stands; nil of what was deleted.
    public var version: String?
    /// When it was changed, by the provider's clock.
    public var changedAt: Timestamp?
    /// A document's number, a customer's number of ours, an item's code.
    public var number: String?
    /// Its name, of customers and items.
    public var name: String?
    /// The text in which our marker stands.
    public var note: String?
    /// The marker that it bears, ours or another device's.
    public var marker: String?
    /// The day of a document or payment.
    public var day: CalendarDay?
    /// The provider's id of the customer.
    public var customer: String?
    /// The total in cents.
    public var totalMinor: Int64?
    /// The VAT in cents.
    public var taxMinor: Int64?
    /// How it left the books; nil where it stands.
    public var gone: Gone?
    /// What it was merged into.
    public var mergedInto: String?
    /// The ids of payments and allocations that hang on it; nil where it does not say.
    public var payments: [String]?
    /// The ids of the documents that a payment is on; nil where it does not say.
    public var paidDocuments: [String]?

    /// Makes one of which nothing but its kind and id is known.
    public init(_ kind: Kind, id: String) {
        (self.kind, self.id) = (kind, id)
    }
}

extension RecordKey {
    /// The marker in a text; nil where there is none.
    static func marker(in text: String?) -> String? {
        guard let text, let start = text.firstRange(of: markerPrefix)?.lowerBound else { return nil }
        let digits = text[start...].dropFirst(markerPrefix.count).prefix { $0.isHexDigit }
        return digits.isEmpty ? nil : markerPrefix + digits
    }
}
