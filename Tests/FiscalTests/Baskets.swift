import ChanceSupport
import Fiscal

/// Random baskets of a shop that is not kind: odd prices, weighed goods, every sort of discount.
struct Baskets {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// Of few items, the same one comes more than once, often at the same price.
    mutating func next(ofFewItems isNarrow: Bool = false) -> SaleDraft {
        var draft = SaleDraft([])
        draft.lines = (0..<number(1...8)).map { line($0) }
        if isNarrow { repeatItems(&draft) }
        if chance(3) { draft.discount = discount(upTo: 500, percent: 99) }
        // A first line that no discount makes free, so that every basket is a sale.
        draft.lines.insert(LineDraft("Sugar 1 kg", "2", "1000.00", letter()), at: 0)
        return draft
    }

    private mutating func repeatItems(_ draft: inout SaleDraft) {
        for index in draft.lines.indices.dropFirst() where chance(2) {
            let other = draft.lines[number(0...index - 1)]
            (draft.lines[index].sku, draft.lines[index].tax) = (other.sku, other.tax)
            draft.lines[index].unitPrice = other.unitPrice
            draft.lines[index].discount = nil
        }
    }

    private mutating func line(_ index: Int) -> LineDraft {
        let quantity = quantity()
        let price = Money(minor: Int64(chance(4) ? number(1...300) : number(100...2_000_000)))
        var line = LineDraft("Thing \(index)", "\(quantity)", "\(price)", letter(), sku: "S\(index)")
        if chance(2) { line.discount = discount(upTo: Int(min(100_000, quantity.cost(at: price).minor))) }
        return line
    }

    private mutating func quantity() -> Quantity {
        switch number(0...3) {
        case 0: Quantity(thousandths: Int64(number(1...40)) * 1_000)
        case 1: Quantity(thousandths: Int64(number(1...400)) * 100)
        case 2: Quantity(thousandths: Int64(number(1...4_000)) * 10)
        default: Quantity(thousandths: Int64(number(1...40_000)))
        }
    }

    private mutating func discount(upTo limit: Int, percent: Int = 100) -> DiscountDraft {
        switch number(0...2) {
        case 0: DiscountDraft(percent: "\(number(0...percent))")
        case 1: DiscountDraft(percent: ScaledDecimal.text(Int64(number(0...percent * 100)), scale: 2))
        default: DiscountDraft(off: "\(Money(minor: Int64(number(0...limit))))")
        }
    }

    private mutating func letter() -> String { TaxLetter.allCases.randomElement(using: &random)?.rawValue ?? "B" }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func chance(_ one: Int) -> Bool { number(1...one) == 1 }
}
