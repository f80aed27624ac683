import Fiscal
import Testing

@Suite struct RandomBasketTests {
    @Test(arguments: AmountConvention.allCases, [1, 2, 3, 4])
    func `every basket keeps the rules of the reference`(_ convention: AmountConvention, _ seed: UInt64) throws {
        var baskets = Baskets(seed: seed)
        for round in 0..<500 {
            let sale = try baskets.next().checked(in: .direct(convention))
            let faults = broken(sale)
            #expect(faults.isEmpty, "round \(round)")
            if !faults.isEmpty { return }
        }
    }

    @Test(arguments: [11, 12, 13])
    func `the customer pays the same under every convention`(_ seed: UInt64) throws {
        var baskets = Baskets(seed: seed)
        for round in 0..<300 {
            let draft = baskets.next()
            let sales = try AmountConvention.allCases.map { try draft.checked(in: .direct($0)) }
            #expect(Set(sales.map(\.totals.total)).count == 1, "round \(round)")
            #expect(Set(sales.map { $0.lines.map(\.total) }).count == 1, "round \(round)")
        }
    }

    @Test(arguments: [21, 22, 23])
    func `a basket discount is spread to the cent`(_ seed: UInt64) throws {
        var baskets = Baskets(seed: seed)
        for round in 0..<300 {
            var draft = baskets.next()
            draft.discount = nil
            let plain = try draft.checked(in: .direct())
            let amount = Money(minor: Int64(baskets.number(0...Int(plain.totals.total.minor - 1))))
            draft.discount = DiscountDraft(off: "\(amount)")
            let sale = try draft.checked(in: .direct())
            #expect(plain.totals.total - sale.totals.total == amount, "round \(round)")
            let kept = zip(plain.lines, sale.lines).allSatisfy { $0.total >= $1.total && $1.total >= .zero }
            #expect(kept, "round \(round)")
        }
    }
}
