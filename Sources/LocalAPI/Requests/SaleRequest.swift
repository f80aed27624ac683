public import Fiscal
public import JSON

/// The body of `POST /v1/sales`.
public enum SaleRequest {
    /// Reads a sale as far as its shape allows, and names every member of a wrong type or an unknown name.
    ///
    /// The draft and the faults go on together to `SaleDraft.checked(in:after:)`, so that the till hears of
    /// everything at once.
    public static func read(_ tree: JSONTree) -> (SaleDraft, [Fault]) {
        var reader = RequestReader()
        let draft = reader.sale(tree)
        return (draft, reader.faults)
    }
}

/// What a sale and its parts may name, made once: every sale is looked at with them.
private enum Names {
    static let sale: Set = [
        "till", "cashier", "sold_at", "late", "lines", "discount", "payments", "buyer", "expected_total",
    ]
    static let line: Set = ["sku", "name", "quantity", "unit_price", "tax", "item", "discount"]
    static let item: Set = ["class", "type", "unit", "package", "origin"]
    static let discount: Set = ["percent", "amount"]
    static let payment: Set = ["method", "amount", "reference"]
    static let buyer: Set = ["pin", "name", "phone"]
}

extension RequestReader {
    fileprivate mutating func sale(_ tree: JSONTree) -> SaleDraft {
        var draft = SaleDraft()
        if case .null = tree {
            fault("body", "type", found: "null", expected: "a sale")
            return draft
        }
        guard let members = object(tree, "", knows: Names.sale) else { return draft }
        draft.till = text(members["till"], "till")
        draft.cashier = text(members["cashier"], "cashier")
        draft.soldAt = text(members["sold_at"], "sold_at", expected: "a time, such as \"2026-03-12T10:45:12+03:00\"")
        draft.late = flag(members["late"], "late")
        for (index, tree) in (list(members["lines"], "lines", of: "lines") ?? []).enumerated() {
            draft.lines.append(line(tree, "lines[\(index)]"))
        }
        draft.discount = discount(members["discount"], "discount")
        for (index, tree) in (list(members["payments"], "payments", of: "payments") ?? []).enumerated() {
            draft.payments.append(payment(tree, "payments[\(index)]"))
        }
        draft.buyer = buyer(members["buyer"])
        draft.expectedTotal = decimal(members["expected_total"], "expected_total", example: "630.00")
        return draft
    }

    private mutating func line(_ tree: JSONTree, _ path: String) -> LineDraft {
        var draft = LineDraft()
        guard let members = object(tree, path, knows: Names.line) else { return draft }
        draft.sku = text(members["sku"], path + ".sku")
        draft.name = text(members["name"], path + ".name")
        draft.quantity = decimal(members["quantity"], path + ".quantity", example: "3")
        draft.unitPrice = decimal(members["unit_price"], path + ".unit_price", example: "150.00")
        draft.tax = text(members["tax"], path + ".tax", expected: "a tax letter, \"A\" to \"E\"")
        draft.item = item(members["item"], path + ".item")
        draft.discount = discount(members["discount"], path + ".discount")
        return draft
    }

    private mutating func item(_ tree: JSONTree?, _ path: String) -> ItemDraft? {
        guard let members = object(tree, path, knows: Names.item) else { return nil }
        var draft = ItemDraft()
        draft.itemClass = text(members["class"], path + ".class", expected: "ten digits as text")
        draft.type = text(members["type"], path + ".type")
        draft.unit = text(members["unit"], path + ".unit")
        draft.package = text(members["package"], path + ".package")
        draft.origin = text(members["origin"], path + ".origin")
        return draft
    }

    private mutating func discount(_ tree: JSONTree?, _ path: String) -> DiscountDraft? {
        guard let members = object(tree, path, knows: Names.discount) else { return nil }
        var draft = DiscountDraft()
        draft.percent = decimal(members["percent"], path + ".percent", example: "10")
        draft.amount = decimal(members["amount"], path + ".amount", example: "50.00")
        return draft
    }

    private mutating func payment(_ tree: JSONTree, _ path: String) -> PaymentDraft {
        var draft = PaymentDraft()
        guard let members = object(tree, path, knows: Names.payment) else { return draft }
        draft.method = text(members["method"], path + ".method")
        draft.amount = decimal(members["amount"], path + ".amount", example: "630.00")
        draft.reference = text(members["reference"], path + ".reference")
        return draft
    }

    private mutating func buyer(_ tree: JSONTree?) -> Buyer? {
        guard let members = object(tree, "buyer", knows: Names.buyer) else { return nil }
        return Buyer(
            pin: text(members["pin"], "buyer.pin"), name: text(members["name"], "buyer.name"),
            phone: text(members["phone"], "buyer.phone", expected: "a number as text, such as \"0712345678\""))
    }
}
