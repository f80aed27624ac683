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
    /// Each line has the original's prices and its amounts are recomputed; the note that takes the last of it takes
    /// what is left of the taxes, so that all notes add up to the original (reference §5.1, §5.7, §10). A quantity that
    /// the original's price cannot say to the cent is refused, as KRA would refuse it. `requests` nil takes back all
    /// that is left.
    /// - Throws: ``SaleFaults`` naming each line that is unknown, asks for more than is left or cannot be split so.
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
        let taken = try taken(requests, from: CreditRests(of: self, after: notes))
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

    private func taken(_ requests: [CreditRequest]?, from all: CreditRests) throws(SaleFaults) -> [SaleLine] {
        let wanted =
            requests
            ?? lines.indices.filter { all.quantity(of: $0) > .zero }
            .map { CreditRequest(line: $0 + 1, quantity: all.quantity(of: $0)) }
        try Self.check(wanted, against: all)
        var rests = all
        var taken: [SaleLine] = []
        var faults: [Fault] = []
        for (place, request) in wanted.enumerated() {
            let index = request.line - 1
            let left = rests.quantity(of: index)
            if let fiscal = rests.take(request.quantity, of: index) {
                taken.append(
                    lines[index].credited(request.quantity, of: left, number: place + 1, fiscal: fiscal))
            } else {
                faults.append(Self.unsplittable(request, place, rests))
            }
        }
        if faults.isEmpty, let place = rests.firstUnsettled(of: wanted.map { $0.line - 1 }) {
            faults.append(Self.unsplittable(wanted[place], place, all))
        }
        guard faults.isEmpty else { throw SaleFaults(faults) }
        return taken
    }

    private static func unsplittable(_ request: CreditRequest, _ place: Int, _ rests: CreditRests) -> Fault {
        let left = rests.quantity(of: request.line - 1)
        let choices = rests.choices(near: request.quantity, of: request.line - 1).map { choice in
            choice == left ? "all \(left) that is left of line \(request.line)" : "\(choice)"
        }
        let advice = choices.isEmpty ? "all that is left of the sale" : choices.joined(separator: " or ")
        return Fault(
            field: "lines[\(place)].quantity", rule: "credit.split", found: "\(request.quantity)",
            expected: "\(advice); the price of line \(request.line) does not split to the cent otherwise")
    }

    private static func check(_ requests: [CreditRequest], against rests: CreditRests) throws(SaleFaults) {
        var faults: [Fault] = []
        var seen: Set<Int> = []
        for (index, request) in requests.enumerated() {
            guard rests.lines.indices.contains(request.line - 1) else {
                faults.append(
                    Fault(
                        field: "lines[\(index)].line", rule: "credit.line", found: "\(request.line)",
                        expected: "a line of the original, 1 to \(rests.lines.count)"))
                continue
            }
            let left = rests.quantity(of: request.line - 1)
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

extension SaleLine {
    /// The line of a credit note that takes back some of what is left of this one, with its share of the discount.
    fileprivate func credited(
        _ taken: Quantity, of left: Quantity, number: Int, fiscal: [FiscalLine]
    ) -> SaleLine {
        let whole = quantity.thousandths
        let start = whole - left.thousandths
        return SaleLine(
            number: number, sku: sku, name: name, quantity: taken, unitPrice: unitPrice, tax: tax, item: item,
            discount: discount.part(start + taken.thousandths, of: whole) - discount.part(start, of: whole),
            total: fiscal.reduce(.zero) { $0 + $1.total }, creditedLine: self.number, fiscal: fiscal)
    }
}

extension Quantity {
    /// Nothing.
    fileprivate static let zero = Quantity(thousandths: 0)
}
