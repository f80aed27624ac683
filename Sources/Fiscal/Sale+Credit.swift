/// What to take back of one line.
public struct CreditRequest: Sendable, Hashable {
    /// The original's line, from 1.
    public let line: Int
    /// How much, above zero.
    public let quantity: Quantity

    /// Makes a request.
    public init(line: Int, quantity: Quantity) {
        self.line = line
        self.quantity = quantity
    }
}

extension Sale {
    /// The credit note that takes back lines of this sale.
    ///
    /// Prices are the original's; the note that takes the last of a line takes what is left of its sums, so that all
    /// notes add up to the original (reference §5.7, §10). `requests` nil takes back all that is left.
    /// - Throws: ``SaleFaults`` naming each line that is unknown or asks for more than is left.
    public func credited(
        _ requests: [CreditRequest]?, as reference: CreditReference, after notes: [Sale], till: String, cashier: String,
        soldAt: Timestamp?
    ) throws(SaleFaults) -> Sale {
        guard !isCreditNote else {
            throw SaleFaults([
                Fault(
                    field: "id", rule: "credit.sale_only", found: "a credit note", expected: "the id of a sale")
            ])
        }
        let credited = Dictionary(grouping: notes.flatMap(\.lines)) { $0.creditedLine ?? 0 }
        let rests = lines.map { LineRest(line: $0, credited: credited[$0.number] ?? [], sale: self) }
        let wanted =
            requests
            ?? rests.filter { $0.quantity > .zero }.map { CreditRequest(line: $0.line.number, quantity: $0.quantity) }
        try Self.check(wanted, against: rests)
        let taken = wanted.enumerated().map { index, request in
            rests[request.line - 1].taking(request.quantity, number: index + 1)
        }
        let total = Totals(taken).total
        guard total > .zero else {
            throw SaleFaults([
                Fault(
                    field: "lines", rule: "credit.left", found: "0.00",
                    expected: "a line that has something left to take back")
            ])
        }
        let method = payments.max { $0.amount < $1.amount }?.method ?? .cash
        return Sale(
            till: till, cashier: cashier, soldAt: soldAt, late: false, lines: taken,
            payments: [Payment(method: method, amount: total)], buyer: buyer, credits: reference,
            convention: convention, rates: rates)
    }

    private static func check(_ requests: [CreditRequest], against rests: [LineRest]) throws(SaleFaults) {
        var faults: [Fault] = []
        var seen: Set<Int> = []
        for (index, request) in requests.enumerated() {
            guard rests.indices.contains(request.line - 1) else {
                faults.append(
                    Fault(
                        field: "lines[\(index)].line", rule: "credit.line", found: "\(request.line)",
                        expected: "a line of the original, 1 to \(rests.count)"))
                continue
            }
            let left = rests[request.line - 1].quantity
            if !seen.insert(request.line).inserted {
                faults.append(
                    Fault(
                        field: "lines[\(index)].line", rule: "credit.once", found: "line \(request.line) again",
                        expected: "each line once"))
            } else if request.quantity <= .zero || request.quantity > left {
                faults.append(
                    Fault(
                        field: "lines[\(index)].quantity", rule: "credit.left", found: "\(request.quantity)",
                        expected: "above 0, at most the \(left) that is left of line \(request.line)"))
            }
        }
        if requests.isEmpty {
            faults.append(
                Fault(field: "lines", rule: "credit.left", found: "nothing left", expected: "a sale not yet taken back")
            )
        }
        guard faults.isEmpty else { throw SaleFaults(faults) }
    }
}

/// What is left of one line after earlier credit notes.
private struct LineRest {
    let line: SaleLine
    let credited: [SaleLine]
    let amounts: FiscalLine.Amounts

    init(line: SaleLine, credited: [SaleLine], sale: Sale) {
        self.line = line
        self.credited = credited
        amounts = FiscalLine.Amounts(rate: sale.rates[line.tax], convention: sale.convention)
    }

    var quantity: Quantity {
        Quantity(thousandths: line.quantity.thousandths - credited.reduce(0) { $0 + $1.quantity.thousandths })
    }

    func taking(_ taken: Quantity, number: Int) -> SaleLine {
        let whole = line.quantity.thousandths
        let start = whole - quantity.thousandths
        let discount =
            line.discount.part(start + taken.thousandths, of: whole) - line.discount.part(start, of: whole)
        let rest = Rest(of: line.fiscal, without: credited.flatMap(\.fiscal))
        let natural = parts(of: taken)
        let fiscal: [FiscalLine]
        if taken == quantity {
            fiscal = settled(natural, quantity: taken, to: rest)
        } else if rest.less(natural).isSound {
            fiscal = natural
        } else {
            fiscal = onePiece(taken, rest.share(taken.thousandths, of: quantity.thousandths))
        }
        return SaleLine(
            number: number, sku: line.sku, name: line.name, quantity: taken, unitPrice: line.unitPrice, tax: line.tax,
            item: line.item, discount: discount, total: fiscal.reduce(.zero) { $0 + $1.total },
            creditedLine: line.number, fiscal: fiscal)
    }

