/// What earlier credit notes left of a sale, kept the way KRA keeps it.
///
/// KRA knows the lines of a sale by item, price and discount percent (reference §4.4), so lines that agree in these
/// share one rest. A note's lines have the original's price; quantity × price, discount and taxes are recomputed
/// (§5.1, §5.5), and only the note that takes the last piece takes what is left of the taxable and tax sums (§10).
struct CreditRests {
    /// What is left of each line, in the order of the sale.
    private(set) var lines: [Line]
    private var taxes: [Key: Taxes] = [:]
    private let sale: Sale

    init(of sale: Sale, after notes: [Sale]) {
        self.sale = sale
        lines = sale.lines.map(Line.init)
        for (index, line) in sale.lines.enumerated() {
            for part in line.fiscal { taxes[Key(line, part), default: Taxes()].add(part, of: index) }
        }
        for line in notes.flatMap(\.lines) {
            guard let number = line.creditedLine, lines.indices.contains(number - 1) else { continue }
            lines[number - 1].quantity -= line.quantity.thousandths
            for part in line.fiscal { subtract(part, from: number - 1) }
        }
    }

    /// How much is left of a line of the sale.
    func quantity(of index: Int) -> Quantity { Quantity(thousandths: lines[index].quantity) }

    /// Takes back some of a line, at most what is left of it.
    ///
    /// - Returns: the fiscal lines, none for a free item; nil, and nothing is taken, where no line at the original's
    ///   price says exactly this quantity.
    mutating func take(_ quantity: Quantity, of index: Int) -> [FiscalLine]? {
        var next = self
        guard let taken = next.split(quantity.thousandths, of: index) else { return nil }
        self = next
        return taken
    }

    /// The first of these lines after which the rest could not go back to the cent, by its place among them.
    func firstUnsettled(of indices: [Int]) -> Int? {
        var seen: Set<Key> = []
        return indices.firstIndex { index in
            let fresh = keys(of: index).subtracting(seen)
            seen.formUnion(fresh)
            return !canBeSettled(fresh)
        }
    }

    /// The quantities nearest to a refused one that can be taken, and all that is left where it can be.
    func choices(near wanted: Quantity, of index: Int) -> [Quantity] {
        let left = lines[index].quantity
        let wanted = wanted.thousandths
        let piece = wanted / 1_000 * 1_000
        let cents = wanted / 10 * 10
        let below = (0...Self.reach).map { cents - $0 * 10 } + [piece]
        let above = (1...Self.reach).map { cents + $0 * 10 } + [piece + 1_000]
        let found = [below, above].compactMap { $0.first { 0 < $0 && $0 < left && canTake($0, of: index) } }
        return (found + (canTake(left, of: index) ? [left] : [])).map(Quantity.init(thousandths:))
    }

    /// How many hundredths of a piece around a refused quantity are tried.
    private static let reach: Int64 = 100

    private func canTake(_ thousandths: Int64, of index: Int) -> Bool {
        var trial = self
        return trial.split(thousandths, of: index) != nil && trial.canBeSettled(keys(of: index))
    }

    private func keys(of index: Int) -> Set<Key> {
        Set(sale.lines[index].fiscal.map { Key(sale.lines[index], $0) })
    }

    /// Whether everything that shares these rests can still go back, line by line.
    private func canBeSettled(_ keys: Set<Key>) -> Bool {
        var rests = self
        return Set(keys.flatMap { taxes[$0]?.lines ?? [] }).sorted().allSatisfy {
            rests.lines[$0].quantity == 0 || rests.split(rests.lines[$0].quantity, of: $0) != nil
        }
    }

    private mutating func split(_ thousandths: Int64, of index: Int) -> [FiscalLine]? {
        let line = sale.lines[index]
        guard var wanted = lines[index].named(thousandths) else { return nil }
        lines[index].quantity -= thousandths
        var taken: [FiscalLine] = []
        for (place, part) in line.fiscal.enumerated() {
            let count = min(wanted, lines[index].parts[place])
            guard count > 0 else { continue }
            wanted -= count
            guard let piece = piece(count, of: part, left: lines[index].parts[place], in: line) else { return nil }
            taken.append(piece)
            subtract(piece, from: index)
        }
        return taken
    }

