/// A sale as a till words it, before any check: texts where the till sent texts, nil where it sent nothing.
public struct SaleDraft: Sendable {
    /// The till's name.
    public var till: String?
    /// Who sold.
    public var cashier: String?
    /// RFC 3339.
    public var soldAt: String?
    /// From a handwritten book.
    public var late = false
    /// The lines in order.
    public var lines: [LineDraft] = []
    /// A discount on the whole basket.
    public var discount: DiscountDraft?
    /// The payments.
    public var payments: [PaymentDraft] = []
    /// The buyer.
    public var buyer: Buyer?
    /// What the till believes the total to be.
    public var expectedTotal: String?

    /// Makes an empty draft.
    public init() {}
}

/// One line of a draft.
public struct LineDraft: Sendable {
    /// The till's own code.
    public var sku: String?
    /// What the slip calls it.
    public var name: String?
    /// A decimal text.
    public var quantity: String?
    /// A decimal text, VAT included.
    public var unitPrice: String?
    /// A to E.
    public var tax: String?
    /// What KRA must know; may be left out for a sku that the agent knows.
    public var item: ItemDraft?
    /// A discount on this line.
    public var discount: DiscountDraft?

    /// Makes an empty line.
    public init() {}
}

/// An item of a draft.
public struct ItemDraft: Sendable {
    /// The ten-digit class.
    public var itemClass: String?
    /// goods, service or material.
    public var type: String?
    /// The quantity unit.
    public var unit: String?
    /// The packaging unit.
    public var package: String?
    /// The country of origin.
    public var origin: String?

    /// Makes an empty item.
    public init() {}
}

/// A discount of a draft: one of the two.
public struct DiscountDraft: Sendable {
    /// Percent, a decimal text.
    public var percent: String?
    /// Shillings, a decimal text.
    public var amount: String?

    /// Makes an empty discount.
    public init() {}
}

/// A payment of a draft.
public struct PaymentDraft: Sendable {
    /// cash, credit, cheque, card, mobile_money or other.
    public var method: String?
    /// A decimal text.
    public var amount: String?
    /// The payment's own reference.
    public var reference: String?

    /// Makes an empty payment.
    public init() {}
}