    /// The fiscal lines that cover the next `taken` pieces, in the order in which the original names them.
    ///
    /// Where a piece's prices do not give its amounts, or KRA's two decimals cannot say its quantity, it is one piece.
    private func parts(of taken: Quantity) -> [FiscalLine] {
        guard !line.fiscal.isEmpty else { return [] }
        let named = line.fiscal.reduce(0) { $0 + $1.quantity.thousandths }
        var start = line.quantity.thousandths - quantity.thousandths
        guard named == line.quantity.thousandths, taken.fitsTwoDecimals, start.isMultiple(of: 10) else {
            let whole = Rest(of: line.fiscal, without: [])
            let total = whole.total.part(taken.thousandths, of: line.quantity.thousandths)
            return total > .zero ? [amounts.onePiece(name: line.name, quantity: taken, total: total)] : []
        }
        var wanted = taken.thousandths
        var result: [FiscalLine] = []
        for part in line.fiscal {
            let skipped = min(start, part.quantity.thousandths)
            start -= skipped
            let count = min(wanted, part.quantity.thousandths - skipped)
            wanted -= count
            if count == part.quantity.thousandths {
                result.append(part)
            } else if count > 0 {
                result.append(contentsOf: piece(of: part, Quantity(thousandths: count)))
            }
        }
        return result
    }

    private func piece(of part: FiscalLine, _ count: Quantity) -> [FiscalLine] {
        let supply = count.cost(at: part.unitPrice)
        let discount = supply.part(Int64(part.discountPercent), of: 100)
        let exclusive = amounts.convention == .exclusive
        let total =
            exclusive ? part.total.part(count.thousandths, of: part.quantity.thousandths) : supply - discount
        guard total > .zero else { return [] }
        guard !exclusive || supply - discount == amounts.rate.net(ofGross: total) else {
            return [amounts.onePiece(name: part.name, quantity: count, total: total)]
        }
        return [amounts.line(part.name, count, part.unitPrice, supply, part.discountPercent, discount, total: total)]
    }

    /// Gives the last note what is left of the line's sums.
    private func settled(_ fiscal: [FiscalLine], quantity: Quantity, to rest: Rest) -> [FiscalLine] {
        let target = rest.less(fiscal.dropLast())
        guard var last = fiscal.last, target.isWhole else { return onePiece(quantity, rest) }
        guard last.supply - last.discount == target.priced(in: amounts.convention) else {
            return fiscal.dropLast() + onePiece(fiscal.count == 1 ? quantity : last.quantity, target)
        }
        (last.taxable, last.tax, last.total) = (target.taxable, target.tax, target.total)
        return fiscal.dropLast() + [last]
    }

    /// A quantity as one piece at given sums; nothing where nothing is left of them.
    private func onePiece(_ quantity: Quantity, _ rest: Rest) -> [FiscalLine] {
        guard rest.total > .zero else { return [] }
        var piece = amounts.onePiece(name: line.name, quantity: quantity, total: rest.total)
        let price = rest.priced(in: amounts.convention)
        (piece.unitPrice, piece.supply) = (price, price)
        (piece.taxable, piece.tax) = (rest.taxable, rest.tax)
        return [piece]
    }
}

/// What is left of a line's sums.
private struct Rest {
    var taxable: Money
    var tax: Money
    var total: Money

    init(of lines: [FiscalLine], without credited: [FiscalLine]) {
        taxable = lines.reduce(.zero) { $0 + $1.taxable }
        tax = lines.reduce(.zero) { $0 + $1.tax }
        total = lines.reduce(.zero) { $0 + $1.total }
        self = less(credited)
    }

    /// Whether what is left can be a fiscal line of its own.
    var isWhole: Bool { total > .zero && taxable > .zero && tax >= .zero && taxable <= total }

    func less(_ lines: [FiscalLine]) -> Rest {
        var rest = self
        for line in lines {
            rest.taxable = rest.taxable - line.taxable
            rest.tax = rest.tax - line.tax
            rest.total = rest.total - line.total
        }
        return rest
    }

    /// Whether it is nothing, or can be a fiscal line of its own.
    var isSound: Bool { isWhole || (total == .zero && taxable == .zero && tax == .zero) }

    /// A share of what is left; where cents cannot be split so that both halves are sound, all of it or nothing.
    func share(_ numerator: Int64, of denominator: Int64) -> Rest {
        var share = self
        share.total = total.part(numerator, of: denominator)
        share.taxable = taxable.part(numerator, of: denominator)
        share.tax = taxable == total ? tax.part(numerator, of: denominator) : share.total - share.taxable
        if share.isSound, less(share).isSound { return share }
        return numerator * 2 >= denominator ? self : less(self)
    }

    private func less(_ other: Rest) -> Rest {
        var rest = self
        rest.taxable = taxable - other.taxable
        rest.tax = tax - other.tax
        rest.total = total - other.total
        return rest
    }

    /// The amount that quantity times price gives.
    func priced(in convention: AmountConvention) -> Money { convention == .exclusive ? taxable : total }
}

extension Quantity {
    /// Nothing.
    fileprivate static let zero = Quantity(thousandths: 0)
}