    /// A quantity of a fiscal line, where it and what stays behind add up to the cent.
    private func piece(_ count: Int64, of part: FiscalLine, left: Int64, in line: SaleLine) -> FiscalLine? {
        let (taken, rest, all) = (part.priced(count), part.priced(left - count), part.priced(left))
        guard count.isMultiple(of: 10), taken.supply + rest.supply == all.supply,
            taken.discount + rest.discount == all.discount, let left = taxes[Key(line, part)]
        else { return nil }
        var piece = FiscalLine.Amounts(rate: sale.rates[line.tax], convention: sale.convention)
            .priced(part, Quantity(thousandths: count), taken.supply, taken.discount)
        if left.quantity == count {
            (piece.taxable, piece.tax) = (left.taxable, left.tax)
            if sale.convention == .exclusive { piece.total = left.taxable + left.tax }
        } else if count == part.quantity.thousandths {
            (piece.taxable, piece.tax, piece.total) = (part.taxable, part.tax, part.total)
        }
        return piece.isSound ? piece : nil
    }

    private mutating func subtract(_ piece: FiscalLine, from index: Int) {
        let line = sale.lines[index]
        taxes[Key(line, piece)]?.subtract(piece)
        if let place = line.fiscal.firstIndex(where: { Key(line, $0) == Key(line, piece) }) {
            lines[index].parts[place] -= piece.quantity.thousandths
        }
    }
}

extension CreditRests {
    /// What is left of one line, in thousandths.
    struct Line {
        /// In the till's quantity.
        fileprivate(set) var quantity: Int64
        /// In the quantity of each fiscal line.
        fileprivate var parts: [Int64]
        private let whole: Int64
        private let wholeNamed: Int64

        fileprivate init(_ line: SaleLine) {
            quantity = line.quantity.thousandths
            whole = quantity
            parts = line.fiscal.map(\.quantity.thousandths)
            wholeNamed = parts.reduce(0, +)
        }

        /// A till's quantity in that of the fiscal lines, which differ where a weighed line was folded to one piece.
        fileprivate func named(_ thousandths: Int64) -> Int64? {
            if thousandths == quantity { return parts.reduce(0, +) }
            guard whole != wholeNamed else { return thousandths }
            let (product, overflow) = thousandths.multipliedReportingOverflow(by: wholeNamed)
            return !overflow && product.isMultiple(of: whole) ? product / whole : nil
        }
    }

    /// What makes a line the same to KRA: the item, whose code hangs on these, price and percent.
    private struct Key: Hashable {
        let sku: String
        let item: Item
        let tax: TaxLetter
        let unitPrice: Money
        let discountPercent: Int

        init(_ line: SaleLine, _ part: FiscalLine) {
            (sku, item, tax) = (line.sku, line.item, line.tax)
            (unitPrice, discountPercent) = (part.unitPrice, part.discountPercent)
        }
    }

    /// What is left of the sums of all fiscal lines that are the same to KRA.
    private struct Taxes {
        var lines: Set<Int> = []
        var quantity: Int64 = 0
        var taxable = Money.zero
        var tax = Money.zero

        mutating func add(_ part: FiscalLine, of index: Int) {
            lines.insert(index)
            quantity += part.quantity.thousandths
            taxable += part.taxable
            tax += part.tax
        }

        mutating func subtract(_ part: FiscalLine) {
            quantity -= part.quantity.thousandths
            taxable -= part.taxable
            tax -= part.tax
        }
    }
}

extension FiscalLine {
    /// What some of this line costs before discount, and the discount on it.
    fileprivate func priced(_ thousandths: Int64) -> (supply: Money, discount: Money) {
        let supply = Quantity(thousandths: thousandths).cost(at: unitPrice)
        return (supply, supply.part(Int64(discountPercent), of: 100))
    }

    /// Whether KRA takes it: nothing is 0 but the tax, and nothing is negative (reference §5.3).
    fileprivate var isSound: Bool { supply > .zero && total > .zero && taxable > .zero && tax >= .zero }
}

extension FiscalLine.Amounts {
    /// Some of a line at its own price, with the taxes recomputed (reference §5.1, §5.2).
    fileprivate func priced(
        _ part: FiscalLine, _ quantity: Quantity, _ supply: Money, _ discount: Money
    ) -> FiscalLine {
        let paid = supply - discount
        var piece = line(
            part.name, quantity, part.unitPrice, supply, part.discountPercent, discount, total: paid)
        guard convention == .exclusive else { return piece }
        (piece.taxable, piece.tax) = (paid, paid.part(rate.hundredths, of: 10_000))
        piece.total = piece.taxable + piece.tax
        return piece
    }
}
