import Fiscal
import Testing

@Suite struct FaultTests {
    @Test(arguments: BadDraft.heads + BadDraft.lines)
    func `each fault is named`(_ bad: BadDraft) {
        #expect(Self.faults(of: bad) == bad.expected)
    }

    @Test(arguments: BadDraft.discounts + BadDraft.payments)
    func `each fault of money is named`(_ bad: BadDraft) {
        #expect(Self.faults(of: bad) == bad.expected)
    }

    @Test(arguments: BadDraft.large)
    func `an amount past every limit is refused, not counted`(_ bad: BadDraft) {
        #expect(Self.faults(of: bad) == bad.expected)
    }

    @Test func `several faults are named at once`() {
        let bad = BadDraft(
            "all over",
            [
                "till characters", "cashier required", "sold_at time", "lines[0].name required",
                "lines[0].quantity positive", "lines[0].tax tax_letter", "lines[1].unit_price decimal",
                "lines[1].item.unit code", "lines[1].item.origin required", "lines[1].discount discount.one",
                "buyer.pin pin", "payments[0].method one_of", "payments[0].amount positive",
            ]
        ) { draft in
            draft.till = "T 1"
            draft.cashier = nil
            draft.soldAt = "yesterday"
            draft.lines[0].name = ""
            draft.lines[0].quantity = "0"
            draft.lines[0].tax = "Z"
            draft.lines[1].unitPrice = "1.2.3"
            draft.lines[1].item?.unit = "LTR"
            draft.lines[1].item?.origin = nil
            draft.lines[1].discount = DiscountDraft()
            draft.buyer = Buyer(pin: "X", name: nil)
            draft.payments = [PaymentDraft("gold", "0")]
        }
        #expect(Self.faults(of: bad) == bad.expected)
    }

    @Test func `a late entry tells the time that the book says`() throws {
        var draft = SaleDraft.example
        draft.late = true
        draft.soldAt = nil
        #expect(names { try draft.checked(in: .direct()) } == ["sold_at late.time"])
        draft.soldAt = "2026-03-12T10:45:12+03:00"
        #expect(try draft.checked(in: .direct()).late)
    }

    @Test func `a known sku needs no item`() throws {
        let item = Item(itemClass: "4412160400", type: .goods, unit: "NO", package: "NT", origin: "KE")
        var rules = SaleRules.direct()
        rules.knownItems["6161100000017"] = item
        var draft = SaleDraft.example
        draft.lines[0].item = nil
        #expect(try draft.checked(in: rules).lines[0].item == item)
    }

    @Test func `what the reader found comes first and is not named twice`() {
        var draft = SaleDraft.example
        draft.till = nil
        let known = Fault(field: "till", rule: "type", found: "7", expected: "a text")
        #expect(names { try draft.checked(in: .direct(), after: [known]) } == ["till type"])
    }

    @Test func `cash gives change`() throws {
        var draft = SaleDraft.example
        draft.payments = [PaymentDraft("card", "600.00"), PaymentDraft("cash", "100.00")]
        #expect(sum(try draft.checked(in: .direct()).payments.map(\.amount)) == Money(minor: 70_000))
    }

    @Test func `a long finding is cut`() {
        let fault = Fault(field: "f", rule: "r", found: String(repeating: "x", count: 200), expected: "less")
        #expect(fault.found.count == 80)
        #expect(fault.found.hasSuffix("…"))
    }

    private static func faults(of bad: BadDraft) -> Set<String> {
        var draft = SaleDraft.example
        bad.change(&draft)
        let changed = draft
        return Set(names { try changed.checked(in: .direct()) })
    }
}
