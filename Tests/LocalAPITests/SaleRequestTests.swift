import Fiscal
import JSON
import LocalAPI
import Testing

@Suite struct SaleRequestTests {
    @Test func `the contract's example is read whole`() throws {
        let body = """
            {"till": "T1", "cashier": "A12",
             "lines": [
              {"sku": "6161100000017", "name": "Exercise book A4 200 pages", "quantity": "3", "unit_price": "150.00", "tax": "B",
               "item": {"class": "4412160400", "type": "goods", "unit": "NO", "package": "NT", "origin": "KE"}},
              {"sku": "TOMATO", "name": "Fresh tomatoes", "quantity": "1.5", "unit_price": "120.00", "tax": "A",
               "discount": {"percent": "10"}}],
             "payments": [{"method": "cash", "amount": "630.00"}],
             "buyer": null, "expected_total": "630.00"}
            """
        let (draft, faults) = SaleRequest.read(try JSONTree(parsing: Array(body.utf8)))
        #expect(faults.isEmpty)
        #expect(draft.till == "T1")
        #expect(draft.lines.count == 2)
        #expect(draft.lines[0].item?.itemClass == "4412160400")
        #expect(draft.lines[1].discount?.percent == "10")
        #expect(draft.payments.first?.amount == "630.00")
        #expect(draft.buyer == nil)
        #expect(draft.expectedTotal == "630.00")
    }

    @Test(arguments: [
        (#"{"lines":[{"quantity":3}]}"#, "lines[0].quantity", "type", "the number 3"),
        (#"{"lines":{}}"#, "lines", "type", "an empty object"),
        (#"{"lines":[7]}"#, "lines[0]", "type", "the number 7"),
        (#"{"late":"yes"}"#, "late", "type", "the text \"yes\""),
        (#"{"buyer":{"pin":5}}"#, "buyer.pin", "type", "the number 5"),
        (#"{"payments":[{"amount":630.00}]}"#, "payments[0].amount", "type", "the number 630.00"),
        (#"{"discont":{}}"#, "discont", "unknown_field", "an empty object"),
        (#"{"lines":[{"item":{"clas":"1"}}]}"#, "lines[0].item.clas", "unknown_field", "the text \"1\""),
        (#"[]"#, "body", "type", "an empty list"),
        (#"null"#, "body", "type", "null"),
    ])
    func `a wrong shape is a fault with its place`(
        _ body: String, _ field: String, _ rule: String, _ found: String
    ) throws {
        let (_, faults) = SaleRequest.read(try JSONTree(parsing: Array(body.utf8)))
        #expect(faults.map(\.field) == [field])
        #expect(faults.map(\.rule) == [rule])
        #expect(faults.map(\.found) == [found])
    }

    @Test func `a credit note is read, and written as it was`() throws {
        let body = #"{"lines":[{"line":2,"quantity":"1.5"}],"reason":"refund","cashier":"A12"}"#
        let request = try CreditNoteRequest.read(try JSONTree(parsing: Array(body.utf8)))
        #expect(request.lines?.first?.quantity == Quantity("1.5"))
        #expect(request.tree.json == body)
    }

    @Test(arguments: [
        #"{"reason":"because"}"#, #"{}"#, #"{"reason":"refund","lines":[{"line":"2","quantity":"1"}]}"#,
        #"{"reason":"refund","lines":[{"line":2}]}"#, #"{"reason":"refund","lines":[{"line":2,"quantity":"x"}]}"#,
        #"{"reason":"refund","lines":[{"line":2.5,"quantity":"1"}]}"#, #"{"reason":"refund","sold_at":"today"}"#,
        #"{"reason":"refund","lines":[null]}"#, "null", "[]",
    ])
    func `a bad credit note is refused with its faults`(_ body: String) throws {
        let tree = try JSONTree(parsing: Array(body.utf8))
        #expect(throws: SaleFaults.self) { try CreditNoteRequest.read(tree) }
    }
}
