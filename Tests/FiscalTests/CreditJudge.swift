import Fiscal

/// What KRA checks of the notes on one sale, as the reference says it (§4.4, §5.1, §5.2, §5.5, §5.7, §10).
///
/// KRA knows a line by item, price and percent; it keeps what is left of each, in the order of the notes.
struct CreditJudge {
    private struct Key: Hashable {
        let sku: String
        let unitPrice: Money
        let percent: Int
    }

    private struct Left: Hashable {
        var quantity: Int64 = 0
        var taxable = Money.zero
        var tax = Money.zero
        var total = Money.zero

        mutating func add(_ part: FiscalLine, sign: Int64) {
            quantity += sign * part.quantity.thousandths
            taxable.minor += sign * part.taxable.minor
            tax.minor += sign * part.tax.minor
            total.minor += sign * part.total.minor
        }

        var isNegative: Bool { quantity < 0 || taxable < .zero || tax < .zero || total < .zero }
    }

    private let sale: Sale
    private var left: [Key: Left] = [:]

    init(_ sale: Sale) {
        self.sale = sale
        for line in sale.lines {
            for part in line.fiscal { left[Self.key(line, part), default: Left()].add(part, sign: 1) }
        }
    }

    /// Whether the notes took back the sale exactly.
    var isSettled: Bool { left.values.allSatisfy { $0 == Left() } }

    /// A sentence for each thing that KRA would refuse a note for.
    mutating func judge(_ note: Sale) -> [String] {
        note.lines.flatMap { line in
            line.fiscal.flatMap { part in judge(part, of: line).map { "line \(line.number): \($0) (\(part))" } }
        }
    }

    private mutating func judge(_ part: FiscalLine, of line: SaleLine) -> [String] {
        let key = Self.key(line, part)
        guard let before = left[key] else { return ["the item at this price is not on the original"] }
        left[key]?.add(part, sign: -1)
        let paid = part.supply - part.discount
        let (taxable, tax) = taxes(paid, sale.rates[line.tax])
        let isRecomputed = part.taxable == taxable && part.tax == tax
        let isRest =
            part.quantity.thousandths == before.quantity && part.taxable == before.taxable && part.tax == before.tax
        let isOriginal = sale.lines.contains { Self.key($0, part) == key && $0.fiscal.contains(part) }
        let total = sale.convention == .exclusive ? part.taxable + part.tax : paid
        let rules: [(String, Bool)] = [
            ("nothing is 0", part.quantity.thousandths > 0 && part.supply > .zero && part.total > .zero),
            ("two decimals", part.quantity.fitsTwoDecimals),
            ("supply is quantity times price", part.supply == part.quantity.cost(at: part.unitPrice)),
            ("the discount is its percent", part.discount == part.supply.part(Int64(part.discountPercent), of: 100)),
            ("the total is what is paid", part.total == total),
            ("the taxes are recomputed, or the last that is left", isRecomputed || isRest || isOriginal),
            ("no more than is left", left[key]?.isNegative == false),
        ]
        return rules.filter { !$0.1 }.map(\.0)
    }

    private func taxes(_ paid: Money, _ rate: TaxRate) -> (Money, Money) {
        let net = rate.net(ofGross: paid)
        switch sale.convention {
        case .inclusive: return (net, paid - net)
        case .gross: return (paid, paid - net)
        case .exclusive: return (paid, paid.part(rate.hundredths, of: 10_000))
        }
    }

    private static func key(_ line: SaleLine, _ part: FiscalLine) -> Key {
        Key(sku: line.sku, unitPrice: part.unitPrice, percent: part.discountPercent)
    }
}
