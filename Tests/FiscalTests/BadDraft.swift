import Fiscal
import Testing

/// The worked example with something wrong, and all that must be named.
struct BadDraft: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout SaleDraft) -> Void
    let expected: Set<String>

    init(_ description: String, _ expected: Set<String>, _ change: @escaping @Sendable (inout SaleDraft) -> Void) {
        testDescription = description
        self.change = change
        self.expected = expected
    }

    static let heads: [BadDraft] = [
        BadDraft("no till", ["till required"]) { $0.till = nil },
        BadDraft("an empty till", ["till required"]) { $0.till = "" },
        BadDraft("a long till", ["till length"]) { $0.till = "TILL12345" },
        BadDraft("a till with a dash", ["till characters"]) { $0.till = "T-1" },
        BadDraft("a till with an accent", ["till characters"]) { $0.till = "TÉ" },
        BadDraft("no cashier", ["cashier required"]) { $0.cashier = nil },
        BadDraft("a long cashier", ["cashier length"]) { $0.cashier = String(repeating: "x", count: 21) },
        BadDraft("a control character", ["cashier characters"]) { $0.cashier = "A\u{1B}1" },
        BadDraft("a time without offset", ["sold_at time"]) { $0.soldAt = "2026-03-12T10:45:12" },
        BadDraft("no lines", ["lines count"]) { $0.lines = [] },
        BadDraft("a thousand lines", ["lines count"]) { $0.lines = Array(repeating: $0.lines[0], count: 1_000) },
        BadDraft("another total", ["expected_total expected_total"]) { $0.expectedTotal = "630.01" },
        BadDraft("a total that is no decimal", ["expected_total decimal"]) { $0.expectedTotal = "630,00" },
        BadDraft("a free sale", ["lines total.positive"]) { draft in
            draft.lines = [LineDraft("Gift", "1", "0.00", "B")]
            draft.expectedTotal = nil
        },
        BadDraft("a sale discounted to nothing", ["lines total.positive"]) { draft in
            draft.discount = DiscountDraft(percent: "100")
            draft.expectedTotal = nil
        },
        BadDraft("a buyer of nothing", ["buyer required"]) { $0.buyer = Buyer(pin: nil, name: nil) },
        BadDraft("a bad PIN", ["buyer.pin pin"]) { $0.buyer = Buyer(pin: "p052345678k", name: nil) },
        BadDraft("a short PIN", ["buyer.pin pin"]) { $0.buyer = Buyer(pin: "P05234567K", name: "Asha") },
        BadDraft("a nameless buyer", ["buyer.name required"]) { $0.buyer = Buyer(pin: "P052345678K", name: "") },
        BadDraft("a name of spaces", ["buyer.name required"]) { $0.buyer = Buyer(pin: "P052345678K", name: " \u{A0}") },
        BadDraft("a name that turns the line around", ["buyer.name characters"]) {
            $0.buyer = Buyer(pin: "P052345678K", name: "Acme \u{202E}dtL")
        },
        BadDraft("a long name", ["buyer.name length"]) { draft in
            draft.buyer = Buyer(pin: nil, name: String(repeating: "n", count: 61))
        },
        BadDraft("a long phone", ["buyer.phone length"]) { draft in
            draft.buyer = Buyer(pin: nil, name: "Asha", phone: String(repeating: "7", count: 21))
        },
    ]

    static let lines: [BadDraft] = [
        BadDraft("no sku", ["lines[0].sku required"]) { $0.lines[0].sku = nil },
        BadDraft("a long sku", ["lines[0].sku length"]) { $0.lines[0].sku = String(repeating: "s", count: 51) },
        BadDraft("no name", ["lines[1].name required"]) { $0.lines[1].name = nil },
        BadDraft("a long name", ["lines[1].name length"]) { $0.lines[1].name = String(repeating: "n", count: 181) },
        BadDraft("a name in two lines", ["lines[1].name characters"]) { $0.lines[1].name = "a\nb" },
        BadDraft("no quantity", ["lines[0].quantity required"]) { $0.lines[0].quantity = nil },
        BadDraft("a quantity in words", ["lines[0].quantity decimal"]) { $0.lines[0].quantity = "three" },
        BadDraft("four decimals", ["lines[0].quantity decimal"]) { $0.lines[0].quantity = "1.2345" },
        BadDraft("no pieces", ["lines[0].quantity positive"]) { $0.lines[0].quantity = "0" },
        BadDraft("pieces back", ["lines[0].quantity positive"]) { $0.lines[0].quantity = "-1" },
        BadDraft("too many pieces", ["lines[0].quantity positive"]) { $0.lines[0].quantity = "1000000.001" },
        BadDraft("no price", ["lines[0].unit_price required"]) { $0.lines[0].unitPrice = nil },
        BadDraft("a price of three decimals", ["lines[0].unit_price decimal"]) { $0.lines[0].unitPrice = "1.005" },
        BadDraft("a negative price", ["lines[0].unit_price not_negative"]) { $0.lines[0].unitPrice = "-1.00" },
        BadDraft("a price past the limit", ["lines[0].unit_price not_negative"]) {
            $0.lines[0].unitPrice = "1000000000000.00"
        },
        BadDraft("no letter", ["lines[0].tax tax_letter"]) { $0.lines[0].tax = nil },
        BadDraft("an unknown letter", ["lines[0].tax tax_letter"]) { $0.lines[0].tax = "F" },
        BadDraft("a small letter", ["lines[0].tax tax_letter"]) { $0.lines[0].tax = "b" },
        BadDraft("no item for a new sku", ["lines[0].item required"]) { $0.lines[0].item = nil },
        BadDraft("a short class", ["lines[0].item.class code"]) { $0.lines[0].item?.itemClass = "44121604" },
        BadDraft("a type of no kind", ["lines[0].item.type code"]) { $0.lines[0].item?.type = "good" },
        BadDraft("a one-letter unit", ["lines[0].item.unit code"]) { $0.lines[0].item?.unit = "U" },
        BadDraft("no packaging", ["lines[0].item.package required"]) { $0.lines[0].item?.package = nil },
        BadDraft("a small country", ["lines[0].item.origin code"]) { $0.lines[0].item?.origin = "ke" },
    ]

    static let discounts: [BadDraft] = [
        BadDraft("neither percent nor amount", ["lines[0].discount discount.one"]) {
            $0.lines[0].discount = DiscountDraft()
        },
        BadDraft("both", ["lines[0].discount discount.one"]) {
            $0.lines[0].discount = DiscountDraft(percent: "1", off: "1.00")
        },
        BadDraft("more than all", ["lines[0].discount.percent percent"]) {
            $0.lines[0].discount = DiscountDraft(percent: "100.01")
        },
        BadDraft("a negative percent", ["lines[0].discount.percent percent"]) {
            $0.lines[0].discount = DiscountDraft(percent: "-5")
        },
        BadDraft("more than the line", ["lines[0].discount.amount discount.limit"]) {
            $0.lines[0].discount = DiscountDraft(off: "450.01")
        },
        BadDraft("a negative amount", ["lines[0].discount.amount not_negative"]) {
            $0.lines[0].discount = DiscountDraft(off: "-1.00")
        },
        BadDraft("more than the basket", ["discount.amount discount.limit"]) {
            $0.discount = DiscountDraft(off: "630.01")
        },
        BadDraft("a basket's percent in words", ["discount.percent percent"]) {
            $0.discount = DiscountDraft(percent: "ten")
        },
        BadDraft("a basket's discount beside a bad line", ["lines[0].quantity decimal"]) { draft in
            draft.lines[0].quantity = "x"
            draft.discount = DiscountDraft(off: "300.00")
        },
    ]

    static let payments: [BadDraft] = [
        BadDraft("no payment", ["payments count"]) { $0.payments = [] },
        BadDraft("too many payments", ["payments count"]) {
            $0.payments = Array(repeating: PaymentDraft("cash", "30.00"), count: 21)
        },
        BadDraft("too little", ["payments payments.cover"]) { $0.payments = [PaymentDraft("cash", "629.99")] },
        BadDraft("change from a card", ["payments payments.change"]) { $0.payments = [PaymentDraft("card", "630.01")] },
        BadDraft("more change than cash", ["payments payments.change"]) {
            $0.payments = [PaymentDraft("card", "631.01"), PaymentDraft("cash", "1.00")]
        },
        BadDraft("an unknown method", ["payments[0].method one_of"]) {
            $0.payments = [PaymentDraft("mpesa", "630.00")]
        },
        BadDraft("no method", ["payments[0].method one_of"]) { $0.payments[0].method = nil },
        BadDraft("no amount", ["payments[0].amount required"]) { $0.payments[0].amount = nil },
        BadDraft("a payment of nothing", ["payments[0].amount positive"]) { $0.payments[0].amount = "0.00" },
        BadDraft("a long reference", ["payments[0].reference length"]) {
            $0.payments[0].reference = String(repeating: "R", count: 51)
        },
    ]

    static let large: [BadDraft] = [
        BadDraft("a line that no counter can hold", ["lines[0] line.limit"]) {
            $0.lines[0].quantity = "1000000"
            $0.lines[0].unitPrice = "999999999999.99"
        },
        BadDraft("a line just past the limit", ["lines[0] line.limit"]) {
            $0.lines[0].quantity = "2"
            $0.lines[0].unitPrice = "500000000000.00"
        },
    ]
}
