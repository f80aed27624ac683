/// A line whose texts were understood and whose own discount is known.
struct PricedLine {
    var sku: String
    var name: String
    var quantity: Quantity
    var unitPrice: Money
    var tax: TaxLetter
    var item: Item
    var discount: Money

    var total: Money { quantity.cost(at: unitPrice) - discount }

    func saleLine(number: Int, rules: SaleRules) -> SaleLine {
        SaleLine(
            number: number, sku: sku, name: name, quantity: quantity, unitPrice: unitPrice, tax: tax, item: item,
            discount: discount, total: total, creditedLine: nil,
            fiscal: FiscalLine.lines(
                name: name, quantity: quantity, unitPrice: unitPrice, discount: discount, rate: rules.rates[tax],
                convention: rules.convention))
    }
}

extension SaleCheck {
    mutating func lines(_ drafts: [LineDraft]) -> [PricedLine] {
        guard !drafts.isEmpty, drafts.count <= SaleRules.lineLimit else {
            if !faults.contains(where: { $0.field == "lines" }) {
                fault(
                    "lines", "count", found: "\(drafts.count) lines",
                    expected: "1 to \(SaleRules.lineLimit) lines; split a longer basket into two sales")
            }
            return drafts.prefix(SaleRules.lineLimit).enumerated().compactMap { line($1, "lines[\($0)]") }
        }
        return drafts.enumerated().compactMap { index, draft in line(draft, "lines[\(index)]") }
    }

    private mutating func line(_ draft: LineDraft, _ path: String) -> PricedLine? {
        let sku = text(draft.sku, path + ".sku", limit: 50)
        let name = text(draft.name, path + ".name", limit: SaleRules.nameLimit)
        let quantity = quantity(draft.quantity, path + ".quantity")
        let unitPrice = money(draft.unitPrice, path + ".unit_price", positive: false)
        let tax = letter(draft.tax, path + ".tax")
        let item = item(draft.item, sku: sku, path + ".item")
        guard let quantity, let unitPrice, isCountable(quantity, unitPrice, path) else {
            _ = discount(draft.discount, on: nil, path + ".discount")
            return nil
        }
        let gross = quantity.cost(at: unitPrice)
        let discount = discount(draft.discount, on: gross, path + ".discount")
        guard let sku, let name, let tax, let item, let discount else { return nil }
        return PricedLine(
            sku: sku, name: name, quantity: quantity, unitPrice: unitPrice, tax: tax, item: item, discount: discount)
    }

    /// Whether a line's price stays below 10^12, so that no sum over a basket can overflow.
    private mutating func isCountable(_ quantity: Quantity, _ unitPrice: Money, _ path: String) -> Bool {
        let (product, overflow) = unitPrice.minor.multipliedReportingOverflow(by: quantity.thousandths)
        if !overflow, product < 99_999_999_999_999_500 { return true }
        fault(path, "line.limit", found: "\(quantity) x \(unitPrice)", expected: "a line below 10^12")
        return false
    }

    private mutating func quantity(_ value: String?, _ field: String) -> Quantity? {
        guard let value else {
            if !faults.contains(where: { $0.field == field }) {
                fault(field, "required", found: "nothing", expected: "a quantity as text, such as \"1.5\"")
            }
            return nil
        }
        guard let quantity = Quantity(value) else {
            fault(field, "decimal", found: value, expected: "a decimal with at most three places, such as \"1.5\"")
            return nil
        }
        guard quantity.thousandths > 0, quantity.thousandths <= 1_000_000_000 else {
            fault(field, "positive", found: value, expected: "above 0, at most 1000000; a return is a credit note")
            return nil
        }
        return quantity
    }

    private mutating func letter(_ value: String?, _ field: String) -> TaxLetter? {
        if let letter = value.flatMap(TaxLetter.init(rawValue:)) { return letter }
        if !faults.contains(where: { $0.field == field }) {
            fault(field, "tax_letter", found: value ?? "nothing", expected: "one of A, B, C, D, E")
        }
        return nil
    }

    private mutating func item(_ draft: ItemDraft?, sku: String?, _ path: String) -> Item? {
        guard let draft else {
            if let sku, let known = rules.knownItems[sku] { return known }
            if !faults.contains(where: { $0.field.hasPrefix(path) }) {
                fault(
                    path, "required", found: "nothing",
                    expected: "class, type, unit, package and origin; the sku is new here")
            }
            return nil
        }
        let itemClass = code(draft.itemClass, path + ".class", "ten digits") {
            $0.count == 10 && $0.allSatisfy(\.isASCIIDigit)
        }
        let type = code(draft.type, path + ".type", "one of \(Self.types)") { ItemType(rawValue: $0) != nil }
        let unit = code(draft.unit, path + ".unit", Self.list(UnitCodes.quantity), UnitCodes.quantity.contains)
        let package = code(draft.package, path + ".package", Self.list(UnitCodes.package), UnitCodes.package.contains)
        let origin = code(draft.origin, path + ".origin", "an ISO country code such as KE") {
            $0.count == 2 && $0.allSatisfy { ("A"..."Z").contains($0) }
        }
        guard let itemClass, let type = type.flatMap(ItemType.init(rawValue:)), let unit, let package, let origin else {
            return nil
        }
        return Item(itemClass: itemClass, type: type, unit: unit, package: package, origin: origin)
    }

    private mutating func code(
        _ value: String?, _ field: String, _ expected: @autoclosure () -> String, _ holds: (String) -> Bool
    ) -> String? {
        if let value, holds(value) { return value }
        if !faults.contains(where: { $0.field == field }) {
            fault(field, value == nil ? "required" : "code", found: value ?? "nothing", expected: expected())
        }
        return nil
    }

    private static var types: String { ItemType.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func list(_ codes: Set<String>) -> String {
        "a two-character code: " + codes.sorted().joined(separator: ", ")
    }
}

extension Character {
    /// Whether this is one of 0 to 9.
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
