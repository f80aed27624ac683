public import Fiscal

/// Something of ours that stands in the books and is changed, rather than another one made.
public struct BooksOver: Hashable, Sendable, Codable {
    /// The provider's id.
    public var id: String
    /// The version that is changed; nil before it was read.
    public var version: String?
    /// What stands in its note, which stays; nil before it was read, and where it is not ours.
    public var note: String?

    /// Names what is changed.
    public init(id: String, version: String? = nil, note: String? = nil) {
        (self.id, self.version, self.note) = (id, version, note)
    }
}

extension BooksRecord {
    /// What is changed by it; nil where it is made.
    public var over: BooksOver? {
        switch self {
        case .payment(let payment): payment.over
        case .allocation(let allocation): allocation.over
        case .customer, .item, .document, .attachment, .note: nil
        }
    }

    /// The same over another thing that stands there, or made anew; what is no payment and no allocation stays as it is.
    public func put(over: BooksOver?) -> BooksRecord {
        switch self {
        case .payment(var payment):
            payment.over = over
            return .payment(payment)
        case .allocation(var allocation):
            allocation.over = over
            return .allocation(allocation)
        case .customer, .item, .document, .attachment, .note: return self
        }
    }

    /// The provider's ids of the documents that a payment or an allocation is on; none of anything else.
    public var paidDocuments: [String] {
        switch self {
        case .payment(let payment): [payment.document]
        case .allocation(let allocation): [allocation.creditNote, allocation.invoice]
        case .customer, .item, .document, .attachment, .note: []
        }
    }

    /// What a payment comes to; nothing for a credit note that is set off, and nil for anything else.
    public var paidTotal: Money? {
        switch self {
        case .payment(let payment): payment.amount
        case .allocation: .zero
        case .customer, .item, .document, .attachment, .note: nil
        }
    }
}
