import Fiscal

/// What the simulated shop sells: baskets that were checked once.
struct Baskets: Sendable {
    /// The baskets.
    let sales: [Sale]
    /// Which of them KRA refuses for good: they name an item class that does not exist there.
    let poisoned: Set<Int>

    /// The item classes that exist at the simulated KRA.
    static let classes: Set<String> = ["4412160400", "5040240000", "5013000000", "8011160000"]
    private static let unknownClass = "9999999999"

    /// Draws a range of baskets.
    init(_ dice: inout Dice, tills: Int, rates: TaxTable) throws {
        var sales: [Sale] = []
        var poisoned: Set<Int> = []
        let shelf = Int(dice.pick(2...9))
        let rotten = dice.happens(500)
        for number in 0..<14 {
            let isPoisoned = rotten && number == 13
            let till = "T\(dice.pick(1...Int64(tills)))"
            sales.append(try Self.basket(&dice, till: till, shelf: shelf, poisoned: isPoisoned, rates: rates))
            if isPoisoned { poisoned.insert(number) }
        }
        (self.sales, self.poisoned) = (sales, poisoned)
    }

    private static func basket(
        _ dice: inout Dice, till: String, shelf: Int, poisoned: Bool, rates: TaxTable
    ) throws -> Sale {
        var draft = SaleDraft()
        (draft.till, draft.cashier) = (till, "A12")
        for _ in 0..<dice.pick(1...3) { draft.lines.append(line(&dice, shelf: shelf)) }
        if poisoned { draft.lines[0].item?.itemClass = unknownClass }
        if poisoned { draft.lines[0].sku = "ROTTEN" }
        if dice.happens(200) {
            draft.discount = DiscountDraft()
            draft.discount?.percent = "\(dice.pick(1...20))"
        }
        var payment = PaymentDraft()
        (payment.method, payment.amount) = ("cash", "100000.00")
        draft.payments = [payment]
        return try draft.checked(in: SaleRules(rates: rates, convention: .inclusive))
    }

    private static func line(_ dice: inout Dice, shelf: Int) -> LineDraft {
        let place = dice.index(shelf)
        var item = ItemDraft()
        (item.origin, item.package) = ("KE", "NT")
        var line = LineDraft()
        switch place % 3 {
        case 0:
            (item.itemClass, item.type, item.unit, line.tax) = ("4412160400", "goods", "NO", "B")
            line.quantity = "\(dice.pick(1...9))"
        case 1:
            (item.itemClass, item.type, item.unit, line.tax) = ("5040240000", "goods", "KG", "A")
            line.quantity = "\(dice.pick(0...4)).\(dice.pick(1...9))5"
        default:
            (item.itemClass, item.type, item.unit, line.tax) = ("8011160000", "service", "NO", "B")
            line.quantity = "1"
        }
        line.item = item
        (line.sku, line.name) = ("SKU\(place)", "Thing number \(place)")
        line.unitPrice = "\(20 + place * 37).\(place % 10)0"
        return line
    }
}
