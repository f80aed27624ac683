import Fiscal

/// What must hold of every sale whatever was sold (reference §5.1 to §5.5); a sentence for each thing that does not.
func broken(_ sale: Sale) -> [String] {
    let lines = sale.lines.flatMap { line in brokenLine(line, of: sale).map { "line \(line.number): \($0)" } }
    let totals = sale.totals
    let fiscal = sale.lines.flatMap(\.fiscal)
    let sums: [(String, Bool)] = [
        ("header total is the sum of the lines", totals.total == sum(sale.lines.map(\.total))),
        ("header taxable is the sum of the lines", totals.taxable == sum(fiscal.map(\.taxable))),
        ("header tax is the sum of the lines", totals.tax == sum(fiscal.map(\.tax))),
        (
            "total is what is left of the prices",
            sale.isCreditNote || totals.total == totals.beforeDiscount - totals.discount
        ),
        ("taxable and tax make the total", sale.convention == .gross || totals.taxable + totals.tax == totals.total),
        ("gross taxable is the total", sale.convention != .gross || totals.taxable == totals.total),
        ("the payments cover the total", sum(sale.payments.map(\.amount)) >= totals.total),
    ]
    return lines + sums.filter { !$0.1 }.map(\.0)
}

private func brokenLine(_ line: SaleLine, of sale: Sale) -> [String] {
    let pieces = line.fiscal.reduce(0) { $0 + $1.quantity.thousandths }
    let onePiece = line.fiscal.count == 1 && line.fiscal.first?.quantity == .one
    let rules: [(String, Bool)] = [
        ("the discount is 0 or more", line.discount >= .zero),
        ("the total is price less discount", line.total == line.beforeDiscount - line.discount || sale.isCreditNote),
        ("the fiscal lines make the total", sum(line.fiscal.map(\.total)) == line.total),
        ("only a free line is left out", line.fiscal.isEmpty == (line.total == .zero)),
        (
            "all pieces are named",
            line.fiscal.isEmpty || onePiece || pieces == line.quantity.thousandths || sale.isCreditNote
        ),
    ]
    return rules.filter { !$0.1 }.map(\.0) + line.fiscal.flatMap { brokenFiscal($0, of: line, in: sale) }
}

private func brokenFiscal(_ part: FiscalLine, of line: SaleLine, in sale: Sale) -> [String] {
    let rate = sale.rates[line.tax]
    let after = part.supply - part.discount
    var rules: [(String, Bool)] = [
        ("a fiscal line is above 0", part.total > .zero && part.unitPrice > .zero && part.taxable > .zero),
        ("no negative tax", part.tax >= .zero),
        ("quantity above 0 with two decimals", part.quantity.thousandths > 0 && part.quantity.fitsTwoDecimals),
        ("supply is quantity times price", part.supply == part.quantity.cost(at: part.unitPrice)),
        ("a named discount is a whole percent", (0..<100).contains(part.discountPercent)),
        ("a named discount is exact", part.discount == part.supply.part(Int64(part.discountPercent), of: 100)),
        ("the name fits KRA's 200 characters", part.name.count <= 200),
    ]
    switch sale.convention {
    case .inclusive:
        rules.append(("total is supply less discount", part.total == after))
        rules.append(("taxable and tax make the total", part.taxable + part.tax == part.total))
    case .gross:
        rules.append(("total is supply less discount", part.total == after))
        rules.append(("taxable is the total", part.taxable == part.total))
    case .exclusive:
        rules.append(("taxable is supply less discount", part.taxable == after))
        rules.append(("taxable and tax make the total", part.taxable + part.tax == part.total))
    }
    if !sale.isCreditNote {
        rules.append(("the tax is what the rate says", part.tax == part.total - rate.net(ofGross: part.total)))
    }
    return rules.filter { !$0.1 }.map { "\($0.0) (\(part))" }
}

func sum(_ amounts: some Sequence<Money>) -> Money { amounts.reduce(.zero, +) }
