import Fiscal

/// Baskets for tests.
extension SaleDraft {
    /// The sale of reference §8.4: three books and a kilo and a half of tomatoes, in cash.
    static var example: SaleDraft {
        var draft = SaleDraft()
        draft.till = "T1"
        draft.cashier = "A12"
        draft.soldAt = "2026-03-12T10:45:12+03:00"
        draft.lines = [
            LineDraft("Exercise book A4 200 pages", "3", "150.00", "B", sku: "6161100000017"),
            LineDraft("Fresh tomatoes", "1.5", "120.00", "A", sku: "TOMATO", item: ItemDraft(unit: "KG")),
        ]
        draft.payments = [PaymentDraft("cash", "630.00")]
        draft.expectedTotal = "630.00"
        return draft
    }

    /// A sale of these lines, paid with far too much cash.
    init(_ lines: [LineDraft]) {
        self.init()
        till = "T1"
        cashier = "A12"
        self.lines = lines
        payments = [PaymentDraft("cash", "999999999999.99")]
    }
}

extension LineDraft {
    init(
        _ name: String, _ quantity: String, _ price: String, _ tax: String, sku: String? = nil,
        item: ItemDraft = ItemDraft(unit: "NO"), percent: String? = nil, off: String? = nil
    ) {
        self.init()
        self.sku = sku ?? name
        self.name = name
        self.quantity = quantity
        unitPrice = price
        self.tax = tax
        self.item = item
        if percent != nil || off != nil { discount = DiscountDraft(percent: percent, off: off) }
    }
}

extension ItemDraft {
    init(unit: String) {
        self.init()
        itemClass = "4412160400"
        type = "goods"
        self.unit = unit
        package = "NT"
        origin = "KE"
    }
}

extension DiscountDraft {
    init(percent: String? = nil, off: String? = nil) {
        self.init()
        self.percent = percent
        amount = off
    }
}

extension PaymentDraft {
    init(_ method: String, _ amount: String, reference: String? = nil) {
        self.init()
        self.method = method
        self.amount = amount
        self.reference = reference
    }
}

extension SaleRules {
    /// The direct route under one convention.
    static func direct(_ convention: AmountConvention = .inclusive) -> SaleRules {
        SaleRules(rates: .published, convention: convention)
    }

    /// The rates of the worked examples, where E is 0.
    static let integrator = SaleRules(rates: .integrator, convention: .inclusive)
}
